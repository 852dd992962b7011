// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"

#include <vector>

namespace etalon::targets {

/// A round spot in an image, px.
struct Dot {
  double x = 0;
  double y = 0;
  double radius = 0;
};

/// Round dots on a square grid that fills the image. One pixel along a row covers 1/pitch of the
/// grid's pitch, one down a column `pixel_aspect` of that. The columns of the grid are turned by
/// `angle` from x towards y, its rows by `angle` less `shear`, both as they lie in the object. The
/// dot (0, 0) sits `offset` from the centre of the image.
struct DotArray {
  int width = 300;
  int height = 220;
  Pixels pitch = px(15);
  Pixels diameter = px(6);
  Angle angle = deg(3);
  Angle shear = deg(0);
  Ratio pixel_aspect = percent(100);
  Pixels offset_x = px(0);
  Pixels offset_y = px(0);
  Ratio distortion = percent(0);  ///< displacement at the corner over its distance; barrel negative
  Pixels position_error = px(0);  ///< standard deviation of single dots, in x and in y
  Pixels column_error = px(0);    ///< ... of whole columns in x
  int seed = 1;                   ///< of the errors
};

/// The dots of a grid, for scenes that leave some out or change them.
std::vector<Dot> dots_of(const DotArray& array);

/// What stands between dots and on them, and the Gaussian blur of the optics.
struct DotLight {
  double field_electrons = 20000;
  double dot_electrons = 2000;
  double sigma_px = 1;
};

/// Each dot is a disc through a Gaussian (DiscTable), integrated over square pixels by 3 x 3 nodes
/// of Gauss and Legendre: exact to 1e-5 of the step for sigma of 0.8 px and more. Dots that overlap
/// add.
ExpectedImage render_dots(int width, int height, const std::vector<Dot>& dots,
                          const DotLight& light);
ExpectedImage render(const DotArray& array, const DotLight& light = {});

}  // namespace etalon::targets
