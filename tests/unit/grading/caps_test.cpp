// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/caps.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/grading/examples.hpp"

using namespace etalon;
using namespace etalon::grading;
using etalon::test::result_of;
using etalon::test::with_caveat;
using Codes = std::vector<std::string>;

namespace {
const Circumstances kGoodSlide{"chrome_edge", Tier::traceable, 0.4};
}

TEST_CASE("A clean result keeps the tier of its slide") {
  const Codes caps = caps_of(result_of(1, 0.1), kGoodSlide);
  CHECK(caps.empty());
  CHECK(capped(Tier::traceable, caps) == Tier::traceable);
  CHECK(capped(Tier::comparable, caps) == Tier::comparable);
  CHECK(capped(Tier::indicative, caps) == Tier::indicative);
}

TEST_CASE("Each of these caveats holds the tier at indicative, whatever metric says it") {
  const std::string reason = GENERATE(
      "transfer_unknown", "transfer_encoded", "lossy", "processed", "overshoot", "black_clipped",
      "undersampled", "condenser_na_unknown", "partially_coherent", "razor_blade_high_na",
      "structure", "pixel_size_nominal", "pixel_size_uncertainty_unknown",
      "input_uncertainty_unknown", "pitch_uncertainty_unknown", "numbering_ambiguous");
  const std::string metric = GENERATE("slanted_edge.", "pixel_size.");
  const Codes caps = caps_of(with_caveat(result_of(1, 0.1), metric + reason), kGoodSlide);
  CHECK(caps == Codes{reason});
  CHECK(capped(Tier::traceable, caps) == Tier::indicative);
}

TEST_CASE("Other caveats cap nothing, and none counts twice") {
  CHECK(caps_of(with_caveat(result_of(1, 0.1), "slanted_edge.curved_edge"), kGoodSlide).empty());
  const auto twice = with_caveat(with_caveat(result_of(1, 0.1), "a.lossy"), "b.lossy");
  CHECK(caps_of(twice, kGoodSlide) == Codes{"lossy"});
}

TEST_CASE("A slide that nobody named is a cap") {
  CHECK(caps_of(result_of(1, 0.1), {"", Tier::traceable, 0.4}) == Codes{"slide_unknown"});
}

TEST_CASE("A razor blade is good enough up to NA 0.3") {
  const auto caps = [](std::optional<double> na) {
    return caps_of(result_of(1, 0.1), {"razor_blade", Tier::comparable, na});
  };
  CHECK(caps(0.25).empty());
  CHECK(caps(0.3).empty());
  CHECK(caps(0.31) == Codes{"razor_blade_high_na"});
  CHECK(caps(std::nullopt) == Codes{"razor_blade_na_unknown"});
  const auto said_by_metric = with_caveat(result_of(1, 0.1), "slanted_edge.razor_blade_high_na");
  CHECK(caps_of(said_by_metric, {"razor_blade", Tier::comparable, 0.5}) ==
        Codes{"razor_blade_high_na"});
}

TEST_CASE("Without a dark frame nothing is graded; better than physics allows is not decided") {
  const auto no_dark = refusal_of(with_caveat(result_of(60, 1), "field_uniformity.no_dark"));
  REQUIRE(no_dark);
  CHECK(no_dark->verdict == Verdict::not_measured);
  CHECK(no_dark->reason == "measured without a dark frame or known offset");
  const auto above = refusal_of(with_caveat(result_of(2, 0.1), "slanted_edge.above_ideal"));
  REQUIRE(above);
  CHECK(above->verdict == Verdict::not_decidable);
  CHECK(!refusal_of(with_caveat(result_of(60, 1), "field_uniformity.lossy")));
}
