// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::numerics {

/// Places of numbered marks, fitted by place = origin + spacing * number.
struct RulerFit {
  bool determined = false;  ///< at least three marks at two different numbers
  double origin = 0;        ///< at number 0
  double spacing = 0;
  double spacing_uncertainty = 0;
  double degrees_of_freedom = 0;
  double own_error = 0;  ///< standard deviation of single marks beyond their measured variance
  /// Rms of the local spacing about `spacing`, over the span, by the terms of second and third
  /// order; 0 when neither is significant (5 in 1000, Student's t).
  double bend = 0;
  std::vector<double> residuals;  ///< from the straight line, in the order of the marks
  std::vector<bool> used;         ///< false: further than five robust standard deviations off
};

/// Weighted least squares, weights 1/(variance + own_error^2) with the own error estimated from the
/// residuals (Paule and Mandel 1982), so that mark errors and measuring noise are both covered. The
/// uncertainty is that of the residuals' own scatter (n - 2 degrees of freedom, n - 4 when the
/// marks bend), at least half of what `variances` explain: with a handful of marks the scatter can
/// come out too small by chance. Single marks are left out only when there are ten or more.
RulerFit fit_ruler(const std::vector<int>& numbers, const std::vector<double>& places,
                   const std::vector<double>& variances);

}  // namespace etalon::numerics
