// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::imaging {

/// What became of a dot of the lattice.
enum class DotFate {
  good,
  at_border,  ///< its surroundings reach beyond the plane
  faint,      ///< less than 0.4 of the usual contrast: dirt, or a dot that is nearly gone
  unlike      ///< another size or shape: larger dots, dots grown together, dirt on them
};

struct LocatedDot {
  int i = 0;     ///< column
  int j = 0;     ///< row
  double x = 0;  ///< samples of the plane
  double y = 0;
  double variance = 0;  ///< of x and of y, from the rest of the fit
  double level = 0;     ///< between dots, units of the plane
  double depth = 0;     ///< middle of the dot less that
  double misfit = 0;    ///< rms of the rest of the fit over the depth
  DotFate fate = DotFate::good;

  double light() const { return std::max(level, level + depth); }  ///< of the brighter of both
  /// Michelson, of dot and surroundings.
  double contrast() const {
    const double sum = std::abs(2 * level + depth);
    return sum > 0 ? std::min(1.0, std::abs(depth) / sum) : 0;
  }
};

/// Relative change of the light per sample.
struct LightSlope {
  double x = 0;
  double y = 0;
};

/// Calls `visit(value, dx, dy, r)` for each sample within `reach` of the dot, light divided out.
template <class Visit>
void visit_samples(const Plane& plane, const LocatedDot& dot, const LightSlope& light, double reach,
                   const Visit& visit) {
  const int y0 = std::max(0, static_cast<int>(std::ceil(dot.y - reach)));
  const int y1 = std::min(plane.height - 1, static_cast<int>(std::floor(dot.y + reach)));
  for (int y = y0; y <= y1; ++y) {
    const double dy = y - dot.y;
    const double half = std::sqrt(std::max(0.0, reach * reach - dy * dy));
    const int x0 = std::max(0, static_cast<int>(std::ceil(dot.x - half)));
    const int x1 = std::min(plane.width - 1, static_cast<int>(std::floor(dot.x + half)));
    const float* row = plane.row(y);
    for (int x = x0; x <= x1; ++x) {
      const double dx = x - dot.x;
      const double v = static_cast<double>(row[x]) / (1 + light.x * dx + light.y * dy);
      visit(v, dx, dy, std::sqrt(dx * dx + dy * dy));
    }
  }
}

}  // namespace etalon::imaging
