// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/far_light.hpp"

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
std::vector<float> FarLight::missing(const std::vector<float>& light) const {
  const auto share = [&](const Cells& cells, int period, int cell) {
    const double distance = (cells.repeated(cell) - cells.around + 0.5) * cells.pitch_px;
    return static_cast<float>(share_in_domain(distance, period, domain_.fading_px));
  };
  std::vector<float> rest(light.size());
  for (int row = 0; row < y_.all; ++row) {
    const float row_share = share(y_, domain_.grid.y.period, row);
    for (int column = 0; column < x_.all; ++column) {
      const float here = row_share * share(x_, domain_.grid.x.period, column);
      const float repeated = light[index(x_.repeated(column), y_.repeated(row))];
      rest[index(column, row)] = light[index(column, row)] - mean_ - here * (repeated - mean_);
    }
  }
  return rest;
}

// Samples and grid smooth the light by sigma^2 in all; to second order that is taken back.
std::vector<float> FarLight::blurred(const std::vector<float>& light, const Blur& blur,
                                     std::size_t threads) const {
  const double pitch = std::max(x_.pitch_px, y_.pitch_px);
  const double soft = kTwoPiSquared * std::pow(kSoftSigma * pitch, 2);
  const double taken_back = soft + kTwoPiSquared * std::pow(sigma_px(), 2);
  const Grid grid{{x_.all, x_.all, x_.all / 2 - 1}, {y_.all, y_.all, y_.all / 2 - 1}};
  const auto rows = row_spectra(
      grid,
      [&](int row, std::span<float> samples) {
        std::copy_n(&light[index(0, row)], samples.size(), samples.begin());
      },
      threads);
  // The pixel to second order is enough for such low frequencies.
  const double pixel = blur.modality == Modality::confocal ? 0 : kTwoPiSquared / 12;
  const auto filter = [&](int first, std::span<Complex> spectrum) {
    column_spectra(grid, rows, first, spectrum);
    std::size_t i = 0;
    for (int column = first; i < spectrum.size(); ++column) {
      const double fx = column / (x_.all * x_.pitch_px);
      for (int k = -grid.y.highest; k <= grid.y.highest; ++k, ++i) {
        const double fy = k / (y_.all * y_.pitch_px);
        const double square = fx * fx + fy * fy;
        spectrum[i] *=
            Complex(blur.optics(per_um(blur.scale, fx, fy)) * std::exp(-(soft + pixel) * square) *
                    (1 + taken_back * square) / (1.0 * x_.all * y_.all));
      }
    }
  };
  return picture_of(grid, {0, 0, x_.all, y_.all}, filter, threads);
}

// Between the middles of cells in proportion.
void FarLight::add_to(std::span<float> image, std::size_t threads) const {
  const Window& part = domain_.part;
  const double left = domain_.first_px.x + (domain_.grid.x.period - part.width) / 2;
  const double top = domain_.first_px.y + (domain_.grid.y.period - part.height) / 2;
  const auto mean = static_cast<float>(mean_ * mean_transfer_);
  const auto add_row = [&](int row) {
    const double y = (top + row - y_.first_px) / y_.pitch_px;
    const int above = static_cast<int>(y);
    const auto down = static_cast<float>(y - above);
    const float* first = &light_[index(0, above)];
    const float* second = &light_[index(0, above + 1)];
    const auto cell = [&](int k) { return first[k] + down * (second[k] - first[k]); };
    float* out = &image[static_cast<std::size_t>(row) * static_cast<std::size_t>(part.width)];
    for (int column = 0; column < part.width; ++column) {
      const double x = (left + column - x_.first_px) / x_.pitch_px;
      const int before = static_cast<int>(x);
      const auto right = static_cast<float>(x - before);
      out[column] += mean + (1 - right) * cell(before) + right * cell(before + 1);
    }
  };
  in_parallel(static_cast<std::size_t>(part.height), threads,
              [&](std::size_t begin, std::size_t end) {
                for (std::size_t row = begin; row < end; ++row) add_row(static_cast<int>(row));
              });
}

}  // namespace etalon::hardware
