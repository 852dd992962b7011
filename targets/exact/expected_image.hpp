// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::targets {

/// What a sensor collects on average: electrons per pixel, row by row, pixel boxes integrated.
struct ExpectedImage {
  int width = 0;
  int height = 0;
  std::vector<double> electrons;
};

}  // namespace etalon::targets
