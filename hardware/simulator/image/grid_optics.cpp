// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/grid_optics.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace etalon::hardware {
namespace {

void multiply(Complex& value, const std::complex<double>& by) {
  const Complex f(by);
  value = {value.real() * f.real() - value.imag() * f.imag(),
           value.real() * f.imag() + value.imag() * f.real()};
}

}  // namespace

GridOptics::GridOptics(const Blur& blur, const Grid& grid, Place period_px, Gain gain)
    : blur_(blur),
      gain_(std::move(gain)),
      grid_{blur.scale,
            {1 / period_px.x, 1 / period_px.y},
            grid.y.highest,
            blur.cutoff_per_um(),
            radial_cells(blur.radius_um, blur.cutoff_per_um())} {
  if (!blur.radial()) return;
  table_ = radial_table(grid_.cells, grid_.cutoff_per_um, [&](double f) {
    return blur.optics({f, 0}).real() * gain_(f * f);
  });
}

void GridOptics::apply(int column, int within, std::span<Complex> spectrum) const {
  const int rows = std::clamp(within, -1, grid_.highest_row);
  const auto first = static_cast<std::size_t>(grid_.highest_row - rows);
  const std::size_t end = spectrum.size() - first;
  std::fill_n(spectrum.begin(), first, Complex(0));
  std::fill(spectrum.begin() + static_cast<std::ptrdiff_t>(end), spectrum.end(), Complex(0));
  if (table_.empty()) {
    apply_directly(column, rows, spectrum);
  } else {
    apply_table(column, first, end, spectrum);
  }
}

void GridOptics::apply_table(int column, std::size_t first, std::size_t end,
                             std::span<Complex> spectrum) const {
  const RadialColumn places = grid_.column(column);
  for (std::size_t k = first; k < end; ++k) {
    const std::size_t place = k - places.first;  // a huge number below the first
    spectrum[k] *= place < places.size() ? places.read(table_.data(), place) : 0.0F;
  }
}

void GridOptics::apply_directly(int column, int within, std::span<Complex> spectrum) const {
  Complex* middle = &spectrum[static_cast<std::size_t>(grid_.highest_row)];
  const double fx = column * grid_.step_per_px.x;
  const auto at = [&](int row) -> std::complex<double> {
    const Place f = per_um(blur_.scale, fx, row * grid_.step_per_px.y);
    const auto optics = blur_.optics(f);
    return optics == 0.0 ? 0.0 : optics * gain_(f.x * f.x + f.y * f.y);
  };
  for (int k = 0; k <= within; ++k) {
    const auto up = at(k);
    multiply(middle[k], up);
    if (k > 0) multiply(middle[-k], blur_.even_in_y ? up : at(-k));
  }
}

}  // namespace etalon::hardware
