// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/pattern_image.hpp"

#include "hardware/simulator/image/far_light.hpp"
#include "hardware/simulator/image/grid_optics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace etalon::hardware {
namespace {

// True pattern about each part, beyond the cone of a defocused point, and the fading beyond that:
// both wide against the average over each sample.
constexpr double kCleanSamples = 24;
constexpr double kFadingSamples = 24;
constexpr double kLeastClean = 32;
// In clean margins. Parts of an image are mixed with errors of 0.003, far light need not be better.
constexpr double kReach = 48;
constexpr double kReachOfParts = 12;
constexpr double kLeastFading = 20;

double sigma_um(const Domain& domain, const Blur& blur) {
  const auto& s = blur.scale;
  return domain.sampling.sigma_px / std::sqrt(std::abs(s.xx * s.yy - s.xy * s.yx));
}

Axis axis_for(int pixels, double margin, double cutoff_per_px, double samples_per_px) {
  Axis axis;
  axis.period = transform_length(pixels + 2 * static_cast<int>(std::ceil(margin)));
  axis.samples = transform_length(static_cast<int>(std::ceil(axis.period * samples_per_px)));
  axis.highest = std::min(static_cast<int>(cutoff_per_px * axis.period), axis.samples / 2 - 1);
  return axis;
}

std::size_t bytes_for(const Grid& grid, const Window& part) {
  const auto size = [](int n) { return static_cast<std::size_t>(n); };
  return sizeof(Complex) * grid.columns() * (size(grid.y.samples) + size(part.height)) +
         sizeof(float) * size(part.height) * size(part.width);
}

// Optics and pixel over the average that the samples are, within half a cycle per sample.
class Filter {
 public:
  Filter(const Blur& blur, const Domain& domain)
      : grid_(domain.grid),
        highest_squared_(std::pow(domain.sampling.samples_per_px / 2, 2)),
        pixel_x_(pixel_transfers(blur.modality, grid_.x)),
        pixel_y_(pixel_transfers(blur.modality, grid_.y)),
        optics_(blur, grid_,
                {static_cast<double>(grid_.x.period), static_cast<double>(grid_.y.period)},
                gain(2 * std::pow(std::numbers::pi * sigma_um(domain, blur), 2),
                     1.0 / grid_.x.samples / grid_.y.samples)) {}

  void apply(int column, std::span<Complex> spectrum) const {
    const double fx = static_cast<double>(column) / grid_.x.period;
    const double rest = highest_squared_ - fx * fx;
    const int within = rest < 0 ? -1 : static_cast<int>(std::sqrt(rest) * grid_.y.period);
    optics_.apply(column, within, spectrum);
    const double pixel_x = pixel_x_[static_cast<std::size_t>(column)];
    Complex* middle = &spectrum[static_cast<std::size_t>(grid_.y.highest)];
    for (int k = -grid_.y.highest; k <= grid_.y.highest; ++k) {
      middle[k] *= static_cast<float>(pixel_x * pixel_y_[static_cast<std::size_t>(std::abs(k))]);
    }
  }

 private:
  // Frequencies far beyond what the samples hold are not used, but must stay numbers.
  static GridOptics::Gain gain(double exponent, double scale) {
    constexpr double kHighest = 40;
    return [=](double f_squared) {
      return scale * std::exp(std::min(exponent * f_squared, kHighest));
    };
  }

  const Grid& grid_;
  double highest_squared_;
  std::vector<double> pixel_x_;
  std::vector<double> pixel_y_;
  GridOptics optics_;
};

}  // namespace

Domain domain_for(const Field& field, const Window& part, const Blur& blur) {
  Domain domain;
  domain.part = part;
  domain.sampling = sampling_for(blur);
  const Place cutoff = blur.cutoff_per_px();
  const double q = domain.sampling.samples_per_px;
  domain.clean_px = blur.radius_px + std::max(kLeastClean, kCleanSamples / q);
  domain.fading_px = std::max(kLeastFading, kFadingSamples / q);
  const bool all = part.width == field.width && part.height == field.height;
  domain.reach_px = domain.clean_px * (all ? kReach : kReachOfParts);
  const double margin = domain.clean_px + domain.fading_px;
  domain.grid = {axis_for(part.width, margin, cutoff.x, q),
                 axis_for(part.height, margin, cutoff.y, q)};
  domain.first_px = {part.x - (domain.grid.x.period - part.width) / 2 - (field.width - 1) / 2.0,
                     part.y - (domain.grid.y.period - part.height) / 2 - (field.height - 1) / 2.0};
  domain.bytes = bytes_for(domain.grid, part);
  return domain;
}

double share_in_domain(double distance_px, int period, double fading_px) {
  const double from_border = std::min(distance_px, period - distance_px) / fading_px;
  return from_border >= 1 ? 1 : std::erfc(6.5 * (0.5 - from_border)) / 2;
}

void sample_row(const targets::Pattern& pattern, const FieldMap& map, Place first_px,
                double step_px, double sigma_um, std::span<float> light) {
  std::vector<double> x(light.size());
  std::vector<double> y(light.size());
  const std::vector<double> sigma(light.size(), sigma_um);
  const Place start = map.on_slide(first_px);
  const Place next = map.on_slide({first_px.x + step_px, first_px.y});
  for (std::size_t k = 0; k < light.size(); ++k) {
    const auto steps = static_cast<double>(k);
    const Place place =
        map.distortion().none()
            ? Place{start.x + steps * (next.x - start.x), start.y + steps * (next.y - start.y)}
            : map.on_slide({first_px.x + step_px * steps, first_px.y});
    x[k] = place.x;
    y[k] = place.y;
  }
  pattern.light_at(x, y, sigma, light);
}

std::vector<float> pattern_image(const targets::Pattern& pattern, const FieldMap& map,
                                 const Blur& blur, const Domain& domain, std::size_t threads) {
  const Grid& grid = domain.grid;
  const double step_x = static_cast<double>(grid.x.period) / grid.x.samples;
  const double step_y = static_cast<double>(grid.y.period) / grid.y.samples;
  const double sigma = sigma_um(domain, blur);
  const FarLight far(pattern, map, blur, domain, threads);
  std::vector<float> share;
  for (int k = 0; k < grid.x.samples; ++k) {
    share.push_back(
        static_cast<float>(share_in_domain((k + 0.5) * step_x, grid.x.period, domain.fading_px)));
  }
  const auto rows = row_spectra(
      grid,
      [&](int row, std::span<float> light) {
        sample_row(pattern, map, {domain.first_px.x, domain.first_px.y + row * step_y}, step_x,
                   sigma, light);
        const auto row_share = static_cast<float>(
            share_in_domain((row + 0.5) * step_y, grid.y.period, domain.fading_px));
        for (std::size_t k = 0; k < light.size(); ++k) {
          light[k] = row_share * share[k] * (light[k] - far.mean());
        }
      },
      threads);
  const Filter filter(blur, domain);
  const Window within{(grid.x.period - domain.part.width) / 2,
                      (grid.y.period - domain.part.height) / 2, domain.part.width,
                      domain.part.height};
  auto image = picture_of(
      grid, within,
      [&](int strip, std::span<Complex> columns) {
        column_spectra(grid, rows, strip, columns);
        const std::size_t length = grid.column_length();
        for (std::size_t c = 0; c * length < columns.size(); ++c) {
          filter.apply(kStrip * strip + static_cast<int>(c), columns.subspan(c * length, length));
        }
      },
      threads);
  far.add_to(image, threads);
  return image;
}

}  // namespace etalon::hardware
