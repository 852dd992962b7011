// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::numerics {

/// y = intercept + slope x by least squares, all points of equal weight and unknown common scatter
/// (JCGM 100:2008, H.3).
struct StraightLine {
  double intercept = 0;
  double slope = 0;
  double intercept_uncertainty = 0;
  double slope_uncertainty = 0;
  double covariance = 0;  ///< of intercept and slope
  double scatter = 0;     ///< of the points about the line, n - 2 degrees of freedom
  double degrees_of_freedom = 0;
  double r_squared = 0;  ///< share of the variance of y that the line explains
  double mean_x = 0;
  double at(double x) const { return intercept + slope * x; }
};

/// At least three points with two different x. `least_scatter` is what the points are known to
/// scatter at least: that of the fit is raised to it.
StraightLine fit_straight_line(const std::vector<double>& x, const std::vector<double>& y,
                               double least_scatter = 0);

}  // namespace etalon::numerics
