// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/blur.hpp"

namespace etalon::hardware {

/// How a pattern is sampled. Its samples are averages over a Gaussian of `sigma_px`; the average is
/// divided out again, which leaves of the pattern's own frequency f the alias from q - f weakened
/// by exp(-2 pi^2 sigma^2 q (q - 2 f)), q samples per pixel.
struct Sampling {
  double samples_per_px = 1;
  double sigma_px = 1;
};

/// The coarsest sampling with which the picture of a straight edge along the pixels, of step 1, is
/// wrong by no more than 1e-4 by aliases and by what lies beyond half of q. That is the worst
/// direction: of other edges most aliases lie outside the pupil's disc.
Sampling sampling_for(const Blur& blur);

}  // namespace etalon::hardware
