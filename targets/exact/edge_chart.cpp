// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/edge_chart.hpp"

#include "suite/core/contract.hpp"
#include "targets/exact/edge_spread.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::targets {

namespace {

/// Does the square with its centre at (u, v) of the turned axes lie within the image?
bool is_whole(const EdgeChart& chart, double u, double v, double c, double s) {
  const double half = chart.side.in(px) / 2 * (std::abs(c) + std::abs(s));
  const double x = u * c - v * s;
  const double y = u * s + v * c;
  return std::abs(x) + half < chart.width / 2.0 && std::abs(y) + half < chart.height / 2.0;
}

}  // namespace

ExpectedImage render(const EdgeChart& chart, const BlurAt& blur) {
  const double pitch = chart.pitch.in(px);
  const double half = chart.side.in(px) / 2;
  ETALON_EXPECTS(chart.width > 0 && chart.height > 0 && half > 0 && pitch > 2 * half);
  const double c = std::cos(chart.angle.in(rad));
  const double s = std::sin(chart.angle.in(rad));
  const double bright = chart.bright.in(electrons);
  const double step = bright - chart.dark.in(electrons);
  ExpectedImage image{chart.width, chart.height, {}};
  for (int j = 0; j < chart.height; ++j) {
    const double y = j - (chart.height - 1) / 2.0;
    for (int i = 0; i < chart.width; ++i) {
      const double x = i - (chart.width - 1) / 2.0;
      const double u = x * c + y * s;
      const double v = y * c - x * s;
      const double column = pitch * std::round(u / pitch);
      const double row = pitch * std::round(v / pitch);
      if (!is_whole(chart, column, row, c, s)) {
        image.electrons.push_back(bright);
        continue;
      }
      const auto spread = gaussian_edge_spread(blur(x, y), chart.angle);
      const auto covered = [&](double d) { return spread(d + half) - spread(d - half); };
      image.electrons.push_back(bright - step * covered(u - column) * covered(v - row));
    }
  }
  return image;
}

}  // namespace etalon::targets
