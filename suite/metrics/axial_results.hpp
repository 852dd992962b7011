// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/axial_measurement.hpp"

namespace etalon::metrics {

/// Results with their budgets, zones as items, a map of the layer's height, the profile of the zone
/// in the middle with its smooth curve.
void append_axial(const Observation& observation, const AxialResponseOptions& options,
                  const AxialStack& stack, const AxialChannel& channel,
                  const AxialMeasurement& measurement, Evaluation& evaluation);

/// The failure, with the profile that explains it.
void append_refused(const AxialChannel& channel, const Failure& failure, Evaluation& evaluation);

}  // namespace etalon::metrics
