// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/quantity.hpp"
#include "suite/metrics/dot_survey.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// Appends results, items, curves and the map of a grid of dots seen in `plane`; `frames` were
/// averaged into it. Without a pitch there are lengths in px only. `caveats` go with every result.
void append_dots(const DotSurvey& survey, const Plane& plane,
                 const std::optional<Uncertain<Length>>& pitch, std::size_t frames,
                 const std::vector<Caveat>& caveats, Evaluation& evaluation);

}  // namespace etalon::metrics
