// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/comparison.hpp"

#include "suite/core/translate.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

namespace etalon::grading {
namespace {

constexpr double kSignificance = 0.05;

/// A nominal value is one thing in each instrument: no error is shared by its name.
bool is_own(const BudgetComponent& component) {
  return component.input.empty() || component.input == "nominal";
}

/// What each named input contributes to a result, with its sign: one input moves everything that
/// depends on it together.
std::map<std::string, double> named_inputs(const Budget& budget) {
  std::map<std::string, double> inputs;
  for (const BudgetComponent& component : budget) {
    if (is_own(component)) continue;
    inputs[component.input] += component.sensitivity * component.standard_uncertainty;
  }
  return inputs;
}

double degrees_of(const Budget& budget, const std::string& input) {
  double degrees = kInfiniteDegreesOfFreedom;
  for (const BudgetComponent& component : budget) {
    if (component.input == input) degrees = std::min(degrees, component.degrees_of_freedom);
  }
  return degrees;
}

Budget budget_of_difference(const MeasurementResult& first, const MeasurementResult& second,
                            std::vector<std::string>& shared) {
  Budget budget;
  const auto a = named_inputs(first.budget);
  const auto b = named_inputs(second.budget);
  std::set<std::string> names;
  for (const auto& [name, contribution] : a) names.insert(name);
  for (const auto& [name, contribution] : b) names.insert(name);
  for (const std::string& name : names) {
    const bool in_both = a.contains(name) && b.contains(name);
    if (in_both) shared.push_back(name);
    BudgetComponent component;
    component.input = name;
    component.standard_uncertainty =
        std::abs((b.contains(name) ? b.at(name) : 0) - (a.contains(name) ? a.at(name) : 0));
    component.degrees_of_freedom =
        std::min(degrees_of(first.budget, name), degrees_of(second.budget, name));
    budget.push_back(component);
  }
  for (const Budget* own : {&first.budget, &second.budget}) {
    std::copy_if(own->begin(), own->end(), std::back_inserter(budget), is_own);
  }
  return budget;
}

/// By how much (squared) a side of the interval is longer than k u would make it; negative where it
/// is shorter.
double excess(const MeasurementResult& result, double side) {
  const double factor = result.degrees_of_freedom > 0 ? coverage_factor(result.degrees_of_freedom,
                                                                        result.coverage_probability)
                                                      : 0;
  return side * side - std::pow(factor * result.standard_uncertainty, 2);
}

double two_sided_p(double standardised, double degrees) {
  const double t = -std::abs(standardised);
  if (std::isinf(degrees)) return 2 * boost::math::cdf(boost::math::normal(), t);
  if (!(degrees > 0)) return 1;
  return 2 * boost::math::cdf(boost::math::students_t(degrees), t);
}

using Key = std::tuple<std::string, std::string, std::map<std::string, std::string>>;

struct Found {
  Key key;
  std::vector<ComparedSide> sides;
};

std::vector<Found> results_of(const std::vector<GradedInput>& inputs) {
  std::vector<Found> all;
  for (const GradedInput& input : inputs) {
    for (const MeasurementResult& result : input.results) {
      const Key key{input.metric, result.measurand, result.subject};
      auto found =
          std::find_if(all.begin(), all.end(), [&](const Found& one) { return one.key == key; });
      if (found == all.end()) found = all.insert(all.end(), {key, {}});
      found->sides.push_back({fmt::format("{} v{}", input.method, input.method_version), result});
    }
  }
  return all;
}

std::string refusal_of(const ComparedSide& first, const ComparedSide& second) {
  if (first.method != second.method) {
    return fmt::format(fmt::runtime(tr("not comparable: methods differ ({}, {})")), first.method,
                       second.method);
  }
  if (first.result.unit != second.result.unit) return tr("not comparable: units differ");
  if (first.result.kind == ResultKind::statistic || second.result.kind == ResultKind::statistic) {
    return tr("a statistic: no uncertainty is claimed");
  }
  if (!(first.result.standard_uncertainty > 0) && !(second.result.standard_uncertainty > 0)) {
    return tr("no uncertainty is stated");
  }
  return {};
}

ComparisonRow row_of(const Key& key, const std::vector<ComparedSide>& first,
                     const std::vector<ComparedSide>& second) {
  ComparisonRow row;
  std::tie(row.metric, row.measurand, row.subject) = key;
  if (!first.empty()) row.first = first.front();
  if (!second.empty()) row.second = second.front();
  row.unit = (row.first ? row.first : row.second)->result.unit;
  if (!row.first || !row.second) {
    row.refusal = tr("measured on one side only");
  } else if (first.size() > 1 || second.size() > 1) {
    row.refusal = tr("measured more than once, and not combined");
  } else {
    row.refusal = refusal_of(*row.first, *row.second);
  }
  if (row.refusal.empty()) row.difference = difference(row.first->result, row.second->result);
  return row;
}

/// Holm: the smallest p-value against 5 % / m, the next against 5 % / (m - 1) ... until one fails.
void tell_apart(std::vector<ComparisonRow>& rows) {
  std::vector<Difference*> all;
  for (ComparisonRow& row : rows) {
    if (row.difference) all.push_back(&*row.difference);
  }
  std::stable_sort(all.begin(), all.end(), [](const Difference* a, const Difference* b) {
    return a->p_value < b->p_value;
  });
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i]->p_value > kSignificance / static_cast<double>(all.size() - i)) return;
    all[i]->told_apart = true;
  }
}

}  // namespace

Difference difference(const MeasurementResult& first, const MeasurementResult& second) {
  Difference d;
  const Budget budget = budget_of_difference(first, second, d.shared);
  d.value = second.value - first.value;
  d.standard_uncertainty = combined_standard_uncertainty(budget);
  d.degrees_of_freedom = effective_degrees_of_freedom(budget);
  const double symmetric =
      std::pow(coverage_factor(d.degrees_of_freedom) * d.standard_uncertainty, 2);
  const auto side = [&](double of_first, double of_second) {
    return std::sqrt(
        std::max(0.0, symmetric + excess(first, of_first) + excess(second, of_second)));
  };
  d.interval.lower =
      d.value - side(first.interval.upper - first.value, second.value - second.interval.lower);
  d.interval.upper =
      d.value + side(first.value - first.interval.lower, second.interval.upper - second.value);
  // The side towards zero decides whether there is a difference at all.
  const double towards_zero = d.value > 0 ? d.value - d.interval.lower : d.interval.upper - d.value;
  const double factor = coverage_factor(d.degrees_of_freedom);
  if (towards_zero > 0 && std::isfinite(factor)) {
    d.p_value = two_sided_p(d.value * factor / towards_zero, d.degrees_of_freedom);
  } else {
    d.p_value = d.value == 0 || !std::isfinite(factor) ? 1 : 0;
  }
  return d;
}

std::vector<ComparisonRow> compare(const std::vector<GradedInput>& first,
                                   const std::vector<GradedInput>& second) {
  const auto a = results_of(first);
  auto b = results_of(second);
  std::vector<ComparisonRow> rows;
  for (const Found& found : a) {
    const auto other =
        std::find_if(b.begin(), b.end(), [&](const Found& one) { return one.key == found.key; });
    rows.push_back(row_of(found.key, found.sides,
                          other == b.end() ? std::vector<ComparedSide>{} : other->sides));
    if (other != b.end()) b.erase(other);
  }
  for (const Found& found : b) rows.push_back(row_of(found.key, {}, found.sides));
  tell_apart(rows);
  return rows;
}

}  // namespace etalon::grading
