// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/dot_array.hpp"

#include "targets/shapes/disc_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>

namespace etalon::targets {

namespace {

/// Of the interval from -1/2 to 1/2 (Abramowitz and Stegun, table 25.4).
constexpr std::array<double, 3> kNodes{-0.3872983346207417, 0, 0.3872983346207417};
constexpr std::array<double, 3> kWeights{5 / 18.0, 8 / 18.0, 5 / 18.0};

double pixel_share(const DiscTable& disc, const Dot& dot, double x, double y, double sigma) {
  double sum = 0;
  for (std::size_t b = 0; b < kNodes.size(); ++b) {
    for (std::size_t a = 0; a < kNodes.size(); ++a) {
      const double r = std::hypot(x + kNodes[a] - dot.x, y + kNodes[b] - dot.y);
      sum += kWeights[a] * kWeights[b] * disc.share(r - dot.radius, dot.radius, sigma);
    }
  }
  return sum;
}

}  // namespace

std::vector<Dot> dots_of(const DotArray& array) {
  const double pitch = array.pitch.in(px);
  const double theta = array.angle.in(rad);
  const double lying = theta - array.shear.in(rad);
  const double aspect = array.pixel_aspect.in(percent) / 100;
  // Columns and rows of the grid in one step of a pixel along x and along y.
  const double ix = std::cos(lying) / pitch;
  const double jx = -std::sin(lying) / pitch;
  const double iy = aspect * std::sin(theta) / pitch;
  const double jy = aspect * std::cos(theta) / pitch;
  const double determinant = ix * jy - iy * jx;
  const double half_x = (array.width - 1) / 2.0;
  const double half_y = (array.height - 1) / 2.0;
  const double corner = std::hypot(array.width, array.height) / 2;
  const int last = static_cast<int>(1.6 * corner / pitch) + 2;
  const double k1 = array.distortion.in(percent) / 100;
  std::mt19937 generator(static_cast<unsigned>(array.seed));
  std::normal_distribution<double> normal(0, 1);
  std::map<int, double> columns;
  for (int i = -last; i <= last; ++i) columns[i] = array.column_error.in(px)*normal(generator);
  std::vector<Dot> dots;
  for (int j = -last; j <= last; ++j) {
    for (int i = -last; i <= last; ++i) {
      double x = (jy * i - iy * j) / determinant + array.offset_x.in(px);
      double y = (ix * j - jx * i) / determinant + array.offset_y.in(px);
      const double stretch = 1 + k1 * (x * x + y * y) / (corner * corner);
      x = half_x + x * stretch + columns[i] + array.position_error.in(px)*normal(generator);
      y = half_y + y * stretch + array.position_error.in(px)*normal(generator);
      dots.push_back({x, y, array.diameter.in(px) / 2});
    }
  }
  return dots;
}

ExpectedImage render_dots(int width, int height, const std::vector<Dot>& dots,
                          const DotLight& light) {
  ExpectedImage image;
  image.width = width;
  image.height = height;
  image.electrons.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                         light.field_electrons);
  const DiscTable disc;
  const double step = light.dot_electrons - light.field_electrons;
  for (const Dot& dot : dots) {
    const double reach = dot.radius + 6 * light.sigma_px + 1;
    const int y1 = std::min(height - 1, static_cast<int>(std::floor(dot.y + reach)));
    const int x1 = std::min(width - 1, static_cast<int>(std::floor(dot.x + reach)));
    for (int y = std::max(0, static_cast<int>(std::ceil(dot.y - reach))); y <= y1; ++y) {
      for (int x = std::max(0, static_cast<int>(std::ceil(dot.x - reach))); x <= x1; ++x) {
        image.electrons[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                        static_cast<std::size_t>(x)] +=
            step * pixel_share(disc, dot, x, y, light.sigma_px);
      }
    }
  }
  return image;
}

ExpectedImage render(const DotArray& array, const DotLight& light) {
  return render_dots(array.width, array.height, dots_of(array), light);
}

}  // namespace etalon::targets
