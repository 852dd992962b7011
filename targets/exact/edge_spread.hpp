// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/otf.hpp"

#include <functional>

namespace etalon::targets {

/// What a pixel records at a distance (px, along the normal) from an ideal edge: 0 on the dark
/// side, 1 on the bright one. Optics and the square pixel are both in it.
using EdgeSpread = std::function<double(double distance_px)>;

/// For any transfer function. The cusp |f| that every finite pupil has at zero frequency, and with
/// it the 1/x tail of the edge spread, is taken out and transformed in closed form; only the smooth
/// rest is summed (Fourier series of period 2048 px, tabulated every 1/64 px, cubic interpolation).
/// Accuracy 1e-7 of the step at any distance, if all but the 1/x tail lies within 500 px of the
/// edge.
EdgeSpread edge_spread(const Otf& otf, Angle angle);

/// In closed form for a Gaussian: second differences of the second antiderivative of the normal
/// distribution at the four corners of the pixel's shadow. Accuracy 1e-9.
EdgeSpread gaussian_edge_spread(double sigma_px, Angle angle);

}  // namespace etalon::targets
