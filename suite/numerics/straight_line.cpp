// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/straight_line.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace etalon::numerics {

StraightLine fit_straight_line(const std::vector<double>& x, const std::vector<double>& y,
                               double least_scatter) {
  ETALON_EXPECTS(x.size() == y.size() && x.size() > 2);
  const auto n = static_cast<double>(x.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double my = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double sxx = 0;
  double sxy = 0;
  double syy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sxx += (x[i] - mx) * (x[i] - mx);
    sxy += (x[i] - mx) * (y[i] - my);
    syy += (y[i] - my) * (y[i] - my);
  }
  ETALON_EXPECTS(sxx > 0);
  StraightLine line;
  line.mean_x = mx;
  line.slope = sxy / sxx;
  line.intercept = my - line.slope * mx;
  line.degrees_of_freedom = n - 2;
  double residuals = 0;
  for (std::size_t i = 0; i < x.size(); ++i) residuals += std::pow(y[i] - line.at(x[i]), 2);
  line.r_squared = syy > 0 ? 1 - residuals / syy : 1;
  line.scatter = std::max(std::sqrt(residuals / (n - 2)), least_scatter);
  const double variance = line.scatter * line.scatter;
  line.slope_uncertainty = std::sqrt(variance / sxx);
  line.intercept_uncertainty = std::sqrt(variance * (1 / n + mx * mx / sxx));
  line.covariance = -variance * mx / sxx;
  return line;
}

}  // namespace etalon::numerics
