// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/grading/judge.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::grading {

/// Lays the results of two runs side by side and says which of them can be told apart.

/// second - first, with its own budget: components that name the same input (a certificate, a
/// calibration) are one and the same error in both, so their contributions are subtracted, with
/// their signs, before they are squared; all others add in quadrature (JCGM 100:2008, 5.2). Degrees
/// of freedom by Welch-Satterthwaite. Where a side of a result's interval is longer than its
/// symmetric one, that excess is added in quadrature to the side of the difference that it
/// lengthens.
struct Difference {
  double value = 0;
  double standard_uncertainty = 0;
  double degrees_of_freedom = kInfiniteDegreesOfFreedom;
  Interval interval;                ///< 95 %
  std::vector<std::string> shared;  ///< inputs that both name
  double p_value = 1;               ///< two-sided, of no difference
  bool told_apart = false;          ///< at 5 % over all rows together (Holm 1979)
};

Difference difference(const MeasurementResult& first, const MeasurementResult& second);

struct ComparedSide {
  std::string method;  ///< "slanted_edge/spline_refocused v1"
  MeasurementResult result;
};

/// One measurand of one subject. Either a difference, or the reason why there is none: missing on
/// one side, unlike methods, a statistic (no uncertainty is claimed), measured more than once.
struct ComparisonRow {
  std::string metric;
  std::string measurand;
  std::string unit;
  std::map<std::string, std::string> subject;
  std::optional<ComparedSide> first;
  std::optional<ComparedSide> second;
  std::optional<Difference> difference;
  std::string refusal;
};

/// Rows in the order of the first side, then what only the second side has.
std::vector<ComparisonRow> compare(const std::vector<GradedInput>& first,
                                   const std::vector<GradedInput>& second);

}  // namespace etalon::grading
