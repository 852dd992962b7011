// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/stage_results.hpp"
#include "suite/numerics/iso230.hpp"

#include <optional>

namespace etalon::metrics {

/// Figures over the places that were approached at least twice from either side, px along the axis,
/// the drift taken out, the registration left in. Nothing where there is no such place.
std::optional<numerics::Iso230Figures> stage_iso230(const StageAnalysis& analysis,
                                                    const StageAxis& axis);

/// Range over linked places and directions of mean -+ `deviations` standard deviations of what was
/// reached less what was commanded, um. Nothing for fewer than two places along the axis.
std::optional<double> accuracy_range(const StageAnalysis& analysis, const StageAxis& axis,
                                     double pixel_size_um, double deviations);

}  // namespace etalon::metrics
