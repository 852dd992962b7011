// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/illumination_run.hpp"

namespace etalon::metrics {

/// Results, caveats and curves of one run of readings; the failures .frozen and .below_noise.
void append_run(const LightRun& run, const RunTiming& timing, const LightSeries& series,
                double settled, Evaluation& evaluation);

}  // namespace etalon::metrics
