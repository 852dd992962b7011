// SPDX-License-Identifier: Apache-2.0
#include "protocols/scale_of_run.hpp"

#include "tests/support/catch.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::protocols;

namespace {

/// 0.25 um with 3 nm of its own and 4 nm from the certificate: 5 nm together.
MeasurementResult side(const std::string& measurand, double value) {
  BudgetComponent own;
  own.source = "regression";
  own.standard_uncertainty = 0.003;
  BudgetComponent certificate;
  certificate.source = "pitch of the ruler";
  certificate.input = "certificate 17";
  certificate.type = EvaluationType::B;
  certificate.standard_uncertainty = 0.004;
  return estimate_from_budget(measurand, value, "um", {own, certificate});
}

Evaluation measured(const std::vector<MeasurementResult>& results) {
  Evaluation evaluation;
  evaluation.metric = "pixel_size";
  evaluation.results = results;
  return evaluation;
}

}  // namespace

TEST_CASE("A measured pixel size is a scale that says which part of it the certificate shares",
          "[protocols]") {
  const auto scale = scale_from(measured({side("pixel_size_x", 0.25)}));
  REQUIRE(scale);
  CHECK(scale->value.per_px.in(um) == Approx(0.25));
  CHECK(scale->standard_uncertainty->per_px.in(um) == Approx(0.005));
  CHECK(scale->id == "certificate 17");
  CHECK(scale->shared_variance == Approx(16.0 / 25.0));
}

TEST_CASE("The difference of the two axes is a component of their mean", "[protocols]") {
  const auto scale = scale_from(measured({side("pixel_size_x", 0.25), side("pixel_size_y", 0.27)}));
  REQUIRE(scale);
  CHECK(scale->value.per_px.in(um) == Approx(0.26));
  // Half-width 0.01 um, rectangular.
  CHECK(scale->standard_uncertainty->per_px.in(um) ==
        Approx(std::hypot(0.005, 0.01 / std::sqrt(3.0))));
  CHECK(scale->shared_variance < 16.0 / 25.0);
}

TEST_CASE("A ruler of unknown uncertainty gives a scale of unknown uncertainty", "[protocols]") {
  auto result = side("pixel_size_x", 0.25);
  result.caveats.push_back({"pixel_size.pitch_uncertainty_unknown", ""});
  const auto scale = scale_from(measured({result}));
  REQUIRE(scale);
  CHECK_FALSE(scale->standard_uncertainty);
  CHECK_FALSE(scale_from(measured({})));
  auto other = measured({side("pixel_size_x", 0.25)});
  other.metric = "slanted_edge";
  CHECK_FALSE(scale_from(other));
}

TEST_CASE("A component is split into what its input shares and what is its own", "[protocols]") {
  BudgetComponent whole;
  whole.input = "certificate 17";
  whole.standard_uncertainty = 5;
  whole.sensitivity = -2;
  const Budget parts = split_by_input(whole, 16.0 / 25.0);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].input == "certificate 17");
  CHECK(parts[0].standard_uncertainty == Approx(4));
  CHECK(parts[1].input.empty());
  CHECK(parts[1].standard_uncertainty == Approx(3));
  CHECK(parts[1].sensitivity == -2);
  CHECK(combined_standard_uncertainty(parts) == Approx(combined_standard_uncertainty({whole})));
  CHECK(split_by_input(whole, 1).size() == 1);
  CHECK(split_by_input(whole, 0).front().input.empty());
}
