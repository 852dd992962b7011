// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/conformance.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace etalon::grading {
namespace {

double cumulative(double standardised, double degrees_of_freedom) {
  if (std::isinf(degrees_of_freedom)) {
    return boost::math::cdf(boost::math::normal(), standardised);
  }
  return boost::math::cdf(boost::math::students_t(degrees_of_freedom), standardised);
}

}  // namespace

bool meets(const Limit& limit, double number) {
  return limit.direction == Direction::at_most ? number <= limit.value : number >= limit.value;
}

double expanded_towards(const Limit& limit, const MeasurementResult& result) {
  const bool limit_above = (limit.direction == Direction::at_most) == meets(limit, result.value);
  return limit_above ? result.interval.upper - result.value : result.value - result.interval.lower;
}

double conformance_probability(const Limit& limit, const MeasurementResult& result) {
  // An interval without degrees of freedom is infinite, unless a model of its own made it: then
  // there are none to reckon with.
  const double degrees =
      result.degrees_of_freedom > 0 ? result.degrees_of_freedom : kInfiniteDegreesOfFreedom;
  const double side = expanded_towards(limit, result);
  const double factor = coverage_factor(degrees, result.coverage_probability);
  if (std::isinf(side) || std::isinf(factor)) return 0.5;
  const double margin = limit.direction == Direction::at_most ? limit.value - result.value
                                                              : result.value - limit.value;
  if (margin == 0) return 0.5;
  if (side == 0) return margin > 0 ? 1 : 0;
  return cumulative(margin * factor / side, degrees);
}

}  // namespace etalon::grading
