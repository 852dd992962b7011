// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/metrics/transfer_measurement.hpp"

#include <vector>

namespace etalon::metrics {

/// The frames that the patterns are taken from, bright and dark; either may be empty.
struct PatternSets {
  FrameSet bright;
  FrameSet dark;
};

/// Bright: the set of more than two frames nearest to half of saturation, or else the pair nearest
/// to it. Dark: the same of the nearest exposure. `brightest` is the plane with most signal.
PatternSets pattern_sets(const Observation& observation, const std::vector<FrameSet>& light,
                         const std::vector<FrameSet>& dark, const MeasuredPlanes& planes,
                         std::size_t brightest, const TransferMeasurement& measured);

/// Reads them, two frames at a time; one entry for each plane. Fails with frames_differ.
Outcome<std::vector<MeasuredPatterns>> read_patterns(const Observation& observation,
                                                     const PatternSets& sets,
                                                     const MeasuredPlanes& planes);

}  // namespace etalon::metrics
