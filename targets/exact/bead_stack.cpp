// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/bead_stack.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::targets {

namespace {

using std::numbers::pi;

constexpr double kReach = 8;  // sigma

struct DyePlace {
  double x, y, z;  ///< in radii
  double share;
};

/// Three rings for each hemisphere of each shell, at the nodes of Gauss's rules of order 6 (across
/// the whole diameter) and 4 (along the radius).
std::vector<DyePlace> dye_places(const BeadStack& stack) {
  if (!(stack.diameter_px > 0) && !(stack.diameter_planes > 0)) return {{0, 0, 0, 1}};
  constexpr double kCosines[][2] = {{0.2386191860831969, 0.4679139345726910},
                                    {0.6612093864662645, 0.3607615730481386},
                                    {0.9324695142031521, 0.1713244923791704}};
  constexpr double kRadii[][2] = {{0.0694318442029737, 0.1739274225687269},
                                  {0.3300094782075719, 0.3260725774312731},
                                  {0.6699905217924281, 0.3260725774312731},
                                  {0.9305681557970263, 0.1739274225687269}};
  constexpr int kAzimuths = 8;
  std::vector<DyePlace> places;
  const auto add_shell = [&](double r, double share) {
    for (const auto& [cosine, weight] : kCosines) {
      const double across = r * std::sqrt(1 - cosine * cosine);
      for (int i = 0; i < kAzimuths; ++i) {
        const double angle = 2 * pi * (i + 0.5) / kAzimuths;
        for (const double side : {-1.0, 1.0})
          places.push_back({across * std::cos(angle), across * std::sin(angle), side * r * cosine,
                            share * weight / 2 / kAzimuths});
      }
    }
  };
  const double ball = 1 - stack.shell_share;
  if (stack.shell_share > 0) add_shell(1, stack.shell_share);
  if (!(ball > 0)) return places;
  for (const auto& [r, weight] : kRadii) add_shell(r, ball * 3 * weight * r * r);
  return places;
}

/// Values of a Gaussian of height 1 at first, first + 1 ...: at points, or summed over boxes of 1.
std::vector<double> along_axis(int first, int count, double centre, double sigma, bool box) {
  std::vector<double> values;
  for (int i = first; i < first + count; ++i) {
    const double t = i - centre;
    if (!box) {
      values.push_back(std::exp(-t * t / (2 * sigma * sigma)));
      continue;
    }
    const double scale = sigma * std::sqrt(2.0);
    values.push_back(sigma * std::sqrt(pi / 2) *
                     (std::erf((t + 0.5) / scale) - std::erf((t - 0.5) / scale)));
  }
  return values;
}

struct Range {
  int first;
  int count;
};
Range range_of(double centre, double reach, int size) {
  const int first = std::max(0, static_cast<int>(std::ceil(centre - reach)));
  const int last = std::min(size - 1, static_cast<int>(std::floor(centre + reach)));
  return {first, std::max(0, last - first + 1)};
}

void add_point(const BeadStack& stack, const StackBead& bead, const DyePlace& dye,
               std::vector<ExpectedImage>& images) {
  const double sx = stack.sigma_x_px * bead.width;
  const double sy = stack.sigma_y_px * bead.width;
  const double sz = stack.sigma_z_planes * bead.width;
  const double x0 = bead.x_px + dye.x * stack.diameter_px / 2;
  const double y0 = bead.y_px + dye.y * stack.diameter_px / 2;
  const double z0 = bead.z_planes + dye.z * stack.diameter_planes / 2;
  const Range rx = range_of(bead.x_px, kReach * sx + stack.diameter_px, stack.width);
  const Range ry = range_of(bead.y_px, kReach * sy + stack.diameter_px, stack.height);
  const auto gx = along_axis(rx.first, rx.count, x0, sx, stack.pixel_box);
  const auto gy = along_axis(ry.first, ry.count, y0, sy, stack.pixel_box);
  const auto gz = along_axis(0, stack.planes, z0, sz, false);
  const double cross = stack.sigma_xy_px2 * bead.width * bead.width;
  const double determinant = sx * sx * sy * sy - cross * cross;
  for (int k = 0; k < stack.planes; ++k) {
    const double peak = bead.peak.in(electrons)*dye.share * gz[static_cast<std::size_t>(k)];
    if (peak < 1e-12) continue;
    auto& image = images[static_cast<std::size_t>(k)];
    for (int j = 0; j < ry.count; ++j) {
      const double y = ry.first + j - y0;
      const auto row =
          static_cast<std::size_t>(ry.first + j) * static_cast<std::size_t>(stack.width);
      for (int i = 0; i < rx.count; ++i) {
        double light = gx[static_cast<std::size_t>(i)] * gy[static_cast<std::size_t>(j)];
        if (cross != 0) {
          const double x = rx.first + i - x0;
          light = std::exp(-0.5 * (sy * sy * x * x - 2 * cross * x * y + sx * sx * y * y) /
                           determinant);
        }
        image.electrons[row + static_cast<std::size_t>(rx.first + i)] += peak * light;
      }
    }
  }
}

}  // namespace

std::vector<ExpectedImage> render(const BeadStack& stack) {
  const auto pixels =
      static_cast<std::size_t>(stack.width) * static_cast<std::size_t>(stack.height);
  std::vector<ExpectedImage> images(
      static_cast<std::size_t>(stack.planes),
      {stack.width, stack.height, std::vector<double>(pixels, stack.background.in(electrons))});
  const auto dye = dye_places(stack);
  for (const StackBead& bead : stack.beads)
    for (const DyePlace& place : dye) add_point(stack, bead, place, images);
  return images;
}

std::vector<StackBead> beads_on_grid(const BeadStack& stack, double apart_px, Electrons peak) {
  std::vector<StackBead> beads;
  const auto part = [](double t) { return t - std::floor(t); };
  for (double y = apart_px; y < stack.height - apart_px + 1; y += apart_px) {
    for (double x = apart_px; x < stack.width - apart_px + 1; x += apart_px) {
      const double n = static_cast<double>(beads.size());
      beads.push_back({x + part(0.618 * n) - 0.5, y + part(0.382 + 0.755 * n) - 0.5,
                       (stack.planes - 1) / 2.0 + 2 * part(0.57 * n) - 1, peak, 1});
    }
  }
  if (stack.planes == 1)
    for (StackBead& bead : beads) bead.z_planes = 0;
  return beads;
}

}  // namespace etalon::targets
