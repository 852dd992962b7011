// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"

#include "suite/cli/in_order.hpp"
#include "suite/core/contract.hpp"
#include "suite/core/translate.hpp"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <cmath>

namespace etalon::cli {
namespace {

constexpr double kLeast = 0.93;
constexpr double kMost = 0.97;
constexpr double kMostRefused = 0.1;

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Too low or too high only when that is no chance of so few runs: the whole 99.9 % interval lies
/// outside. 99.9 %, because a study of all metrics has hundreds of lines, of which one in twenty
/// would lie outside a 95 % interval by chance. A thousand runs are compared with the bounds
/// themselves.
void judge(Coverage& coverage) {
  constexpr double kSurely = 0.999;
  const int measured = coverage.runs - coverage.refused;
  const Interval possible = coverage.runs < 1000
                                ? proportion_interval(coverage.contained, measured, kSurely)
                                : Interval{coverage.fraction, coverage.fraction};
  const bool type_b = coverage.type_b_share > 0.5;
  const bool enough = possible.upper >= kLeast;
  const bool not_too_wide = possible.lower <= kMost || type_b;
  const bool seldom_refused = coverage.refused <= kMostRefused * coverage.runs;
  coverage.accepted = enough && not_too_wide && seldom_refused;
  if (!enough) coverage.remark = tr("the intervals are too narrow");
  if (!not_too_wide) coverage.remark = tr("the intervals are too wide");
  if (!seldom_refused) coverage.remark = tr("too often refused");
  if (coverage.accepted && coverage.fraction > kMost) {
    coverage.remark = type_b ? tr("wide by a stated type B component") : tr("few runs");
  }
}

Coverage summary(const Condition& condition, std::size_t measurand,
                 const std::vector<std::vector<std::optional<Draw>>>& runs) {
  Coverage coverage;
  coverage.metric = condition.metric;
  coverage.subject = condition.subject;
  coverage.level = condition.level;
  coverage.measurand = condition.measurands[measurand];
  coverage.runs = static_cast<int>(runs.size());
  std::vector<double> relative_u;
  std::vector<double> shares;
  double errors = 0;
  double squared_errors = 0;
  double variances = 0;
  for (const auto& run : runs) {
    const auto& draw = run[measurand];
    if (!draw) {
      ++coverage.refused;
      continue;
    }
    const double error = draw->value - draw->truth;
    if (draw->interval.lower <= draw->truth && draw->truth <= draw->interval.upper) {
      ++coverage.contained;
    }
    const double scale = draw->truth == 0 ? 1 : std::abs(draw->truth);
    errors += error / scale;
    squared_errors += error * error;
    variances += std::pow(draw->standard_uncertainty, 2);
    relative_u.push_back(draw->standard_uncertainty / scale);
    shares.push_back(draw->type_b_share);
  }
  const int measured = coverage.runs - coverage.refused;
  if (measured > 0) {
    coverage.fraction = static_cast<double>(coverage.contained) / measured;
    coverage.relative_bias = errors / measured;
    coverage.error_over_uncertainty = std::sqrt(squared_errors / variances);
  }
  coverage.fraction_interval = proportion_interval(coverage.contained, measured);
  coverage.relative_uncertainty = median(std::move(relative_u));
  coverage.type_b_share = median(std::move(shares));
  judge(coverage);
  return coverage;
}

}  // namespace

std::optional<Draw> draw_of(const Evaluation& evaluation, const std::string& measurand,
                            double truth) {
  const MeasurementResult* result = find_result(evaluation, measurand);
  if (result == nullptr) return std::nullopt;
  double type_b = 0;
  double all = 0;
  for (const BudgetComponent& component : result->budget) {
    const double variance = std::pow(component.contribution(), 2);
    all += variance;
    if (component.type == EvaluationType::B) type_b += variance;
  }
  return Draw{.value = result->value,
              .standard_uncertainty = result->standard_uncertainty,
              .interval = result->interval,
              .truth = truth,
              .type_b_share = all > 0 ? type_b / all : 0};
}

Interval proportion_interval(int successes, int trials, double probability) {
  if (trials == 0) return {0, 1};
  using boost::math::binomial;
  const double tail = (1 - probability) / 2;
  const double n = trials;
  const double k = successes;
  const double lower = successes == 0 ? 0 : binomial::find_lower_bound_on_p(n, k, tail);
  const double upper = successes == trials ? 1 : binomial::find_upper_bound_on_p(n, k, tail);
  return {lower, upper};
}

std::vector<Coverage> study(const Condition& condition, int runs, std::size_t threads,
                            const std::function<void()>& advance) {
  using Run = std::vector<std::optional<Draw>>;
  std::vector<Run> all;
  in_order<Run>(
      static_cast<std::size_t>(runs), threads,
      [&](std::size_t seed) { return condition.draw(static_cast<std::uint64_t>(seed)); },
      [&](Run run) {
        ETALON_EXPECTS(run.size() == condition.measurands.size());
        all.push_back(std::move(run));
        advance();
      });
  std::vector<Coverage> coverages;
  for (std::size_t i = 0; i < condition.measurands.size(); ++i) {
    coverages.push_back(summary(condition, i, all));
  }
  return coverages;
}

}  // namespace etalon::cli
