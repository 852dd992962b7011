// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/metrics/ruler_survey.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// Appends the results, items and curves of a ruler seen in `plane`; `frames` were averaged into
/// it. Without a pitch there are lengths in px only. `caveats` go with every result.
void append_ruler(const RulerSurvey& survey, const Plane& plane,
                  const std::optional<Uncertain<Length>>& pitch, std::size_t frames,
                  const std::vector<Caveat>& caveats, Evaluation& evaluation);

/// What the uncertainty of the pitch, which must be known, adds to a pixel size.
BudgetComponent pitch_component(const Uncertain<Length>& pitch, double pixel_size_um);
Caveat pitch_uncertainty_unknown();

/// The lines that were located, drawn over the picture.
void draw_lines(const RulerSurvey& survey, Picture& picture);

}  // namespace etalon::metrics
