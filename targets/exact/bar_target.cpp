// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/bar_target.hpp"

#include "suite/core/contract.hpp"
#include "targets/shapes/usaf_1951.hpp"

#include <cmath>
#include <cstddef>

namespace etalon::targets {

namespace {

/// Share of a Gaussian about `x` that lies between the two borders.
double between(double x, double lower, double upper, double sigma) {
  const double scale = 1 / (std::sqrt(2.0) * sigma);
  return 0.5 * (std::erf((upper - x) * scale) - std::erf((lower - x) * scale));
}

/// Share of the point spread about (u, v) that lies on three bars of width w along v, the middle
/// one about 0.
double on_bars(const BarTargetImage& image, double u, double v, double w) {
  double share = 0;
  for (const auto& part : image.blur) {
    const double sigma = part.sigma.in(um);
    double across = 0;
    for (int bar = -1; bar <= 1; ++bar)
      across += between(u, (2 * bar - 0.5) * w, (2 * bar + 0.5) * w, sigma);
    share += part.share * across * between(v, -2.5 * w, 2.5 * w, sigma);
  }
  return share;
}

/// Mean share over the central third about u0 and 60 % of the length: midpoint rule, whose error
/// falls with the square of the step (here far below 1e-5).
double mean_share(const BarTargetImage& image, double u0, double w) {
  constexpr int kAcross = 72;
  constexpr int kAlong = 40;
  double sum = 0;
  for (int i = 0; i < kAcross; ++i) {
    for (int j = 0; j < kAlong; ++j) {
      const double u = u0 + ((i + 0.5) / kAcross - 0.5) * w / 3;
      const double v = ((j + 0.5) / kAlong - 0.5) * 3 * w;
      sum += on_bars(image, u, v, w);
    }
  }
  return sum / (kAcross * kAlong);
}

}  // namespace

ExpectedImage render(const BarTargetImage& image) {
  const auto scene = usaf_1951_target().lay_out(image.geometry, 1);
  ETALON_EXPECTS(scene.has_value());
  const double c = std::cos(image.angle.in(rad));
  const double s = std::sin(image.angle.in(rad));
  const double step_x = image.pixel.in(um);
  const double step_y = step_x * image.pixel_aspect.in(one);
  const auto columns = static_cast<std::size_t>(image.width);
  ExpectedImage result{image.width, image.height, {}};
  result.electrons.reserve(columns * static_cast<std::size_t>(image.height));
  std::vector<double> x(columns);
  std::vector<double> y(columns);
  std::vector<double> sigma(columns);
  std::vector<float> light(columns);
  for (int j = 0; j < image.height; ++j) {
    const double dy = (j - (image.height - 1) / 2.0) * step_y;
    for (std::size_t i = 0; i < columns; ++i) {
      const double dx = (static_cast<double>(i) - (image.width - 1) / 2.0) * step_x;
      const double along = c * dx + s * dy;
      x[i] = (image.mirrored ? -along : along) + image.x.in(um);
      y[i] = c * dy - s * dx + image.y.in(um);
    }
    std::vector<double> sum(columns, 0.0);
    for (const auto& part : image.blur) {
      sigma.assign(columns, part.sigma.in(um));
      scene->pattern->light_at(x, y, sigma, light);
      for (std::size_t i = 0; i < columns; ++i)
        sum[i] += part.share * static_cast<double>(light[i]);
    }
    for (const double value : sum) result.electrons.push_back(image.bright.in(electrons)*value);
  }
  return result;
}

double true_bar_contrast(const BarTargetImage& image, double line_pairs_per_mm, double dark,
                         bool dark_bars) {
  const double w = 500 / line_pairs_per_mm;
  const double bars = (mean_share(image, 0, w) + 2 * mean_share(image, 2 * w, w)) / 3;
  const double gaps = mean_share(image, w, w);
  const double on = dark_bars ? dark : 1;
  const double off = dark_bars ? 1 : dark;
  const double bar_light = off + (on - off) * bars;
  const double gap_light = off + (on - off) * gaps;
  const double contrast = (bar_light - gap_light) / (bar_light + gap_light);
  return dark_bars ? -contrast : contrast;
}

double true_bar_limit(const BarTargetImage& image, double reference, double threshold, double dark,
                      bool dark_bars) {
  const double level = threshold * true_bar_contrast(image, reference, dark, dark_bars);
  const auto above = [&](double f) {
    return true_bar_contrast(image, f, dark, dark_bars) >= level;
  };
  double lower = reference;
  while (above(lower * 1.02)) lower *= 1.02;
  double upper = lower * 1.02;
  for (int i = 0; i < 40; ++i) {
    const double middle = (lower + upper) / 2;
    (above(middle) ? lower : upper) = middle;
  }
  return (lower + upper) / 2;
}

}  // namespace etalon::targets
