// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/dark_frames.hpp"

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// A standard deviation in DN with all that is known about it.
struct NoiseEstimate {
  double value = 0;
  double noise = 0;    ///< standard uncertainty from the finite number of frames and pixels
  double degrees = 0;  ///< of freedom, of `noise`
  double spread = 0;   ///< half-width: from pixels whose true noise differs
  double steps = 0;    ///< half-width: variances of few rounded values lie on a grid
};

/// Statistics over the pixels of a sensor, from the sums over its frames.
///
/// Median. Standard deviations from n frames have a median below the truth: by the factor
/// sqrt(median of chi2/(n - 1)) when all pixels are alike, by the exponential of the mean of its
/// logarithm when the pixels differ by far more than chance. What applies lies between, by the
/// share of chance in the squared distance of the quartiles of ln s. Where the pixels' own noise is
/// skewed, the median of what is seen moves towards their mean: by some share w, w the standard
/// deviation of ln sigma that the quartiles may show beyond chance (0.3 to 0.45 of it for an
/// exponential one, 0.25 where 5 % of the pixels are three times as noisy); 0.6 of it is the
/// half-width. Variances of a few whole numbers lie on a grid: half of a step. A mean of the frames
/// that moves with variance c^2 makes chi-squared non-central; to first order in its skewness.
///
/// rms. Chi-squared with 2 (sum v)^2 / sum var(v) degrees of freedom, var(v_i) = 2 v_i^2/(n + 1)
/// and 2 r^4/((n - 1) rows) for noise r^2 that the pixels of a row share.
struct DarkPixels {
  std::vector<float> offsets;    ///< o_i, DN
  std::vector<float> variances;  ///< v_i - c^2, DN^2; may be below zero
  double frame_variance = 0;     ///< c^2: of the means of the frames
  double common_noise = 0;       ///< c, less what the noise of pixels and rows explains
  NoiseEstimate median;
  NoiseEstimate rms;
  double p999 = 0;           ///< DN
  double tail = 0;           ///< share beyond chi-squared
  double median_offset = 0;  ///< DN
  std::vector<std::size_t> hot;
  std::vector<std::size_t> cold;
  std::vector<std::size_t> noisy;  ///< beyond the 99.9 % point
};

/// Above how many read_noise_median a pixel stands out of a single frame.
inline constexpr double kStandsOut = 6;

DarkPixels pixels_of(const DarkFrames& frames);

}  // namespace etalon::metrics
