// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/decision.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/grading/examples.hpp"

#include <limits>
#include <string>

using namespace etalon;
using namespace etalon::grading;
using Catch::Matchers::WithinAbs;
using etalon::test::contains_text;
using etalon::test::evenness_limit;
using etalon::test::result_of;
using etalon::test::width_limit;

namespace {

struct Row {
  double value;
  double expanded;
  Verdict verdict;
};

constexpr double kTiny = 1.0 / 1024;  // sums of these numbers are exact

}  // namespace

TEST_CASE("At most 1.5: each verdict at, just inside and just outside its border") {
  const Row row = GENERATE(
      Row{1.0, 0.125, Verdict::pass},                                              //
      Row{1.375 - kTiny, 0.125, Verdict::pass}, Row{1.375, 0.125, Verdict::pass},  // y = TL - w
      Row{1.375 + kTiny, 0.125, Verdict::conditional_pass},
      Row{1.5 - kTiny, 0.125, Verdict::conditional_pass},
      Row{1.5, 0.125, Verdict::conditional_pass},  // y = TL
      Row{1.5 + kTiny, 0.125, Verdict::conditional_fail},
      Row{1.625, 0.125, Verdict::conditional_fail},  // y = TL + w
      Row{1.625 + kTiny, 0.125, Verdict::fail}, Row{9.0, 0.125, Verdict::fail});
  CAPTURE(row.value);
  const Decision decision = decide(width_limit(), result_of(row.value, row.expanded, "1"));
  CHECK(decision.verdict == row.verdict);
  CHECK(decision.guard_band == row.expanded);
  CHECK(decision.reason.empty());
}

TEST_CASE("At least 50 %: the same, mirrored") {
  const Row row = GENERATE(
      Row{90, 4, Verdict::pass},                                     //
      Row{54 + kTiny, 4, Verdict::pass}, Row{54, 4, Verdict::pass},  // y = TL + w
      Row{54 - kTiny, 4, Verdict::conditional_pass}, Row{50 + kTiny, 4, Verdict::conditional_pass},
      Row{50, 4, Verdict::conditional_pass},  // y = TL
      Row{50 - kTiny, 4, Verdict::conditional_fail},
      Row{46, 4, Verdict::conditional_fail},  // y = TL - w
      Row{46 - kTiny, 4, Verdict::fail}, Row{0, 4, Verdict::fail});
  CAPTURE(row.value);
  CHECK(decide(evenness_limit(), result_of(row.value, row.expanded)).verdict == row.verdict);
}

TEST_CASE("A limit is not judged with a larger uncertainty than it can bear") {
  SECTION("as the profile says") {
    CHECK(decide(evenness_limit(), result_of(90, 20)).verdict == Verdict::pass);
    const Decision decision = decide(evenness_limit(), result_of(90, 20.5));
    CHECK(decision.verdict == Verdict::not_decidable);
    CHECK(decision.guard_band == 20.5);
    CHECK(decision.conformance_probability > 0.99);
    CHECK(decision.reason ==
          "its expanded uncertainty, 20.5 %, is larger than the 20 % with which this limit may be "
          "judged");
  }
  SECTION("else a third of the way from the limit to the ideal") {
    CHECK_THAT(largest_expanded_uncertainty(width_limit()), WithinAbs(0.5 / 3, 1e-15));
    CHECK(decide(width_limit(), result_of(1.0, 0.166, "1")).verdict == Verdict::pass);
    CHECK(decide(width_limit(), result_of(1.0, 0.167, "1")).verdict == Verdict::not_decidable);
  }
  SECTION("whichever way it would have gone") {
    CHECK(decide(width_limit(), result_of(9.0, 0.2, "1")).verdict == Verdict::not_decidable);
    CHECK(decide(width_limit(), result_of(1.5, 0.2, "1")).verdict == Verdict::not_decidable);
  }
  SECTION("infinite, as after a single reading") {
    MeasurementResult result = result_of(1.0, 0.1, "1");
    result.degrees_of_freedom = 0;
    result.interval = coverage_interval(1.0, 0.05, 0);
    CHECK(decide(width_limit(), result).verdict == Verdict::not_decidable);
  }
}

TEST_CASE("An asymmetric interval is used as it is") {
  MeasurementResult result = result_of(1.4, 0.1, "1");
  result.interval = {0.9, 1.48};
  Decision decision = decide(width_limit(), result);
  CHECK(decision.verdict == Verdict::pass);  // by half the width, 0.29, nothing could be decided
  CHECK_THAT(decision.guard_band, WithinAbs(0.08, 1e-12));

  result.interval = {1.38, 1.52};
  CHECK(decide(width_limit(), result).verdict == Verdict::conditional_pass);

  result.value = 1.6;
  result.interval = {1.52, 2.4};
  decision = decide(width_limit(), result);
  CHECK(decision.verdict == Verdict::fail);
  CHECK_THAT(decision.guard_band, WithinAbs(0.08, 1e-12));

  result.interval = {1.48, 2.4};
  CHECK(decide(width_limit(), result).verdict == Verdict::conditional_fail);

  // A one-sided interval ends at its value.
  result.value = 1.4;
  result.interval = {1.2, 1.4};
  decision = decide(width_limit(), result);
  CHECK(decision.verdict == Verdict::pass);
  CHECK(decision.guard_band == 0);
  CHECK(decision.conformance_probability == 1);
  result.interval = {1.4, 1.55};
  CHECK(decide(width_limit(), result).verdict == Verdict::conditional_pass);
  result.value = 1.6;
  result.interval = {1.6, 1.7};
  CHECK(decide(width_limit(), result).verdict == Verdict::fail);
  CHECK(decide(width_limit(), result).conformance_probability == 0);

  MeasurementResult even = result_of(55, 1);
  even.interval = {51, 80};
  CHECK(decide(evenness_limit(), even).verdict == Verdict::pass);
  even.interval = {30, 56};
  CHECK(decide(evenness_limit(), even).verdict == Verdict::not_decidable);
}

TEST_CASE("What makes no claim of uncertainty is not judged, and the reason says so") {
  const auto reason = [](MeasurementResult result) {
    const Decision decision = decide(evenness_limit(), result);
    CHECK(decision.verdict == Verdict::not_decidable);
    return decision.reason;
  };
  MeasurementResult result = result_of(90, 4);
  SECTION("a statistic") {
    result.kind = ResultKind::statistic;
    CHECK_THAT(reason(result), contains_text("statistic"));
  }
  SECTION("an uncertainty of zero") {
    CHECK(reason(result_of(90, 0)) == "it has no stated uncertainty");
  }
  SECTION("an uncertainty that is not a number") {
    result.standard_uncertainty = std::numeric_limits<double>::quiet_NaN();
    CHECK(reason(result) == "it has no stated uncertainty");
  }
  SECTION("a value that is not a number") {
    result.value = std::numeric_limits<double>::quiet_NaN();
    CHECK_THAT(reason(result), contains_text("not a number"));
    result.value = std::numeric_limits<double>::infinity();
    CHECK_THAT(reason(result), contains_text("not a number"));
  }
  SECTION("an interval beside its value") {
    result.interval = {91, 94};
    CHECK_THAT(reason(result), contains_text("does not hold its value"));
    result.interval = {std::numeric_limits<double>::quiet_NaN(), 94};
    CHECK_THAT(reason(result), contains_text("does not hold its value"));
  }
  SECTION("an interval without width") {
    result.interval = {90, 90};
    CHECK(reason(result) == "it has no stated uncertainty");
  }
  SECTION("an interval that covers too little") {
    result.coverage_probability = 0.68;
    CHECK_THAT(reason(result), contains_text("68 % instead of 95 %"));
  }
}

TEST_CASE("A limit of the uncertainty is compared simply, by its own rule") {
  Limit limit = width_limit();
  limit.judged = Judged::relative_expanded_uncertainty;
  limit.value = 3.125;  // 1/32: exact
  limit.unit = "%";
  CHECK(std::string(rule_of(limit)) == "simple comparison of the stated uncertainty");
  CHECK(std::string(rule_of(width_limit())) == "guarded w=U, ILAC-G8:09/2019");

  CHECK(judged_number(limit, result_of(32, 1, "um")) == 3.125);
  const Decision met = decide(limit, result_of(32, 1, "um"));
  CHECK(met.verdict == Verdict::pass);
  CHECK(met.guard_band == 0);
  CHECK(met.conformance_probability == 1);
  const Decision missed = decide(limit, result_of(32, 1.125, "um"));
  CHECK(missed.verdict == Verdict::fail);
  CHECK(missed.conformance_probability == 0);
  CHECK(decide(limit, result_of(0, 0.1, "um")).verdict == Verdict::fail);
  CHECK(decide(limit, result_of(32, 0, "um")).verdict == Verdict::not_decidable);

  MeasurementResult lopsided = result_of(-4, 0.01, "um");
  lopsided.interval = {-4.01, -3.9};
  CHECK_THAT(judged_number(limit, lopsided), WithinAbs(2.5, 1e-12));
}
