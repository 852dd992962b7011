// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/illumination_run.hpp"

#include <vector>

namespace etalon::metrics {

/// The stretches of a series at one set point, in order. Readings without any are one stretch.
std::vector<LightRun> runs_of(const LightSeries& series);

/// Are there at least ten different set points?
bool has_set_points(const std::vector<LightRun>& runs);

/// How the light follows its set points: a straight line by least squares through the mean of each
/// stretch, up and down alike. The figures of other programs as peers.
void append_set_points(const std::vector<LightRun>& runs, const LightSeries& series,
                       Evaluation& evaluation);

}  // namespace etalon::metrics
