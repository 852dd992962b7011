// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/frc_measurement.hpp"

#include <vector>

namespace etalon::metrics {

/// What is said whether or not there is a crossing: the curve with its threshold, the frames with
/// their shifts and brightness.
void append_curve(const FrcCurve& curve, double pitch, Evaluation& evaluation);
void append_frames(const FrcFrames& frames, const AlignedSpectra& aligned, Evaluation& evaluation);

/// The crossing as results with their budgets, the smooth curve, what others would have said.
void append_crossing(const FrcCurve& curve, const FrcCrossing& crossing, double pitch,
                     const Observation& observation, const std::vector<Caveat>& caveats,
                     Evaluation& evaluation);

}  // namespace etalon::metrics
