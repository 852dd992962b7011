// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/pupil.hpp"

#include <complex>
#include <functional>
#include <vector>

namespace etalon::hardware {

/// Complex numbers over frequencies, rows fy = -half ... half, columns fx = -half ... half, in
/// steps of 1/radius in units of NA/wavelength.
struct FrequencyGrid {
  int half = 0;
  std::vector<std::complex<float>> values;
};

/// Transfer of any pupil, with the meaning of symmetric_transfer (overlap.hpp) and for real objects
/// without symmetry
///
///   T(v) = 1/2 int over |u| < source of (P(u) P*(u + v) + P(u - v) P*(u)) du / (same at v = 0)
///
/// by fast Fourier transforms: FT of Re(h_P h_Q*), h = FT of the pupil and of its lit part. The
/// pupil has `radius` cells from the middle to the rim, and each cell its mean over the pupil. So
/// what comes out is T folded with the square of a cell twice (triangle_mean); it differs from T
/// near the cusp at zero frequency, by some 0.3/radius there.
FrequencyGrid transfer_grid(const Pupil& pupil, double source, int radius);

/// A function of the distance from 0 (in cells), folded with (1 - |x|)(1 - |y|).
double triangle_mean(const std::function<double(double)>& function, int column, int row);

}  // namespace etalon::hardware
