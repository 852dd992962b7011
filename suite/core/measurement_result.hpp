// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/core/uncertainty.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace etalon {

/// `estimate` has a truth, and the coverage of its interval is tested; `statistic` (a range, a
/// count, an extreme) is what was seen, printed with n and without any claim of uncertainty.
enum class ResultKind { estimate, statistic };

/// A measurement result in the sense of VIM 2.9: a value with its unit and all that is known about
/// it.
struct MeasurementResult {
  std::string measurand;  ///< one of the metric's measurands: "mtf50"
  ResultKind kind = ResultKind::estimate;
  double value = 0;
  std::string unit;  ///< symbol of the unit table: "cycles/px"
  double standard_uncertainty = 0;
  double degrees_of_freedom = kInfiniteDegreesOfFreedom;
  double coverage_probability = 0.95;
  Interval interval;
  std::size_t n = 1;  ///< evaluations (frames, beads) behind the value
  std::map<std::string, std::string>
      subject;  ///< what of the image: {"plane": "red"}, {"edge": "edge-2"}
  std::vector<Caveat> caveats;
  Budget budget;
  friend bool operator==(const MeasurementResult&, const MeasurementResult&) = default;
};

/// An estimate whose u, degrees of freedom and 95 % interval follow from its budget.
MeasurementResult estimate_from_budget(std::string measurand, double value, std::string unit,
                                       Budget budget);

/// The budget of k * value (a change of unit); relative parts stay as they are.
Budget scaled(Budget budget, double factor);

}  // namespace etalon
