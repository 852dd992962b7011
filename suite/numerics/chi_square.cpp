// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/chi_square.hpp"

#include "suite/core/contract.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/special_functions/digamma.hpp>

#include <cmath>

namespace etalon::numerics {

double chi_square_quantile(double probability, double degrees_of_freedom) {
  ETALON_EXPECTS(degrees_of_freedom > 0 && probability > 0 && probability < 1);
  return boost::math::quantile(boost::math::chi_squared(degrees_of_freedom), probability);
}

double median_scatter(double degrees_of_freedom) {
  return std::sqrt(chi_square_quantile(0.5, degrees_of_freedom) / degrees_of_freedom);
}

double mean_log_scatter(double degrees_of_freedom) {
  const double half = degrees_of_freedom / 2;
  return (boost::math::digamma(half) - std::log(half)) / 2;
}

double quartile_distance_of_log_scatter(double degrees_of_freedom) {
  return std::log(chi_square_quantile(0.75, degrees_of_freedom) /
                  chi_square_quantile(0.25, degrees_of_freedom)) /
         2;
}

double share_of_scatter(double lower, double upper, double degrees_of_freedom) {
  const boost::math::chi_squared chi2(degrees_of_freedom);
  const auto below = [&](double s) {
    return s > 0 ? boost::math::cdf(chi2, degrees_of_freedom * s * s) : 0;
  };
  return below(upper) - below(lower);
}

}  // namespace etalon::numerics
