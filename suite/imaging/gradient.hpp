// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::imaging {

/// Means of blocks of `factor` x `factor` samples, row by row; an incomplete block at the right and
/// lower border is left out.
struct BlockMeans {
  int width = 0;
  int height = 0;
  std::vector<float> values;
};
BlockMeans block_means(const Plane& plane, int factor);

/// Gradient of a plane reduced by block means: `factor` x `factor` samples become one.
struct GradientField {
  int factor = 1;
  int width = 0;
  int height = 0;
  std::vector<float> gx;
  std::vector<float> gy;
  std::vector<float> magnitude;
  float noise = 0;  ///< scale of the magnitude where there is nothing (from its median)
  float strongest = 0;
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
};

/// Derivatives of a Gaussian of `sigma` reduced samples.
GradientField gradient_field(const Plane& plane, int factor, double sigma);

}  // namespace etalon::imaging
