// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/judge.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/grading/examples.hpp"

using namespace etalon;
using namespace etalon::grading;
using etalon::test::contains_text;
using etalon::test::evenness_limit;
using etalon::test::input_of;
using etalon::test::result_of;
using etalon::test::with_caveat;

namespace {

MeasurementResult of_plane(double value, double expanded, const std::string& plane) {
  MeasurementResult result = result_of(value, expanded);
  result.subject = {{"plane", plane}};
  return result;
}

Judgement judged(const std::vector<GradedInput>& inputs) {
  return judge(evenness_limit(), inputs, std::nullopt);
}

}  // namespace

TEST_CASE("A judgement says what was judged, by which method, with which guard band") {
  const Judgement judgement = judged({input_of(result_of(60, 4))});
  CHECK(judgement.verdict == Verdict::pass);
  CHECK(judgement.limit == evenness_limit());
  CHECK(judgement.result == result_of(60, 4));
  CHECK(judgement.method == "field_uniformity/spline_surface v1");
  CHECK(judgement.guard_band == 4);
  CHECK(judgement.conformance_probability > 0.999);
  CHECK(judgement.tier == Tier::traceable);
  CHECK(judgement.caps.empty());
  CHECK(judgement.reason.empty());
}

TEST_CASE("What was not measured is not judged") {
  Judgement judgement = judged({});
  CHECK(judgement.verdict == Verdict::not_measured);
  CHECK(!judgement.result);
  CHECK(judgement.reason == "no result of field_uniformity in this run");

  GradedInput other = input_of(result_of(60, 4));
  SECTION("another metric with a measurand of that name") {
    other.metric = "something_else";
    CHECK(judged({other}).reason == "no result of field_uniformity in this run");
  }
  SECTION("another measurand") {
    other.results[0].measurand = "cv";
    CHECK(judged({other}).verdict == Verdict::not_measured);
    CHECK(judged({other}).reason.starts_with("something that it needs is not known"));
  }
  SECTION("a failure, in the metric's own words") {
    other.results.clear();
    other.failures = {
        {"field_uniformity.saturated", "the middle is at full scale", "Expose less."}};
    CHECK(judged({other}).reason == "the middle is at full scale → Expose less.");
    other.failures[0].advice.clear();
    CHECK(judged({other}).reason == "the middle is at full scale");
  }
}

TEST_CASE("Unlike methods are never judged by each other's limits") {
  GradedInput other = input_of(result_of(60, 4));
  other.method = "field_uniformity/min_max";
  Judgement judgement = judged({other});
  CHECK(judgement.verdict == Verdict::not_measured);
  CHECK(judgement.reason ==
        "measured by field_uniformity/min_max v1; the limit is for "
        "field_uniformity/spline_surface v1: unlike methods are never judged by each other's "
        "limits");
  SECTION("another version is another method") {
    other = input_of(result_of(60, 4));
    other.method_version = 2;
    CHECK_THAT(judged({other}).reason, contains_text("spline_surface v2; the limit is for"));
  }
  SECTION("a like one beside it is judged") {
    judgement = judged({other, input_of(result_of(70, 4))});
    CHECK(judgement.verdict == Verdict::pass);
    CHECK(judgement.result->value == 70);
  }
  SECTION("another unit") {
    judgement = judged({input_of(result_of(0.6, 0.04, "1"))});
    CHECK(judgement.verdict == Verdict::not_measured);
    CHECK(judgement.reason == "measured in 1; the limit is in %");
  }
}

TEST_CASE("The whole image comes before its parts") {
  GradedInput input = input_of(of_plane(30, 2, "red"));
  input.results.push_back(result_of(60, 4));
  CHECK(judged({input}).result->value == 60);
  CHECK(judged({input_of(of_plane(30, 2, "red")), input_of(result_of(60, 4))}).result->value == 60);
}

TEST_CASE("Of several of equal rank the worst decides") {
  GradedInput input = input_of(of_plane(60, 4, "red"));
  input.results.push_back(of_plane(52, 4, "green"));
  input.results.push_back(of_plane(58, 4, "blue"));
  SECTION("by its verdict") {
    const Judgement judgement = judged({input});
    CHECK(judgement.verdict == Verdict::conditional_pass);
    CHECK(judgement.result->subject.at("plane") == "green");
  }
  SECTION("one that cannot be decided outweighs those that pass") {
    input.results.push_back(of_plane(90, 25, "infrared"));
    CHECK(judged({input}).verdict == Verdict::not_decidable);
  }
  SECTION("one that fails outweighs it") {
    input.results.push_back(of_plane(90, 25, "infrared"));
    input.results.push_back(of_plane(40, 4, "violet"));
    CHECK(judged({input}).verdict == Verdict::fail);
  }
  SECTION("of equal verdicts the less probable conformance") {
    input.results[1] = of_plane(57, 6, "green");
    CHECK(judged({input}).verdict == Verdict::pass);
    CHECK(judged({input}).result->subject.at("plane") == "green");
  }
}

TEST_CASE("A result without dark is shown but not graded") {
  const Judgement judgement =
      judged({input_of(with_caveat(result_of(90, 4), "field_uniformity.no_dark"))});
  CHECK(judgement.verdict == Verdict::not_measured);
  CHECK(judgement.reason == "measured without a dark frame or known offset");
  REQUIRE(judgement.result);
  CHECK(judgement.result->value == 90);
}

TEST_CASE("A grade has the verdict and tier of its required limits, and the profile's words") {
  Profile profile{"screening",       "1", "0123", "Screening", {"counting cells"}, "",
                  {evenness_limit()}};
  Limit noise = evenness_limit();
  noise.id = "noise";
  noise.metric = "camera_noise";
  noise.required = false;
  profile.limits.push_back(noise);

  const auto capped = with_caveat(result_of(60, 4), "field_uniformity.lossy");
  Grade grade = judge(profile, {input_of(capped)}, std::nullopt);
  CHECK(grade.profile == "screening");
  CHECK(grade.profile_version == "1");
  CHECK(grade.profile_sha256 == "0123");
  CHECK(grade.title == "Screening");
  CHECK(grade.fit_for == std::vector<std::string>{"counting cells"});
  CHECK(grade.rule == "guarded w=U, ILAC-G8:09/2019");
  REQUIRE(grade.judgements.size() == 2);
  CHECK(grade.judgements[0].caps == std::vector<std::string>{"lossy"});
  CHECK(grade.judgements[1].verdict == Verdict::not_measured);
  CHECK(grade.verdict == Verdict::pass);
  CHECK(grade.tier == Tier::indicative);

  profile.limits[1].required = true;
  grade = judge(profile, {input_of(result_of(60, 4))}, std::nullopt);
  CHECK(grade.verdict == Verdict::not_decidable);
}

TEST_CASE("The NA of the lens and the slide of the step reach the caps") {
  GradedInput input = input_of(result_of(60, 4));
  input.slide = "razor_blade";
  CHECK(judge(evenness_limit(), {input}, 0.5).caps ==
        std::vector<std::string>{"razor_blade_high_na"});
  CHECK(judge(evenness_limit(), {input}, 0.2).tier == Tier::traceable);
}
