// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/pair_statistics.hpp"

#include <vector>

namespace etalon::imaging {

/// Pixels of about the same brightness, in two frames of an unevenly lit scene.
struct BrightnessBin {
  double samples = 0;
  double mean = 0;       ///< of both frames
  double variance = 0;   ///< temporal; a change of the light between the frames is taken out
  bool clipped = false;  ///< one of them, or a neighbour, reaches the values given
};

/// 64 bins of equal width over the brightness of the scene; those with fewer than two pixels are
/// left out. A pixel is sorted by the mean of its eight neighbours, so that its own noise neither
/// moves it to another bin nor changes the mean there. Two passes over the frames, row by row.
std::vector<BrightnessBin> brightness_bins(const Frame& a, const Frame& b, int plane,
                                           const PlaneWindow& window, double clipped_below,
                                           double clipped_above);

}  // namespace etalon::imaging
