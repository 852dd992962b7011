// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/edge_spread.hpp"
#include "targets/exact/expected_image.hpp"

#include <vector>

namespace etalon::targets {

/// One line of a ruler, in px of the image: its centre along the normal, its width, and from where
/// to where it reaches along its own direction. Distances count from the centre of the image.
struct RulerLine {
  double centre = 0;
  double width = 1;
  double from = -1e9;
  double to = 1e9;
};

/// What all rulers share. Normals of `lines` make `angle` with the rows (x to the right, y down);
/// lines across run at right angles to them.
struct RulerScene {
  int width = 400;
  int height = 300;
  Angle angle = deg(0);
  std::vector<RulerLine> lines;
  std::vector<RulerLine> across;
  Electrons field = electrons(20000);  ///< between the lines
  Electrons line = electrons(2000);    ///< on them
  /// Radius in the object over the radius in the image, minus 1, at half the diagonal; grows with
  /// the square of the radius. Positive: barrel.
  Ratio distortion = percent(0);
  /// Height over width of what a pixel covers.
  Ratio pixel_aspect = percent(100);
};

/// Coverage by opaque lines, 1 - (1 - a)(1 - b) where both directions meet, through optics and
/// square pixel. Straight parts are as exact as the edge spread; at ends and crossings the product
/// of two spreads is exact for a Gaussian at angle 0 and right to fourth order in the pixel
/// otherwise.
ExpectedImage render_lines(const RulerScene& scene, const EdgeSpread& spread);

}  // namespace etalon::targets
