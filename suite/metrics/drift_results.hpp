// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/drift.hpp"
#include "suite/metrics/drift_track.hpp"

#include <vector>

namespace etalon::metrics {

/// One item for each frame: shift, time, flags.
void append_drift_items(const std::vector<DriftPoint>& points, Evaluation& evaluation);

/// Positions over time, the way in the plane, mean squared displacement.
void append_drift_curves(const DriftTrack& track, const Observation& observation,
                         Evaluation& evaluation);

/// Velocities, or why there are none, and statistics; each with `caveats`.
void append_drift_results(const DriftTrack& track, const Observation& observation,
                          const DriftOptions& options, const std::vector<Caveat>& caveats,
                          Evaluation& evaluation);

}  // namespace etalon::metrics
