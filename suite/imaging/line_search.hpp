// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::imaging {

/// A family of parallel, equally spaced lines, found roughly: their frequency vector points along
/// the normal, cycles per sample of the plane.
struct LineFamily {
  double fx = 0;
  double fy = 0;
  double amplitude = 0;  ///< of the fundamental, averaged over the plane, in units of the plane
  double frequency() const;
};

/// Periodic structure without thresholds set by hand: mean power spectrum of tiles of 128 x 128
/// samples (Hann window, Welch 1967) on a pyramid of block means, so that periods from 2 samples to
/// a fifth of the plane are seen with 5 to 40 periods in a tile. Peaks are kept that noise does not
/// reach (four times the median and more), at most ten, strongest first, with the loss by the block
/// means put right. Of lines of any width the fundamental is the strongest peak.
std::vector<LineFamily> find_line_families(const Plane& plane);

}  // namespace etalon::imaging
