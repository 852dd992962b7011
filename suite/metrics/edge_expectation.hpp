// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/measurement_result.hpp"

#include <vector>

namespace etalon::metrics {

/// One measurand of one edge in two or more focusings.
using Readings = std::vector<const MeasurementResult*>;

/// Its expectation over focusings with budget and interval as edge_refocused.hpp says, for a
/// measurand that defocus can only lower, or only raise.
MeasurementResult lowered_by_defocus(const Readings& readings);
MeasurementResult raised_by_defocus(const Readings& readings);

/// Of one that focus does not move (an angle): the plain mean; scatter beyond the noise counts as
/// in frames measured together.
MeasurementResult unmoved_by_defocus(const Readings& readings);

/// The mean loss theta by defocus over the value, of a result of `lowered_by_defocus`.
double relative_loss(const MeasurementResult& lowered);

}  // namespace etalon::metrics
