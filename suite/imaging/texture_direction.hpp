// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

namespace etalon::imaging {

/// In which directions a texture varies: mean squares of its derivative along the direction in
/// which it varies most and along the other one, DN^2 per square sample.
struct TextureDirection {
  double strong = 0;
  double weak = 0;
  double weak_uncertainty = 0;  ///< standard, of noise
  double angle =
      0;  ///< radians from the rows of the image, of the direction in which it varies most
  /// Parallel lines: nothing can be located along them.
  bool one_way() const;
};

/// Eigenvalues of the mean product of the gradients (Sobel's weights over 8) of two frames of the
/// same place, whose noise is independent and so not in it; what varies over more than 16 samples
/// (the lamp) is left out. `b` is moved by (x, y) samples against `a`. Uncertainty for noise
/// of variance `noise_variance`: 3/16 of it sqrt(2.9/n).
TextureDirection texture_direction(const Plane& a, const Plane& b, int x, int y,
                                   double noise_variance);

}  // namespace etalon::imaging
