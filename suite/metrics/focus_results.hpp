// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/focus_runs.hpp"

#include <vector>

namespace etalon::metrics {

/// Items of the runs, sharpness of each over z, best focus over time.
void append_focus_figures(const std::vector<FocusReach>& reaches, bool timed,
                          Evaluation& evaluation);

/// Results over the runs that found a peak, or why there are none.
void append_focus_results(const std::vector<FocusReach>& reaches,
                          const std::vector<Caveat>& caveats, Evaluation& evaluation);

}  // namespace etalon::metrics
