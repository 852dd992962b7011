// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/core/outcome.hpp"
#include "suite/imaging/temporal_statistics.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::metrics {

/// The mean of the frames of one visit to an exposure: frames in a row.
struct DarkVisit {
  double exposure_s = 0;
  double mean = 0;  ///< DN
  std::size_t frames = 0;
};

/// All that is kept of dark frames that were read one after the other.
struct DarkFrames {
  imaging::TemporalSums sums;        ///< of the exposure with the most frames
  std::optional<double> exposure_s;  ///< of these; nobody may have said
  std::vector<double> means;         ///< of each of these frames, DN
  double row_variance = 0;  ///< temporal variance of the means of rows about those of their frames
  std::vector<DarkVisit> visits;  ///< to all exposures, in order; empty when they are not known
  std::size_t exposures = 0;      ///< different ones
  double lowest = 0;
  double highest = 0;
};

/// Reads every frame once, some at a time. Fails with dark_noise.no_frames, .too_few_frames,
/// .frames_differ, .colour, .too_small, .not_finite, .no_scale, .repeated_frame, .clipped,
/// .saturated.
Outcome<DarkFrames> read_dark_frames(const Observation& observation, std::size_t threads);

}  // namespace etalon::metrics
