// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/comparison.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/grading/examples.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::grading;

namespace {

BudgetComponent part(double u, const std::string& input = "", double sensitivity = 1) {
  BudgetComponent component;
  component.source = "something";
  component.input = input;
  component.standard_uncertainty = u;
  component.sensitivity = sensitivity;
  return component;
}

MeasurementResult result_with(double value, const Budget& budget) {
  return estimate_from_budget("uniformity", value, "%", budget);
}

GradedInput run_with(const MeasurementResult& result) { return test::input_of(result); }

}  // namespace

TEST_CASE("Independent results: variances add") {
  const auto d = difference(result_with(50, {part(3)}), result_with(60, {part(4)}));
  CHECK(d.value == Approx(10));
  CHECK(d.standard_uncertainty == Approx(5));
  CHECK(d.interval.lower == Approx(10 - 1.959964 * 5));
  CHECK(d.interval.upper == Approx(10 + 1.959964 * 5));
  // Two-sided normal tail at two standard deviations.
  CHECK(d.p_value == Approx(0.0455003).epsilon(1e-5));
  CHECK(d.shared.empty());
}

TEST_CASE("What both name cancels, with its sign") {
  // Both lengths were measured with the same ruler, which may be 1 % long: 0.5 and 0.6 of it.
  const auto d = difference(result_with(50, {part(3), part(0.01, "ruler", 50)}),
                            result_with(60, {part(4), part(0.01, "ruler", 60)}));
  CHECK(d.standard_uncertainty == Approx(std::hypot(5, 0.1)));
  CHECK(d.shared == std::vector<std::string>{"ruler"});
  // One rises with the input, the other falls: then it counts twice.
  const auto opposite = difference(result_with(50, {part(0.01, "ruler", 50)}),
                                   result_with(60, {part(0.01, "ruler", -50)}));
  CHECK(opposite.standard_uncertainty == Approx(1.0));
  // Another ruler is another error.
  const auto other =
      difference(result_with(50, {part(1, "ruler a")}), result_with(60, {part(1, "ruler b")}));
  CHECK(other.standard_uncertainty == Approx(std::sqrt(2.0)));
  CHECK(other.shared.empty());
  // What is nominal in both was made twice.
  const auto nominal =
      difference(result_with(50, {part(1, "nominal")}), result_with(60, {part(1, "nominal")}));
  CHECK(nominal.standard_uncertainty == Approx(std::sqrt(2.0)));
  CHECK(nominal.shared.empty());
}

TEST_CASE("A longer side of an interval lengthens the side of the difference that it concerns") {
  auto first = result_with(50, {part(1)});
  first.interval.lower = 50 - 10;  // the first may be much lower, so the difference much higher
  const auto second = result_with(60, {part(1)});
  const auto d = difference(first, second);
  CHECK(d.interval.lower == Approx(10 - 1.959964 * std::sqrt(2.0)));
  CHECK(d.interval.upper == Approx(10 + std::hypot(10, 1.959964)));
}

TEST_CASE("Unlike methods, statistics and results of one side are refused with the reason") {
  const auto first = run_with(result_with(50, {part(3)}));
  auto other_method = run_with(result_with(60, {part(3)}));
  other_method.method = "field_uniformity/minimum";
  const auto unlike = compare({first}, {other_method});
  REQUIRE(unlike.size() == 1);
  CHECK_FALSE(unlike[0].difference);
  CHECK_THAT(unlike[0].refusal, test::contains_text("field_uniformity/minimum v1"));

  auto newer = run_with(result_with(60, {part(3)}));
  newer.method_version = 2;
  CHECK_FALSE(compare({first}, {newer})[0].difference);

  auto counted = result_with(60, {part(3)});
  counted.kind = ResultKind::statistic;
  CHECK_FALSE(compare({first}, {run_with(counted)})[0].difference);

  const auto alone = compare({first}, {});
  REQUIRE(alone.size() == 1);
  CHECK(alone[0].first);
  CHECK_FALSE(alone[0].second);
  CHECK_FALSE(alone[0].refusal.empty());
  CHECK(compare({}, {first})[0].second);

  const auto twice = compare({first, first}, {first});
  REQUIRE(twice.size() == 1);
  CHECK_FALSE(twice[0].difference);
}

TEST_CASE("Over many rows together chance differences are told apart in 5 % of the comparisons") {
  constexpr int kRows = 8;
  constexpr int kComparisons = 2000;
  std::mt19937_64 generator(11);
  std::normal_distribution<double> noise(0, 1);
  int false_alarms = 0;
  for (int i = 0; i < kComparisons; ++i) {
    std::vector<GradedInput> a;
    std::vector<GradedInput> b;
    for (int row = 0; row < kRows; ++row) {
      auto one = result_with(50 + noise(generator), {part(1)});
      auto other = result_with(50 + noise(generator), {part(1)});
      one.measurand = other.measurand = "m" + std::to_string(row);
      a.push_back(run_with(one));
      b.push_back(run_with(other));
    }
    const auto rows = compare(a, b);
    false_alarms += std::any_of(rows.begin(), rows.end(),
                                [](const auto& row) { return row.difference->told_apart; })
                        ? 1
                        : 0;
  }
  // 5 % of 2000 with a standard deviation of 9.7.
  CHECK(false_alarms > 60);
  CHECK(false_alarms < 140);
}
