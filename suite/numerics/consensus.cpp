// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/consensus.hpp"

#include "suite/core/contract.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon::numerics {

namespace {

constexpr double kHold = 2;
/// Mean of min(Z^2, kHold^2) for a standard normal Z.
constexpr double kHeldVariance = 0.92053;
constexpr int kSteps = 60;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

/// Huber's mean for a given scatter of the things.
double held_mean(const std::vector<Reading>& readings, double tau2, double start) {
  double value = start;
  for (int step = 0; step < kSteps; ++step) {
    double sum = 0;
    double weights = 0;
    for (const Reading& r : readings) {
      const double variance = r.variance + tau2;
      const double z = std::abs(r.value - value) / std::sqrt(variance);
      const double w = (z > kHold ? kHold / z : 1) / variance;
      sum += w * r.value;
      weights += w;
    }
    const double next = sum / weights;
    const bool there = std::abs(next - value) <= 1e-14 * std::abs(next);
    value = next;
    if (there) break;
  }
  return value;
}

/// Mean of the squared, held residuals less what is expected of n - 1 of them.
double excess(const std::vector<Reading>& readings, double tau2, double value) {
  double sum = 0;
  for (const Reading& r : readings) {
    const double z2 = std::pow(r.value - value, 2) / (r.variance + tau2);
    sum += std::min(z2, kHold * kHold);
  }
  return sum - kHeldVariance * (static_cast<double>(readings.size()) - 1);
}

/// The tau^2 at which residuals are as large as they should be.
double scatter_of_things(const std::vector<Reading>& readings, double start) {
  const auto too_large = [&](double tau2) {
    return excess(readings, tau2, held_mean(readings, tau2, start)) > 0;
  };
  if (!too_large(0)) return 0;
  double high = readings.front().variance;
  while (too_large(high) && high < 1e300) high *= 4;
  double low = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double middle = 0.5 * (low + high);
    (too_large(middle) ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

Consensus consensus(const std::vector<Reading>& readings) {
  ETALON_EXPECTS(!readings.empty());
  for (const Reading& r : readings) ETALON_EXPECTS(r.variance > 0);
  Consensus c;
  c.n = readings.size();
  if (c.n == 1) {
    c.value = readings.front().value;
    c.variance = c.within = readings.front().variance;
    c.degrees_of_freedom = std::numeric_limits<double>::infinity();
    return c;
  }
  std::vector<double> values;
  for (const Reading& r : readings) values.push_back(r.value);
  const double start = median(values);
  const double tau2 = scatter_of_things(readings, start);
  c.value = held_mean(readings, tau2, start);
  c.tau = std::sqrt(tau2);
  double squares = 0;
  double weights = 0;
  double slope = 0;
  double within = 0;
  for (const Reading& r : readings) {
    const double variance = r.variance + tau2;
    const double z = (r.value - c.value) / std::sqrt(variance);
    squares += std::pow(std::clamp(z, -kHold, kHold), 2);
    weights += 1 / variance;
    if (std::abs(z) > kHold) continue;
    slope += 1 / variance;
    within += r.variance / (variance * variance);
  }
  const double n = static_cast<double>(c.n);
  c.variance = squares / (n - 1) * weights / (slope * slope);
  within /= slope * slope;
  // Things that agree better than noise lets them by a chance of one in two hundred.
  const boost::math::chi_squared chance(n - 1);
  c.variance = std::max(c.variance, within * boost::math::quantile(chance, 0.005) / (n - 1));
  c.within = std::min(c.variance, within);
  c.degrees_of_freedom = n - 1;
  return c;
}

}  // namespace etalon::numerics
