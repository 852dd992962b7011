// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"

#include <string>

namespace etalon::targets {

/// Light on a blank slide that falls off with the distance r from where it is brightest:
///   gaussian   exp(-r^2 / (2 R^2))        a lamp that is not collimated
///   cos4       (1 + r^2 / R^2)^-2         the cos^4 law of a lens at distance R
///   quadratic  1 - r^2 / (2 R^2), never below zero
/// R is `radius`; the centre is given in pixels, pixel centres at integers.
struct BlankField {
  int width = 512;
  int height = 512;
  std::string law = "gaussian";
  Pixels centre_x = px(255.5);
  Pixels centre_y = px(255.5);
  Pixels radius = px(400);
  Electrons level = electrons(10000);  ///< at the brightest place
};

/// The mean over each pixel by Gauss's rule with 2 x 2 points, exact for bicubics. Nothing for an
/// unknown law. Optics do not change light this smooth, so none come in.
Outcome<ExpectedImage> render(const BlankField& field);

}  // namespace etalon::targets
