// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/field_measurement.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Where a measured plane lies, and what is to be said with each of its results.
struct FieldPlane {
  double x0 = 0;  ///< of the first sample measured, px of the frame
  double y0 = 0;
  double pitch = 1;  ///< px of the frame per sample
  std::size_t frames = 1;
  std::map<std::string, std::string> subject;
  std::vector<Caveat> caveats;
};

/// Appends results with their budgets, the map of the illumination and its profiles through the
/// maximum.
void append_field(const FieldMeasurement& field, const FieldPlane& plane, Evaluation& evaluation);

}  // namespace etalon::metrics
