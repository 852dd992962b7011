// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"

#include <string>
#include <vector>

namespace etalon::hardware {

/// One colour of the light, and how the lens treats it.
struct Colour {
  std::string name;
  std::vector<Wavelength> light{{0.55, 1}};
  double magnification = 1;  ///< over that of the first colour: lateral colour
  double shift_x_px = 0;     ///< of its image: a filter cube that is not parallel
  double shift_y_px = 0;
  double axial_shift_um = 0;  ///< its plane of focus lies so much further from the objective
};

/// Which part of the object plane falls on which pixel, and how focus and aberrations change over
/// the field. Places on the sensor are counted from its middle; r is the distance from there over
/// half the diagonal.
struct Field {
  int width = 640;
  int height = 480;
  double pixel_um = 0.2618;  ///< in the object plane, in the middle of the image
  double rotation_rad = 0;   ///< of the slide: turns x towards y
  double x_um = 0;           ///< the slide was moved so far to the right in the image
  double y_um = 0;           ///< and so far down
  /// Recorded radius = ideal radius (1 + k1 r^2 + k2 r^4), r of the ideal place; barrel negative.
  double k1 = 0;
  double k2 = 0;
  double tilt_x_rad = 0;    ///< the slide lies further from the objective to the right
  double tilt_y_rad = 0;    ///< ... and to the bottom
  double curvature_um = 0;  ///< the surface of best focus lies so much further away at r = 1
  /// Standard deviation of a movement in x and y during the exposure: blurs like a Gaussian.
  double shake_um = 0;
  double field_coma_waves = 0;         ///< radial coma at r = 1, grows like r
  double field_astigmatism_waves = 0;  ///< radial astigmatism at r = 1, grows like r^2
  std::vector<Colour> colours{{}};
};

}  // namespace etalon::hardware
