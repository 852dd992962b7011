// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/decision.hpp"

#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"
#include "suite/grading/conformance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon::grading {
namespace {

constexpr double kLeastCoverage = 0.95;

std::string with_unit(double number, const std::string& unit) {
  const std::string text = fmt::format("{:.3g}", number);
  return unit == "1" ? text : fmt::format("{} {}", text, display_symbol(unit));
}

/// Why this result can be judged by no limit at all; empty when it can.
std::string unjudgeable(const MeasurementResult& result) {
  if (result.kind == ResultKind::statistic) {
    return tr("it is a statistic, which makes no claim of uncertainty");
  }
  if (!std::isfinite(result.value)) return tr("its value is not a number");
  // Written so that NaN, too, is refused.
  if (!(result.standard_uncertainty > 0)) return tr("it has no stated uncertainty");
  const auto& [lower, upper] = result.interval;
  if (!(lower <= result.value && result.value <= upper)) {
    return tr("its interval does not hold its value");
  }
  if (!(lower < upper)) return tr("it has no stated uncertainty");
  if (result.coverage_probability < kLeastCoverage) {
    return fmt::format(fmt::runtime(tr("its interval covers {:.0f} % instead of 95 %")),
                       100 * result.coverage_probability);
  }
  return "";
}

Verdict guarded(const Limit& limit, const MeasurementResult& result) {
  const bool upper_meets = meets(limit, result.interval.upper);
  const bool lower_meets = meets(limit, result.interval.lower);
  if (upper_meets && lower_meets) return Verdict::pass;
  if (meets(limit, result.value)) return Verdict::conditional_pass;
  return upper_meets || lower_meets ? Verdict::conditional_fail : Verdict::fail;
}

}  // namespace

const char* rule_of(const Limit& limit) {
  return limit.judged == Judged::value ? kGuardedRule : kSimpleRule;
}

double judged_number(const Limit& limit, const MeasurementResult& result) {
  if (limit.judged == Judged::value) return result.value;
  if (result.value == 0) return std::numeric_limits<double>::infinity();
  const double expanded =
      std::max(result.interval.upper - result.value, result.value - result.interval.lower);
  return 100 * expanded / std::abs(result.value);
}

double largest_expanded_uncertainty(const Limit& limit) {
  if (limit.largest_expanded_uncertainty > 0) return limit.largest_expanded_uncertainty;
  return std::abs(limit.value - limit.ideal) / 3;
}

Decision decide(const Limit& limit, const MeasurementResult& result) {
  Decision decision;
  decision.reason = unjudgeable(result);
  if (!decision.reason.empty()) return decision;
  if (limit.judged == Judged::relative_expanded_uncertainty) {
    const bool met = meets(limit, judged_number(limit, result));
    decision.verdict = met ? Verdict::pass : Verdict::fail;
    decision.conformance_probability = met ? 1 : 0;
    return decision;
  }
  decision.guard_band = expanded_towards(limit, result);
  decision.conformance_probability = conformance_probability(limit, result);
  const double largest = largest_expanded_uncertainty(limit);
  if (!(decision.guard_band <= largest)) {
    decision.reason = fmt::format(
        fmt::runtime(tr("its expanded uncertainty, {}, is larger than the {} with which this limit "
                        "may be judged")),
        with_unit(decision.guard_band, limit.unit), with_unit(largest, limit.unit));
    return decision;
  }
  decision.verdict = guarded(limit, result);
  return decision;
}

}  // namespace etalon::grading
