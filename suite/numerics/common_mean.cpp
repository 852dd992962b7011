// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/common_mean.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::numerics {

namespace {

struct Weighted {
  double mean = 0;
  double weights = 0;
  double squares = 0;  ///< sum of weight times squared deviation
};

Weighted weighted(const std::vector<double>& readings, const std::vector<double>& variances,
                  double own_variance) {
  Weighted w;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const double weight = 1 / (variances[i] + own_variance);
    w.weights += weight;
    w.mean += weight * readings[i];
  }
  w.mean /= w.weights;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    w.squares += std::pow(readings[i] - w.mean, 2) / (variances[i] + own_variance);
  }
  return w;
}

/// 99 % quantile of chi squared (Wilson and Hilferty 1931), right to 2 %.
double chi_squared_99(double degrees) {
  const double part = 2 / (9 * degrees);
  return degrees * std::pow(1 - part + 2.326 * std::sqrt(part), 3);
}

/// The variance for which the scatter is what n - 1 degrees of freedom expect.
double own_variance(const std::vector<double>& readings, const std::vector<double>& variances) {
  const double expected = static_cast<double>(readings.size()) - 1;
  if (weighted(readings, variances, 0).squares <= expected) return 0;
  const auto [low, high] = std::minmax_element(readings.begin(), readings.end());
  double lower = 0;
  double upper = std::pow(*high - *low, 2) * static_cast<double>(readings.size());
  for (int i = 0; i < 200 && upper - lower > 1e-12 * upper; ++i) {
    const double middle = (lower + upper) / 2;
    (weighted(readings, variances, middle).squares > expected ? lower : upper) = middle;
  }
  return (lower + upper) / 2;
}

}  // namespace

CommonMean common_mean(const std::vector<double>& readings, const std::vector<double>& variances) {
  ETALON_EXPECTS(!readings.empty() && readings.size() == variances.size());
  CommonMean result;
  if (readings.size() == 1) {
    result.value = readings.front();
    result.uncertainty = std::sqrt(variances.front());
    result.degrees_of_freedom = kInfiniteDegreesOfFreedom;
    return result;
  }
  const double own = own_variance(readings, variances);
  const Weighted w = weighted(readings, variances, own);
  result.value = w.mean;
  result.own_error = std::sqrt(own);
  result.scattered = weighted(readings, variances, 0).squares >
                     chi_squared_99(static_cast<double>(readings.size()) - 1);
  result.degrees_of_freedom = static_cast<double>(readings.size()) - 1;
  const double scatter = w.squares / (result.degrees_of_freedom * w.weights);
  const double explained = 1 / weighted(readings, variances, 0).weights;
  result.uncertainty = std::sqrt(std::max(scatter, explained / 4));
  return result;
}

}  // namespace etalon::numerics
