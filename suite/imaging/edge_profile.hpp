// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/edge_track.hpp"

#include <vector>

namespace etalon::imaging {

/// Pixels of an edge gathered by their distance from its track, along the normal, in samples of the
/// plane. Bins are 1/16 sample wide near the edge and grow with the distance further out, where the
/// edge spread is smooth. The pixels of a bin keep their mean distance; blocks of rows are kept
/// apart, so that noise that is not white (correlated, uneven light, a wavy edge) shows in the
/// scatter between them.
struct EdgeProfile {
  static constexpr double kCoreBinWidth = 1.0 / 16;

  int blocks = 0;
  std::size_t bins = 0;
  std::vector<double> lower;  ///< lower limits of the bins, one more than there are bins
  // indexed [block * bins + bin]
  std::vector<double> count;
  std::vector<double> sum;  ///< of the values
  std::vector<double> sum_distance;

  double variance_left = 0;  ///< of a pixel, on either plateau (within the far bins), at least 1/12
  double variance_right = 0;
  double level_left = 0;
  double level_right = 0;
  double unevenness = 0;  ///< largest change of either plateau between blocks of rows, in steps
  double longest_gap =
      0;  ///< without a pixel, in the core, samples: the phases that the angle leaves out
  double not_finite = 0;  ///< pixels that are no numbers
  double lowest = 0;      ///< of the pixels, every eighth row
  double highest = 0;

  double bin_count(std::size_t bin) const;
  double bin_value(std::size_t bin) const;
  double bin_distance(std::size_t bin) const;
};

/// `quantisation`: variance of the rounding of the values, DN^2: 1/12 for whole numbers.
EdgeProfile gather_profile(const Plane& plane, const EdgeTrack& track, int blocks,
                           double quantisation = 1.0 / 12);

}  // namespace etalon::imaging
