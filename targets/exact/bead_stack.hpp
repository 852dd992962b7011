// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"

#include <vector>

namespace etalon::targets {

/// A bead in a stack: its place in pixels and planes, and what it looks like.
struct StackBead {
  double x_px = 0;
  double y_px = 0;
  double z_planes = 0;
  Electrons peak = electrons(1000);  ///< of a point with all of the light
  double width = 1;                  ///< of the widths of the stack: 1.02 is 2 % wider
};

/// Beads through a lens whose image of a point is a Gaussian, so that widths are known in closed
/// form: a stack of planes in which each bead is the sum of such images over the places of its dye.
struct BeadStack {
  int width = 100;
  int height = 100;
  int planes = 1;
  double sigma_x_px = 1.5;
  double sigma_y_px = 1.5;
  double sigma_xy_px2 = 0;  ///< turned; then samples at points only
  double sigma_z_planes = 3;
  Electrons background = electrons(20);
  bool pixel_box = false;  ///< light summed over the square pixel; else at its centre
  /// Diameter of the beads, in pixels and in planes; 0: points.
  double diameter_px = 0;
  double diameter_planes = 0;
  double shell_share = 0;  ///< of the light from the surface; the rest from throughout the ball
  std::vector<StackBead> beads;
};

/// Expected electrons of each plane. The ball by Gauss's rule: 1e-6 of the peak up to diameters of
/// the FWHM. Exact within 8 sigma of a bead, nothing of it beyond.
std::vector<ExpectedImage> render(const BeadStack& stack);

/// Beads in rows and columns `apart` pixels from one another, off the middle of pixels and planes
/// by all kinds of amounts, from `apart` from the border on.
std::vector<StackBead> beads_on_grid(const BeadStack& stack, double apart_px, Electrons peak);

}  // namespace etalon::targets
