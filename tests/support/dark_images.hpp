// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace etalon::test {

/// Dark frames whose every figure is known. All noise is normal; values are rounded and clipped as
/// a camera of `bits` does it.
struct DarkScene {
  int width = 80;
  int height = 60;
  std::size_t frames = 16;
  double offset = 100;      ///< DN
  double pixel_offset = 0;  ///< standard deviation of the offsets of pixels, DN
  double noise = 3;         ///< median over the pixels, DN
  double spread = 0;        ///< standard deviation of the logarithm of the noise of pixels
  double skew = 0;          ///< mean of what is added to the logarithm, exponential
  double row_noise = 0;     ///< what the pixels of a row share, new in every frame, DN
  double moves = 0;         ///< standard deviation of the mean of frames, DN
  int bits = 16;
};

/// Standard deviations of the pixels (without row_noise), the same for every seed of the noise.
std::vector<double> noise_of_pixels(const DarkScene& scene);

/// Their median, and the root of their mean square; the rounding (1/12 DN^2) and row_noise in them.
double true_median(const DarkScene& scene);
double true_rms(const DarkScene& scene);

std::vector<Frame> dark_frames(const DarkScene& scene, std::uint64_t seed);

/// The same with dark current: `per_exposure` frames at each exposure (s), in this order.
Observation dark_exposures(const DarkScene& scene, const std::vector<double>& exposures,
                           std::size_t per_exposure, double dn_per_s, std::uint64_t seed);

}  // namespace etalon::test
