// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

namespace etalon::metrics {

/// What a camera records without light: the offset of every pixel, its noise, and what grows with
/// the exposure. The frames of the observation are the dark frames, or those of its `dark` where a
/// series has both (cf. EMVA 1288, release 4.0, 8; Huang et al., Nature Methods 10 (2013) 653).
///
/// v_i and o_i: temporal variance (n - 1) and mean of pixel i over the n frames of one exposure,
/// the one with the most frames, the shortest of equals; exact sums of whole numbers
/// (imaging/temporal_statistics.hpp). c^2: variance of the means of the frames, which all pixels
/// share and which is no noise of pixels.
///
/// Measurands. read_noise_median: median over the pixels of their true standard deviations,
/// estimated as sqrt(median v_i - c^2) over the median of sqrt(chi2/(n - 1)), DN.
/// read_noise_rms: sqrt(mean v_i - c^2), DN. Both as recorded, the rounding to whole numbers (1/12
/// DN^2) in them; ..._e: without it, over the gain K, where K is known (instrument.detector.gain),
/// e. read_noise_p999: 99.9th percentile of sqrt(v_i - c^2) as seen with n frames, DN. noise_tail:
/// share of pixels whose v_i is beyond the 99.9 % point of chi-squared about the median noise, less
/// the 0.1 % of chance, %: telegraph noise and noisy pixels. offset: mean of o_i, DN. hot_pixels,
/// cold_pixels: number of pixels whose o_i is more than 6 read_noise_median above (below) the
/// median: they stand out of a single frame. dark_current: slope of the mean over the exposure,
/// DN/s; ..._e: over K, e/s; at least three exposures, a straight line through one point per visit
/// to an exposure.
///
/// Assumptions: no light, raw values, noise independent between frames. Noise that a row shares is
/// found and widens the interval of the rms value; noise that columns share is not looked for.
/// Uncertainty: dark_pixels.hpp. Failures and caveats: dark_noise_codes.cpp. Cost: reading, and
/// some 0.5 s for the statistics of 2048 x 2048 pixels; 16 bytes a pixel whatever the number of
/// frames.
Metric dark_noise_metric();

std::vector<Code> dark_noise_failures();
std::vector<Code> dark_noise_caveats();

}  // namespace etalon::metrics
