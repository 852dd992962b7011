// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_expectation.hpp"

#include "suite/numerics/one_sided_scatter.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::OneSided;

/// Counts as the repeat's own: statistics of its pixels, shared with no other.
bool is_own(const BudgetComponent& part) {
  return part.type == EvaluationType::A && part.input.empty();
}

Budget own_part(const Budget& budget) {
  Budget own;
  std::copy_if(budget.begin(), budget.end(), std::back_inserter(own), is_own);
  return own;
}

/// What all repeats share, each component with its mean input uncertainty and its mean effect; a
/// repeat that lacks one counts as zero.
Budget shared_part(const Readings& readings) {
  Budget shared;
  std::vector<double> effects;
  const double n = static_cast<double>(readings.size());
  for (const auto* reading : readings) {
    for (const auto& part : reading->budget) {
      if (is_own(part)) continue;
      auto found = std::find_if(shared.begin(), shared.end(), [&](const auto& known) {
        return known.source == part.source && known.input == part.input;
      });
      if (found == shared.end()) {
        shared.push_back(part);
        shared.back().standard_uncertainty = 0;
        effects.push_back(0);
        found = shared.end() - 1;
      }
      found->standard_uncertainty += part.standard_uncertainty / n;
      effects[static_cast<std::size_t>(found - shared.begin())] +=
          part.sensitivity * part.standard_uncertainty / n;
    }
  }
  for (std::size_t i = 0; i < shared.size(); ++i) {
    if (shared[i].standard_uncertainty > 0)
      shared[i].sensitivity = effects[i] / shared[i].standard_uncertainty;
  }
  return shared;
}

BudgetComponent statistical(std::string source, double u, double degrees_of_freedom) {
  BudgetComponent part;
  part.source = std::move(source);
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees_of_freedom;
  return part;
}

double mean_of(const Readings& readings) {
  double sum = 0;
  for (const auto* r : readings) sum += r->value;
  return sum / static_cast<double>(readings.size());
}

BudgetComponent mean_noise(const Readings& readings) {
  const double n = static_cast<double>(readings.size());
  double variance = 0;
  double degrees = 0;
  for (const auto* r : readings) {
    const Budget own = own_part(r->budget);
    variance += std::pow(combined_standard_uncertainty(own), 2);
    degrees += effective_degrees_of_freedom(own);
  }
  return statistical("noise", std::sqrt(variance) / n, degrees);
}

/// Each side of the model's interval grows in quadrature by the expanded uncertainty of what the
/// repeats share.
Interval widened(const Interval& interval, double value, const Budget& shared) {
  const double u = combined_standard_uncertainty(shared);
  const double more = u > 0 ? coverage_factor(effective_degrees_of_freedom(shared)) * u : 0;
  return {value - std::hypot(value - interval.lower, more),
          value + std::hypot(interval.upper - value, more)};
}

MeasurementResult one_sided(const Readings& readings, OneSided side) {
  std::vector<numerics::NoisyReading> values;
  for (const auto* r : readings)
    values.push_back({r->value, combined_standard_uncertainty(own_part(r->budget))});
  const auto expectation = numerics::one_sided_expectation(values, side);
  BudgetComponent noise = mean_noise(readings);
  noise.standard_uncertainty = expectation.noise;
  const Budget shared = shared_part(readings);
  Budget budget{noise};
  budget.push_back(statistical("refocusing", expectation.scatter, expectation.degrees_of_freedom));
  budget.insert(budget.end(), shared.begin(), shared.end());
  auto result = estimate_from_budget(readings.front()->measurand, expectation.value,
                                     readings.front()->unit, std::move(budget));
  result.interval = widened(expectation.interval, expectation.value, shared);
  return result;
}

}  // namespace

MeasurementResult lowered_by_defocus(const Readings& readings) {
  return one_sided(readings, OneSided::lowers);
}

MeasurementResult raised_by_defocus(const Readings& readings) {
  return one_sided(readings, OneSided::raises);
}

MeasurementResult unmoved_by_defocus(const Readings& readings) {
  const double n = static_cast<double>(readings.size());
  const double value = mean_of(readings);
  double scatter = 0;
  for (const auto* r : readings) scatter += std::pow(r->value - value, 2) / (n - 1);
  const BudgetComponent noise = mean_noise(readings);
  const double excess =
      std::max(0.0, scatter / n - noise.standard_uncertainty * noise.standard_uncertainty);
  Budget budget = shared_part(readings);
  budget.insert(budget.begin(), {noise, statistical("repeat", std::sqrt(excess), n - 1)});
  return estimate_from_budget(readings.front()->measurand, value, readings.front()->unit,
                              std::move(budget));
}

double relative_loss(const MeasurementResult& lowered) {
  const double n = static_cast<double>(lowered.n);
  for (const auto& part : lowered.budget) {
    if (part.source == "refocusing") return part.contribution() * std::sqrt(n / 2) / lowered.value;
  }
  return 0;
}

}  // namespace etalon::metrics
