// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/scatter_result.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

BudgetComponent component(std::string source, EvaluationType type, double u, double degrees) {
  BudgetComponent part;
  part.source = std::move(source);
  part.type = type;
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees;
  return part;
}

}  // namespace

void add_factor(const UncertainFactor& factor, double value, Budget& budget) {
  if (!factor.relative_uncertainty) return;
  BudgetComponent part =
      component("pixel size", EvaluationType::B, *factor.relative_uncertainty * factor.value,
                factor.degrees_of_freedom);
  part.input = factor.id;
  part.distribution = factor.distribution;
  part.sensitivity = value / factor.value;
  for (auto& half : split_by_input(part, factor.shared_variance)) budget.push_back(half);
}

Budget budget_of(const numerics::Scatter& scatter, double times, const std::string& source,
                 const std::string& reading) {
  const double of_reading = scatter.reading_uncertainty;
  const double own =
      std::sqrt(std::max(0.0, scatter.uncertainty * scatter.uncertainty - of_reading * of_reading));
  Budget budget{component(source, EvaluationType::A, times * own, scatter.degrees)};
  if (of_reading > 0) {
    budget.push_back(
        component(reading, EvaluationType::B, times * of_reading, kInfiniteDegreesOfFreedom));
  }
  return budget;
}

MeasurementResult bounded_result(std::string measurand, const numerics::Bounded& bounded,
                                 Budget budget, const UncertainFactor& factor) {
  const double value = bounded.value * factor.value;
  budget = scaled(std::move(budget), factor.value);
  add_factor(factor, value, budget);
  MeasurementResult result =
      estimate_from_budget(std::move(measurand), value, factor.unit, std::move(budget));
  const double reach = factor.relative_uncertainty
                           ? coverage_factor(factor.degrees_of_freedom) *
                                 *factor.relative_uncertainty * std::abs(value)
                           : 0;
  result.interval = {value - std::hypot(value - bounded.interval.lower * factor.value, reach),
                     value + std::hypot(bounded.interval.upper * factor.value - value, reach)};
  // What cannot be negative does not become so by its unit.
  if (bounded.interval.lower >= 0) result.interval.lower = std::max(0.0, result.interval.lower);
  return result;
}

}  // namespace etalon::metrics
