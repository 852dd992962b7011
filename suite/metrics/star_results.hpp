// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/star_survey.hpp"

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// Results, items and curves of a star that was measured. `caveats` hold for every result.
void append_star(const StarSurvey& survey, const Plane& plane, const Observation& observation,
                 const SiemensStarOptions& options, std::size_t frames,
                 const std::vector<Caveat>& caveats, Evaluation& evaluation);

/// Centre, first and last ring used, borders of the sectors; rings left out as "rejected".
void draw_star(const StarSurvey& survey, const SiemensStarOptions& options, Picture& picture);

}  // namespace etalon::metrics
