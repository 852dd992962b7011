// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::hardware {

/// What reaches the sensor on average in one exposure: photons per pixel, the square of the pixel
/// integrated, row by row; one plane for a grey sensor, three (red, green, blue) for a colour one.
struct LightImage {
  int width = 0;
  int height = 0;
  std::vector<std::vector<float>> colours;
};

}  // namespace etalon::hardware
