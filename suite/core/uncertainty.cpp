// SPDX-License-Identifier: Apache-2.0
#include "suite/core/uncertainty.hpp"

#include "suite/core/contract.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace etalon {
namespace {

// Degrees of freedom near zero have quantiles beyond any double: infinity then, never an exception.
using QuietPolicy = boost::math::policies::policy<
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>>;

}  // namespace

double BudgetComponent::contribution() const {
  return std::abs(sensitivity) * standard_uncertainty;
}

Budget split_by_input(const BudgetComponent& component, double shared_variance) {
  ETALON_EXPECTS(shared_variance >= 0 && shared_variance <= 1);
  Budget parts;
  const auto add = [&](double share, const std::string& input) {
    if (!(share > 0)) return;
    BudgetComponent part = component;
    part.standard_uncertainty *= std::sqrt(share);
    part.input = input;
    parts.push_back(part);
  };
  add(shared_variance, component.input);
  add(1 - shared_variance, "");
  return parts;
}

double combined_standard_uncertainty(const Budget& budget) {
  double variance = 0;
  for (const auto& component : budget)
    variance += component.contribution() * component.contribution();
  return std::sqrt(variance);
}

double effective_degrees_of_freedom(const Budget& budget) {
  const double combined = combined_standard_uncertainty(budget);
  double inverse = 0;
  for (const auto& component : budget) {
    ETALON_EXPECTS(component.degrees_of_freedom >= 0);
    const double contribution = component.contribution();
    // Relative parts: the fourth power of a small uncertainty itself could underflow.
    if (contribution > 0)
      inverse += std::pow(contribution / combined, 4) / component.degrees_of_freedom;
  }
  return inverse > 0 ? 1 / inverse : kInfiniteDegreesOfFreedom;
}

double coverage_factor(double degrees_of_freedom, double probability) {
  ETALON_EXPECTS(degrees_of_freedom >= 0);
  ETALON_EXPECTS(probability > 0 && probability < 1);
  const double upper_tail = (1 - probability) / 2;
  if (degrees_of_freedom == 0) return std::numeric_limits<double>::infinity();
  if (std::isinf(degrees_of_freedom)) {
    return boost::math::quantile(boost::math::complement(boost::math::normal(), upper_tail));
  }
  const boost::math::students_t_distribution<double, QuietPolicy> t(degrees_of_freedom);
  return boost::math::quantile(boost::math::complement(t, upper_tail));
}

Interval coverage_interval(double value, double standard_uncertainty, double degrees_of_freedom,
                           double probability) {
  ETALON_EXPECTS(!(standard_uncertainty < 0));
  if (standard_uncertainty == 0) return {value, value};
  const double expanded = coverage_factor(degrees_of_freedom, probability) * standard_uncertainty;
  return {value - expanded, value + expanded};
}

double standard_from_half_width(double half_width, Distribution distribution) {
  switch (distribution) {
    case Distribution::rectangular:
      return half_width / std::sqrt(3.0);
    case Distribution::triangular:
      return half_width / std::sqrt(6.0);
    case Distribution::u_shaped:
      return half_width / std::sqrt(2.0);
    case Distribution::normal:
      return half_width / coverage_factor(kInfiniteDegreesOfFreedom, 0.95);
  }
  return half_width;
}

double standard_from_expanded(double expanded_uncertainty, double coverage_factor) {
  ETALON_EXPECTS(coverage_factor > 0);
  return expanded_uncertainty / coverage_factor;
}

}  // namespace etalon
