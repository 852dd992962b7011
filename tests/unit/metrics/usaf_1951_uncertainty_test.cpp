// SPDX-License-Identifier: Apache-2.0
// How often the intervals hold the truth; the full statistics are in docs/methods/usaf_1951.md.
#include "suite/metrics/usaf_1951.hpp"
#include "targets/exact/bar_target.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

using namespace etalon;
using namespace etalon::targets;
using namespace etalon::test;
using Catch::Matchers::WithinRel;

TEST_CASE("intervals of the limit and of the pixel size hold the truth", "[metrics][long]") {
  constexpr int kDraws = 60;
  for (const double level : {20000.0, 1000.0}) {
    std::map<std::string, int> covered;
    std::map<std::string, double> bias;
    std::mt19937 generator(7);
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::normal_distribution<double> normal(0, 1);
    for (std::uint64_t seed = 1; seed <= kDraws; ++seed) {
      BarTargetImage image;
      image.width = 320;
      image.height = 300;
      image.pixel = um(0.9);
      image.angle = deg(10 * uniform(generator));
      image.x = um(5 * uniform(generator));
      image.y = um(5 * uniform(generator));
      image.geometry = {{"first_group", "6"}, {"last_group", "7"}};
      image.blur = {{1, um(1.65 + 0.15 * uniform(generator))}};
      image.bright = electrons(level);
      const double target_error = 1 + 5e-4 * normal(generator);
      Observation observation = observation_of(exposed(render(image), seed));
      observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.9)}};
      const Evaluation e = measured(observation, {{"target_uncertainty", "0.05 %"}}, "usaf_1951");
      const auto count = [&](const std::string& measurand, double truth) {
        const MeasurementResult* r = find_result(e, measurand);
        if (r == nullptr) return;  // refused; not counted as covered
        bias[measurand] += (r->value / truth - 1) / kDraws;
        if (r->interval.lower <= truth && truth <= r->interval.upper) ++covered[measurand];
      };
      // True lengths of the target are those nominal ones times its error.
      count("resolution_limit_v", true_bar_limit(image, 64, 0.2) / target_error);
      count("pixel_size_x", 0.9 * target_error);
      count("pixel_size_y", 0.9 * target_error);
    }
    for (const auto& [measurand, count] : covered) {
      INFO(measurand << " at " << level << " e, bias " << bias[measurand]);
      CHECK(count >= 52);  // 57 expected; three standard deviations less
      CHECK(std::abs(bias[measurand]) < (measurand == "resolution_limit_v" ? 4e-3 : 3e-4));
    }
  }
}

TEST_CASE("the target's own uncertainty enters in full, by its certificate", "[metrics]") {
  BarTargetImage image;
  image.geometry = {{"first_group", "6"}, {"last_group", "8"}};
  image.blur = {{1, um(0.9)}};
  Observation observation = observation_of(noise_free(render(image)));
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.5)}};
  const Evaluation e = measured(
      observation, {{"target_uncertainty", "1 %"}, {"certificate", "PTB 17"}}, "usaf_1951");
  for (const char* measurand : {"resolution_limit_v", "smallest_line_v", "pixel_size_x"}) {
    const MeasurementResult& r = result_of(e, measurand);
    const auto part = std::find_if(r.budget.begin(), r.budget.end(), [](const auto& c) {
      return c.source == "lengths of the target";
    });
    REQUIRE(part != r.budget.end());
    CHECK(part->input == "PTB 17");
    CHECK_THAT(part->contribution(), WithinRel(0.01 * r.value, 1e-9));
  }
  CHECK_FALSE(has_caveat(e, "usaf_1951.target_uncertainty_unknown"));
  const MeasurementResult& in_pixels = result_of(e, "resolution_limit_v_px");
  CHECK(std::none_of(in_pixels.budget.begin(), in_pixels.budget.end(),
                     [](const auto& c) { return c.source == "lengths of the target"; }));
}
