// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/exact/blank_field.hpp"

#include <string>

namespace etalon::test {

/// Expected electrons of a blank field. Centre and radius as shares of the width (centre_y: of the
/// height).
struct FieldScene {
  std::string law = "gaussian";
  double centre_x = 0.576;
  double centre_y = 0.454;
  double radius = 0.73;
  double level = 10000;
  int width = 256;
  int height = 256;
};
targets::ExpectedImage rendered(const FieldScene& scene);

/// The figures of field_uniformity by their definition, done the long way: knots and de Boor's
/// recursion, one dense least-squares problem for all blocks, the surface at every pixel centre.
struct DefinedField {
  double uniformity = 0;  ///< %
  double cv = 0;          ///< %
  double maximum_x = 0;   ///< pixel of the highest value
  double maximum_y = 0;
  double top_left = 0;  ///< zone, %
  double roll_off = 0;  ///< %, from the pixels nearest to the circle
};
DefinedField defined_field(const targets::ExpectedImage& image, int block);

}  // namespace etalon::test
