// SPDX-License-Identifier: Apache-2.0
#include "suite/core/measurement_result.hpp"

#include "tests/support/catch.hpp"

#include <cmath>

using namespace etalon;
using Catch::Matchers::WithinRel;

namespace {

Budget mixed_budget() {
  BudgetComponent noise;
  noise.source = "noise";
  noise.standard_uncertainty = 0.003;
  noise.degrees_of_freedom = 4;
  BudgetComponent scale;
  scale.source = "pixel size";
  scale.input = "certificate-7";
  scale.type = EvaluationType::B;
  scale.standard_uncertainty = 0.002;
  scale.sensitivity = -2;
  return {noise, scale};
}

}  // namespace

TEST_CASE("an estimate takes uncertainty and interval from its budget") {
  const auto result = estimate_from_budget("mtf50", 0.25, "cycles/px", mixed_budget());
  CHECK(result.measurand == "mtf50");
  CHECK(result.unit == "cycles/px");
  CHECK(result.kind == ResultKind::estimate);
  CHECK(result.coverage_probability == 0.95);
  CHECK(result.n == 1);
  CHECK_THAT(result.standard_uncertainty, WithinRel(0.005, 1e-12));
  CHECK_THAT(result.degrees_of_freedom, WithinRel(4 * 625.0 / 81.0, 1e-12));
  CHECK(result.interval ==
        coverage_interval(0.25, result.standard_uncertainty, result.degrees_of_freedom));
  CHECK(result.budget == mixed_budget());
}

TEST_CASE("a change of unit scales the interval and keeps the degrees of freedom") {
  const auto result = estimate_from_budget("mtf50", 0.25, "cycles/px", mixed_budget());
  for (const double factor : {4000.0, -1.0}) {
    const auto changed =
        estimate_from_budget("mtf50", 0.25 * factor, "cycles/mm", scaled(mixed_budget(), factor));
    CHECK_THAT(changed.standard_uncertainty, WithinRel(0.005 * std::abs(factor), 1e-12));
    CHECK_THAT(changed.degrees_of_freedom, WithinRel(result.degrees_of_freedom, 1e-12));
    CHECK(changed.budget[1].standard_uncertainty == 0.002);  // of the input, in the input's unit
    CHECK(changed.budget[1].sensitivity == -2 * factor);
    CHECK(changed.budget[1].input == "certificate-7");
  }
}
