// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field.hpp"
#include "suite/core/options.hpp"

#include <string>

namespace etalon::hardware {

/// What part of the slide the sensor sees, and what changes from its middle to its corners.
struct FieldSettings {
  int width = 640;
  int height = 480;
  Length pixel_size = um(0.2618);  ///< the true one, in the object plane
  double distortion_k1 = 0;        ///< recorded radius = ideal (1 + k1 r^2 + k2 r^4), r = 1 in the
  double distortion_k2 = 0;        ///< corner; barrel negative
  Angle tilt_x;                    ///< the slide lies further from the objective to the right
  Angle tilt_y;                    ///< ... and to the bottom
  Length field_curvature;          ///< the surface of best focus is so much further in a corner
  double field_coma = 0;           ///< radial coma in a corner, waves rms
  double field_astigmatism = 0;    ///< radial astigmatism in a corner, waves rms
  Ratio lateral_colour;            ///< the red image is so much larger, the blue one smaller
  Length axial_colour;             ///< red is sharp so much further away, blue nearer
  Pixels filter_shift_x;           ///< the red image lies so far to the right of the green one
  Pixels filter_shift_y;           ///< ... and below it
};

const OptionSet<FieldSettings>& field_options();
std::string objection_to(const FieldSettings& settings);

}  // namespace etalon::hardware
