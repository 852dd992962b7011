// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

namespace etalon::imaging {

/// Sharpness of any texture: rms of the gradient, the noise taken out.
struct RmsGradient {
  double value = 0;        ///< DN per sample; 0 where noise explains all
  double uncertainty = 0;  ///< standard, from the noise of this frame; not of which texture it is
};

/// sqrt(mean of gx^2 + gy^2 - 3/8 of the noise's variance), gx and gy by Sobel's weights over 8 (a
/// derivative along one axis, (1 2 1)/4 along the other), without the border. Uncertainty for white
/// noise: with K the two derivatives as one matrix, var |K v|^2 = 4 |K'K s|^2 v + 2 v^2 tr (K'K)^2.
/// Two passes; the plane has 16 x 16 samples at least.
RmsGradient rms_gradient(const Plane& plane, double noise_variance);

}  // namespace etalon::imaging
