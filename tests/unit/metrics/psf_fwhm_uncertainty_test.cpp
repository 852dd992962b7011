// SPDX-License-Identifier: Apache-2.0
// What enters the budget, and how often intervals hold the truth. The full statistics are in
// docs/methods/psf_fwhm.md.
#include "suite/metrics/psf_fwhm.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/psf_images.hpp"

#include <algorithm>
#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kFwhm = 2.3548200450309493;

const BudgetComponent* part(const MeasurementResult& result, const std::string& source) {
  const auto found = std::find_if(result.budget.begin(), result.budget.end(),
                                  [&](const auto& c) { return c.source == source; });
  return found == result.budget.end() ? nullptr : &*found;
}

struct Statistics {
  double bias = 0;
  double covered = 0;
  double used = 0;
};

/// Noise and the beads' own widths are drawn anew.
Statistics draw(double peak, double beads_differ_by, const std::string& measurand, double truth,
                int draws) {
  Statistics statistics;
  for (int seed = 1; seed <= draws; ++seed) {
    std::mt19937 generator(static_cast<unsigned>(seed));
    std::normal_distribution<double> normal(0, 1);
    BeadStack stack = sixteen_beads(peak);
    for (StackBead& bead : stack.beads) bead.width = 1 + beads_differ_by * normal(generator);
    const Evaluation e =
        measured(stack_of(exposed_stack(stack, static_cast<std::uint64_t>(seed))), {}, "psf_fwhm");
    const MeasurementResult& x = result_of(e, measurand);
    statistics.bias += (x.value / truth - 1) / draws;
    if (x.interval.lower <= truth && truth <= x.interval.upper) statistics.covered += 1.0 / draws;
    statistics.used += static_cast<double>(x.n) / draws;
  }
  return statistics;
}

}  // namespace

TEST_CASE("beads: the interval holds the truth in 95 of 100 stacks", "[metrics][long]") {
  constexpr int kDraws = 100;
  for (const double peak : {200.0, 5000.0}) {
    for (const double differ : {0.0, 0.02}) {
      const Statistics drawn = draw(peak, differ, "fwhm_x", kFwhm * 0.15, kDraws);
      INFO("peak " << peak << ", beads differ by " << differ << ": bias " << drawn.bias
                   << ", covered " << drawn.covered);
      CHECK(drawn.covered >= 0.885);  // three standard deviations of 100 draws below 95 %
      CHECK(std::abs(drawn.bias) < 0.004);
      CHECK(drawn.used > 15.5);
    }
  }
}

TEST_CASE("round beads are not made long by noise", "[metrics][long]") {
  for (const double peak : {150.0, 2000.0}) {
    const Statistics drawn = draw(peak, 0, "asymmetry", 1, 60);
    INFO("peak " << peak << ": bias " << drawn.bias << ", covered " << drawn.covered);
    CHECK(drawn.covered >= 0.9);
    CHECK(drawn.bias < (peak < 1000 ? 0.03 : 0.008));
  }
}

TEST_CASE("what beads differ by is told apart from their noise", "[metrics]") {
  BeadStack stack = sixteen_beads(20000);
  for (std::size_t i = 0; i < stack.beads.size(); ++i)
    stack.beads[i].width = 1 + (i % 2 == 0 ? 0.02 : -0.02);
  const Evaluation e = measured(stack_of(exposed_stack(stack, 1)), {}, "psf_fwhm");
  const MeasurementResult& x = result_of(e, "fwhm_x_px");
  REQUIRE(part(x, "between beads") != nullptr);
  // +-2 % on sixteen beads.
  CHECK_THAT(part(x, "between beads")->contribution(),
             WithinRel(0.02 * kFwhm * 1.5 / std::sqrt(15.0), 0.05));
  CHECK(part(x, "noise")->contribution() < 0.2 * part(x, "between beads")->contribution());
  CHECK_THAT(x.degrees_of_freedom, WithinRel(15.0, 1e-6));
}

TEST_CASE("scale, bead and dye enter in full", "[metrics]") {
  Observation observation = stack_of(exposed_stack(sixteen_beads(20000), 1));
  observation.references.bead_diameter =
      Uncertain<Length>{.value = um(0.1), .standard_uncertainty = um(0.005), .id = "beads lot 3"};
  const Evaluation e = measured(observation, {{"dye", "unknown"}}, "psf_fwhm");
  const MeasurementResult& x = result_of(e, "fwhm_x");
  REQUIRE(part(x, "pixel size") != nullptr);
  CHECK_THAT(part(x, "pixel size")->contribution(), WithinRel(x.value * 1e-4, 1e-6));
  CHECK(part(x, "pixel size")->input == "ruler");
  CHECK_THAT(part(result_of(e, "fwhm_z"), "axial step")->contribution(),
             WithinRel(result_of(e, "fwhm_z").value * 1e-4, 1e-6));
  const MeasurementResult& c = result_of(e, "fwhm_x_corrected");
  // F^2 = read^2 - c d^2: dF/dd = -c d/F, c between 8 ln 2/20 and 8 ln 2/12.
  const double middle = 0.5 * (0.277259 + 0.462098);
  REQUIRE(part(c, "bead diameter") != nullptr);
  CHECK_THAT(part(c, "bead diameter")->contribution(),
             WithinRel(middle * 0.1 / c.value * 0.005, 0.05));
  CHECK(part(c, "bead diameter")->input == "beads lot 3");
  REQUIRE(part(c, "place of the dye") != nullptr);
  CHECK_THAT(part(c, "place of the dye")->contribution(),
             WithinRel(0.5 * (0.462098 - 0.277259) * 0.01 / (2 * c.value) / std::sqrt(3.0), 0.05));
  CHECK(part(c, "weights of the fit") != nullptr);
}
