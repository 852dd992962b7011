// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/far_light.hpp"

#include "hardware/simulator/image/grid_optics.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::hardware {
namespace {

constexpr double kCellsPerMargin = 5;
// Sigma in cells of the average that each cell is, and of the softening that keeps the coarse grid
// from ringing.
constexpr double kSampleSigma = 0.5;
constexpr double kSoftSigma = 1.4;
constexpr double kTwoPiSquared = 2 * std::numbers::pi * std::numbers::pi;

}  // namespace

FarLight::FarLight(const targets::Pattern& pattern, const FieldMap& map, const Blur& blur,
                   const Domain& domain, std::size_t threads)
    : domain_(domain) {
  const double pitch_px = domain.clean_px / kCellsPerMargin;
  x_ = cells_for(domain.grid.x, domain.first_px.x, pitch_px, domain.reach_px);
  y_ = cells_for(domain.grid.y, domain.first_px.y, pitch_px, domain.reach_px);
  const std::vector<float> light = sampled(pattern, map, blur, threads);
  mean_ = mean_of_border(light);
  mean_transfer_ = blur.at(0, 0).real();
  light_ = blurred(missing(light), blur, threads);
}

// The first sample of the domain stands in the middle of the first step.
FarLight::Cells FarLight::cells_for(const Axis& axis, double first_px, double pitch_px,
                                    double reach_px) {
  Cells cells;
  cells.inside = std::max(4, static_cast<int>(std::ceil(axis.period / pitch_px)));
  cells.pitch_px = static_cast<double>(axis.period) / cells.inside;
  const double reach = std::max<double>(reach_px, axis.period);
  cells.all = transform_length(cells.inside + 2 * static_cast<int>(reach / cells.pitch_px));
  cells.around = (cells.all - cells.inside) / 2;
  const double border_px = first_px - 0.5 * axis.period / axis.samples;
  cells.first_px = border_px + (0.5 - cells.around) * cells.pitch_px;
  return cells;
}

// Sharp enough that borders count with the cell in which they lie.
double FarLight::sigma_px() const { return kSampleSigma * std::max(x_.pitch_px, y_.pitch_px); }

std::vector<float> FarLight::sampled(const targets::Pattern& pattern, const FieldMap& map,
                                     const Blur& blur, std::size_t threads) const {
  const auto columns = static_cast<std::size_t>(x_.all);
  std::vector<float> light(columns * static_cast<std::size_t>(y_.all));
  const double sigma_um = sigma_px() / std::hypot(blur.scale.xx, blur.scale.yx);
  in_parallel(static_cast<std::size_t>(y_.all), threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t row = first; row < end; ++row) {
      const Place start{x_.first_px, y_.first_px + static_cast<double>(row) * y_.pitch_px};
      sample_row(pattern, map, start, x_.pitch_px, sigma_um, {&light[row * columns], columns});
    }
  });
  return light;
}

// Of the cells just inside the border: what fades there fades as little as possible.
float FarLight::mean_of_border(const std::vector<float>& light) const {
  double sum = 0;
  for (int column = x_.around; column < x_.around + x_.inside; ++column) {
    sum += light[index(column, y_.around)];
    sum += light[index(column, y_.around + y_.inside - 1)];
  }
  for (int row = y_.around; row < y_.around + y_.inside; ++row) {
    sum += light[index(x_.around, row)];
    sum += light[index(x_.around + x_.inside - 1, row)];
  }
  return static_cast<float>(sum / (2 * (x_.inside + y_.inside)));
}

// True pattern minus what the periodic domain has in its place.
FillRow FarLight::missing(const std::vector<float>& light) const {
  const auto shares = [&](const Cells& cells, int period) {
    std::vector<float> all;
    for (int cell = 0; cell < cells.all; ++cell) {
      const double distance = (cells.repeated(cell) - cells.around + 0.5) * cells.pitch_px;
      all.push_back(static_cast<float>(share_in_domain(distance, period, domain_.fading_px)));
    }
    return all;
  };
  return [&, across = shares(x_, domain_.grid.x.period), down = shares(y_, domain_.grid.y.period)](
             int row, std::span<float> rest) {
    const float* here = &light[index(0, row)];
    const float* repeated = &light[index(0, y_.repeated(row))];
    const float row_share = down[static_cast<std::size_t>(row)];
    int from = x_.repeated(0);
    for (std::size_t k = 0; k < rest.size(); ++k) {
      rest[k] = here[k] - mean_ - row_share * across[k] * (repeated[from] - mean_);
      if (++from == x_.around + x_.inside) from = x_.around;
    }
  };
}

// Samples and grid smooth the light by sigma^2 in all; to second order that is taken back.
std::vector<float> FarLight::blurred(const FillRow& light, const Blur& blur,
                                     std::size_t threads) const {
  const double pitch = std::max(x_.pitch_px, y_.pitch_px);
  const double soft = kTwoPiSquared * std::pow(kSoftSigma * pitch, 2);
  const double taken_back = soft + kTwoPiSquared * std::pow(sigma_px(), 2);
  const Grid grid{{x_.all, x_.all, x_.all / 2 - 1}, {y_.all, y_.all, y_.all / 2 - 1}};
  const auto rows = row_spectra(grid, light, threads);
  // The pixel to second order is enough for such low frequencies.
  const double pixel = blur.modality == Modality::confocal ? 0 : kTwoPiSquared / 12;
  const Place period_px{x_.all * x_.pitch_px, y_.all * y_.pitch_px};
  const GridOptics optics(blur, grid, period_px, [](double) { return 1.0; });
  const auto bell = [&](int cycles, double period) {
    return std::exp(-(soft + pixel) * std::pow(cycles / period, 2));
  };
  std::vector<double> bell_y;
  for (int k = -grid.y.highest; k <= grid.y.highest; ++k) bell_y.push_back(bell(k, period_px.y));
  const auto filter = [&](int strip, std::span<Complex> spectrum) {
    column_spectra(grid, rows, strip, spectrum);
    const std::size_t length = grid.column_length();
    for (int column = kStrip * strip; !spectrum.empty(); ++column) {
      optics.apply(column, grid.y.highest, spectrum.first(length));
      const double bell_x = bell(column, period_px.x) / (1.0 * x_.all * y_.all);
      for (std::size_t k = 0; k < length; ++k) {
        const double fx = column / period_px.x;
        const double fy = (static_cast<int>(k) - grid.y.highest) / period_px.y;
        const double sharp = 1 + taken_back * (fx * fx + fy * fy);
        spectrum[k] *= static_cast<float>(bell_x * bell_y[k] * sharp);
      }
      spectrum = spectrum.subspan(length);
    }
  };
  return picture_of(grid, {x_.around, y_.around, x_.inside, y_.inside}, filter, threads);
}

std::vector<FarLight::CellMix> FarLight::mix_of(const Cells& cells, double first_px, int pixels) {
  std::vector<CellMix> mix;
  for (int k = 0; k < pixels; ++k) {
    const double place = (first_px + k - cells.first_px) / cells.pitch_px - cells.around;
    const int before = static_cast<int>(place);
    mix.push_back({before, static_cast<float>(place - before)});
  }
  return mix;
}

// In proportion: first from row to row, then along the row of pixels.
void FarLight::add_to(std::span<float> image, std::size_t threads) const {
  const Window& part = domain_.part;
  const double left = domain_.first_px.x + (domain_.grid.x.period - part.width) / 2;
  const double top = domain_.first_px.y + (domain_.grid.y.period - part.height) / 2;
  const auto across = mix_of(x_, left, part.width);
  const auto down = mix_of(y_, top, part.height);
  const auto mean = static_cast<float>(mean_ * mean_transfer_);
  const auto inside = static_cast<std::size_t>(x_.inside);
  in_parallel(down.size(), threads, [&](std::size_t begin, std::size_t end) {
    std::vector<float> cells(inside);
    for (std::size_t row = begin; row < end; ++row) {
      const float* first = &light_[static_cast<std::size_t>(down[row].before) * inside];
      for (std::size_t k = 0; k < inside; ++k) {
        cells[k] = mean + first[k] + down[row].after * (first[k + inside] - first[k]);
      }
      float* out = &image[row * across.size()];
      for (std::size_t k = 0; k < across.size(); ++k) {
        const float* cell = &cells[static_cast<std::size_t>(across[k].before)];
        out[k] += cell[0] + across[k].after * (cell[1] - cell[0]);
      }
    }
  });
}

}  // namespace etalon::hardware
