// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/field_uniformity.hpp"

namespace etalon::metrics {

/// Reads the frames and dark frames of an observation, measures each wanted plane, and appends what
/// was found or why nothing was: failures, results, map, profiles, picture, peers.
void survey_field(const Observation& observation, const FieldUniformityOptions& options,
                  Evaluation& evaluation);

}  // namespace etalon::metrics
