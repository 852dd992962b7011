// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"

#include <functional>

namespace etalon::targets {

/// Dark squares on a bright ground, in rows and columns turned by `angle` about the middle of the
/// image, which is the middle of a square. Squares that reach beyond the image are left out.
struct EdgeChart {
  int width = 520;
  int height = 520;
  Pixels pitch = px(130);
  Pixels side = px(84);
  Angle angle = deg(6);
  Electrons bright = electrons(20000);
  Electrons dark = electrons(2000);
};

/// Standard deviation (px) of the Gaussian blur at a place, in px from the middle of the image.
using BlurAt = std::function<double(double x_px, double y_px)>;

/// Gaussian blur and square pixel in closed form (gaussian_edge_spread), at each pixel with the
/// blur of its place: right where that changes little over the width of an edge. Edges are those
/// of straight lines: right but within a few blurs of a corner.
ExpectedImage render(const EdgeChart& chart, const BlurAt& blur);

}  // namespace etalon::targets
