// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/edge_spread.hpp"
#include "targets/exact/expected_image.hpp"

namespace etalon::targets {

/// One edge across the whole image, dark on the left at angle 0. The normal of the edge makes
/// `angle` with the rows (x to the right, y down); it passes `offset` from the centre of the image,
/// along the normal. With `sag` the edge is a parabola that touches that line at its middle and
/// leaves it by `sag` at half the image height on either side.
struct SlantedEdge {
  int width = 256;
  int height = 256;
  Angle angle = deg(5);
  Pixels offset = px(0);
  Pixels sag = px(0);
  Electrons bright = electrons(20000);
  Electrons dark = electrons(2000);
};

/// Distances along the normal of a curved edge are right to second order in its slope.
ExpectedImage render_spread(const SlantedEdge& edge, const EdgeSpread& spread);
ExpectedImage render(const SlantedEdge& edge, const Otf& otf);

}  // namespace etalon::targets
