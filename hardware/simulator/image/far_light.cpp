// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/far_light.hpp"

#include "suite/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::hardware {
namespace {

constexpr int kReach = 1536;

// Coarse cells along one direction: `inside` of them are the domain, `around` lie on either side.
struct Cells {
  int inside = 0;
  int around = 0;
  int all = 0;
  double pitch_px = 0;
  double first_px = 0;  // middle of cell 0 of the grid

  bool within(int cell) const { return cell >= around && cell < around + inside; }
  int repeated(int cell) const { return around + ((cell - around) % inside + inside) % inside; }
};

// The sample 0 of the domain stands in the middle of the first step.
Cells cells_for(const Axis& axis, double first_px, double margin_px) {
  Cells cells;
  cells.inside = std::max(4, static_cast<int>(std::ceil(axis.period / (margin_px / 4))));
  cells.pitch_px = static_cast<double>(axis.period) / cells.inside;
  const double reach = std::max(kReach, axis.period);
  cells.all = transform_length(cells.inside + 2 * static_cast<int>(reach / cells.pitch_px));
  cells.around = (cells.all - cells.inside) / 2;
  const double border_px = first_px - 0.5 * axis.period / axis.samples;
  cells.first_px = border_px + (0.5 - cells.around) * cells.pitch_px;
  return cells;
}

class FarLight {
 public:
  FarLight(const targets::Pattern& pattern, const FieldMap& map, const Blur& blur,
           const Domain& domain, std::size_t threads)
      : blur_(blur) {
    const double margin_x = (domain.grid.x.period - domain.part.width) / 2.0;
    const double margin_y = (domain.grid.y.period - domain.part.height) / 2.0;
    x_ = cells_for(domain.grid.x, domain.first_px.x, margin_x);
    y_ = cells_for(domain.grid.y, domain.first_px.y, margin_y);
    light_ = blurred(missing(sampled(pattern, map, threads)), threads);
  }

  // Between the middles of cells in proportion.
  double at(Place px) const {
    const double x = (px.x - x_.first_px) / x_.pitch_px;
    const double y = (px.y - y_.first_px) / y_.pitch_px;
    const int column = static_cast<int>(x);
    const int row = static_cast<int>(y);
    const double right = x - column;
    const double down = y - row;
    return (1 - down) * ((1 - right) * cell(light_, column, row) + right * cell(light_, column + 1, row)) +
           down * ((1 - right) * cell(light_, column, row + 1) + right * cell(light_, column + 1, row + 1));
  }

 private:
  // Sharp enough that borders count with the cell in which they lie.
  double sigma_px() const { return 0.5 * std::max(x_.pitch_px, y_.pitch_px); }

  float cell(const std::vector<float>& values, int column, int row) const {
    return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(x_.all) +
                  static_cast<std::size_t>(column)];
  }

  std::vector<float> sampled(const targets::Pattern& pattern, const FieldMap& map,
                             std::size_t threads) const {
    const auto columns = static_cast<std::size_t>(x_.all);
    std::vector<float> light(columns * static_cast<std::size_t>(y_.all));
    const double sigma_um = sigma_px() / std::hypot(blur_.scale.xx, blur_.scale.yx);
    in_parallel(static_cast<std::size_t>(y_.all), threads, [&](std::size_t first, std::size_t end) {
      for (std::size_t row = first; row < end; ++row) {
        const Place start{x_.first_px, y_.first_px + static_cast<double>(row) * y_.pitch_px};
        sample_row(pattern, map, start, x_.pitch_px, sigma_um, {&light[row * columns], columns});
      }
    });
    return light;
  }

  // True pattern minus repetition.
  std::vector<float> missing(const std::vector<float>& light) const {
    std::vector<float> rest(light.size());
    for (int row = 0; row < y_.all; ++row) {
      for (int column = 0; column < x_.all; ++column) {
        if (x_.within(column) && y_.within(row)) continue;
        rest[static_cast<std::size_t>(row) * static_cast<std::size_t>(x_.all) +
             static_cast<std::size_t>(column)] =
            cell(light, column, row) - cell(light, x_.repeated(column), y_.repeated(row));
      }
    }
    return rest;
  }

  // Samples and grid smooth the light by sigma^2 in all; to second order that is taken back.
  std::vector<float> blurred(const std::vector<float>& light, std::size_t threads) const {
    constexpr double kTwoPiSquared = 2 * std::numbers::pi * std::numbers::pi;
    const double soft = kTwoPiSquared * std::pow(std::max(x_.pitch_px, y_.pitch_px), 2);
    const double taken_back = soft + kTwoPiSquared * std::pow(sigma_px(), 2);
    const Grid grid{{x_.all, x_.all, x_.all / 2 - 1}, {y_.all, y_.all, y_.all / 2 - 1}};
    const auto columns = static_cast<std::size_t>(x_.all);
    const auto rows = row_spectra(
        grid,
        [&](int row, std::span<float> samples) {
          std::copy_n(&light[static_cast<std::size_t>(row) * columns], columns, samples.begin());
        },
        threads);
    const auto filter = [&](int first, std::span<Complex> spectrum) {
      column_spectra(grid, rows, first, spectrum);
      std::size_t i = 0;
      for (int column = first; i < spectrum.size(); ++column) {
        const double fx = column / (x_.all * x_.pitch_px);
        for (int k = -grid.y.highest; k <= grid.y.highest; ++k, ++i) {
          const double fy = k / (y_.all * y_.pitch_px);
          const double square = fx * fx + fy * fy;
          spectrum[i] *= Complex(blur_.at(fx, fy) * std::exp(-soft * square) *
                                 (1 + taken_back * square) / (1.0 * x_.all * y_.all));
        }
      }
    };
    return picture_of(grid, {0, 0, x_.all, y_.all}, filter, threads);
  }

  const Blur& blur_;
  Cells x_;
  Cells y_;
  std::vector<float> light_;
};

}  // namespace

void add_far_light(const targets::Pattern& pattern, const FieldMap& map, const Blur& blur,
                   const Domain& domain, std::span<float> image, std::size_t threads) {
  const FarLight far(pattern, map, blur, domain, threads);
  const Window& part = domain.part;
  const double left = domain.first_px.x + (domain.grid.x.period - part.width) / 2;
  const double top = domain.first_px.y + (domain.grid.y.period - part.height) / 2;
  const auto width = static_cast<std::size_t>(part.width);
  in_parallel(static_cast<std::size_t>(part.height), threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t row = first; row < end; ++row) {
      for (std::size_t column = 0; column < width; ++column) {
        image[row * width + column] += static_cast<float>(
            far.at({left + static_cast<double>(column), top + static_cast<double>(row)}));
      }
    }
  });
}

}  // namespace etalon::hardware
