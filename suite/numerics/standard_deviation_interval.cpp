// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/standard_deviation_interval.hpp"

#include "suite/core/contract.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>

namespace etalon::numerics {

namespace {

constexpr double kKnownWithin = 0.1;  // relative standard uncertainty of what is taken out
constexpr double kNormal95 = 1.959963984540054;

double without(double variance, double known) {
  return std::sqrt(std::max(0.0, variance - known * known));
}

}  // namespace

Interval standard_deviation_interval(double s, double degrees_of_freedom, double probability) {
  ETALON_EXPECTS(s >= 0 && degrees_of_freedom > 0);
  ETALON_EXPECTS(probability > 0 && probability < 1);
  if (std::isinf(degrees_of_freedom) || s == 0) return {s, s};
  const double tail = (1 - probability) / 2;
  const boost::math::chi_squared_distribution<double> chi2(degrees_of_freedom);
  const auto factor = [&](double quantile) { return std::sqrt(degrees_of_freedom / quantile); };
  return {s * factor(boost::math::quantile(boost::math::complement(chi2, tail))),
          s * factor(boost::math::quantile(chi2, tail))};
}

Bounded sum_of(const Bounded& a, const Bounded& b) {
  const double value = a.value + b.value;
  return {value,
          {value - std::hypot(a.value - a.interval.lower, b.value - b.interval.lower),
           value + std::hypot(a.interval.upper - a.value, b.interval.upper - b.value)}};
}

Scatter scatter_without(double s, double degrees_of_freedom, double known) {
  ETALON_EXPECTS(known >= 0);
  Scatter scatter;
  scatter.total = s;
  scatter.known = known;
  scatter.degrees = degrees_of_freedom;
  scatter.value = without(s * s, known);
  const Interval of_all = standard_deviation_interval(s, degrees_of_freedom);
  const double part = 2 * kKnownWithin * kNormal95 * known * known;  // of the variance taken out
  const double known_variance = known * known;
  // Of the variance left, each side by itself.
  const double left = s * s - known_variance;
  const double down = std::hypot(s * s - of_all.lower * of_all.lower, part);
  const double up = std::hypot(of_all.upper * of_all.upper - s * s, part);
  scatter.interval.lower = std::sqrt(std::max(0.0, left - down));
  scatter.interval.upper = left > 0 ? std::sqrt(left + up) : of_all.upper;
  if (scatter.visible()) {
    const double own = s * s * std::sqrt(2 / degrees_of_freedom) / (2 * scatter.value);
    scatter.reading_uncertainty = kKnownWithin * known_variance / scatter.value;
    scatter.uncertainty = std::hypot(own, scatter.reading_uncertainty);
  }
  return scatter;
}

}  // namespace etalon::numerics
