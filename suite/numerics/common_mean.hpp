// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::numerics {

/// One quantity that was read several times, with reading errors that are known and errors of the
/// things read that are not (bars off their place, distortion).
struct CommonMean {
  double value = 0;
  double uncertainty = 0;
  double degrees_of_freedom = 0;
  double own_error = 0;    ///< standard deviation of single readings beyond their variance
  bool scattered = false;  ///< more than their variances explain (1 in 100 by chance)
};

/// Weighted mean, weights 1/(variance + own_error^2), with the own error from the readings' scatter
/// (Paule and Mandel 1982). The uncertainty is that of the scatter (n - 1 degrees of freedom), at
/// least half of what the variances explain: a handful of readings can agree by chance. One reading
/// alone has its variance, and no own error is known. At least one; variances above 0.
CommonMean common_mean(const std::vector<double>& readings, const std::vector<double>& variances);

}  // namespace etalon::numerics
