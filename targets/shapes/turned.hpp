// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <cmath>

namespace etalon::targets {

/// Axes turned by an angle from x towards y: u across lines whose normal has that angle, v along
/// them. A round Gaussian is the same product in turned axes.
struct Turned {
  explicit Turned(Angle angle) : c(std::cos(angle.in(rad))), s(std::sin(angle.in(rad))) {}

  double u(double x, double y) const { return x * c + y * s; }
  double v(double x, double y) const { return y * c - x * s; }

  double c;
  double s;
};

}  // namespace etalon::targets
