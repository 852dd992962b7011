// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::metrics {

/// One edge in one plane, found again in the repeats of a step.
struct FocusedEdge {
  std::map<std::string, std::string> subject;  ///< as in the repeat that shows most edges
  /// Its subject in each repeat; null where the repeat has no mtf50 of it.
  std::vector<const MeasurementResult*> mtf50;
};

/// The edges of the repeat that shows most of them (the first of several), found again in the
/// others: numbers of edges depend on which could be measured, so places decide, where items tell
/// them.
std::vector<FocusedEdge> match_edges(const std::vector<Evaluation>& repeats);

/// The result of this measurand for the subject of `mtf50`, or null.
const MeasurementResult* beside(const Evaluation& evaluation, const MeasurementResult& mtf50,
                                const std::string& measurand);

/// Mean over the curves where all of them have values; standard uncertainty: of that mean, from the
/// scatter, and at least from the curves' own.
Curve mean_curve(const std::vector<const Curve*>& curves);

}  // namespace etalon::metrics
