// SPDX-License-Identifier: Apache-2.0
// Known places of a rendered texture, and what their scatter is by arithmetic.
#include "suite/metrics/stage_repeatability.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/stage_images.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr const char* kMetric = "stage_repeatability";

/// Of both sides in turn: neither their means nor a drift see them.
const std::vector<double> kErrors{0.6, 0.4, -0.6, -0.4, -0.6, -0.4, 0.6, 0.4};

StageScene scene_of(const AwayAndBack& test) { return {.stops = away_and_back(test)}; }

Evaluation evaluated(const StageScene& scene, const OptionTexts& options = {},
                     std::uint64_t seed = 1) {
  return measured(stage_observation(scene, seed), options, kMetric);
}

}  // namespace

TEST_CASE("scatter and backlash of known returns come out", "[stage]") {
  StageScene scene = scene_of({.each = 4, .errors_x = kErrors, .backlash_px = 2});
  scene.noise = false;
  const auto e = evaluated(scene);
  INFO(described(e));
  // From below 0.6 rms, from above 0.4 rms, each about a mean of zero: four errors, three degrees
  // of freedom less half of that of the drift.
  CHECK_THAT(result_of(e, "backlash_x_px").value, WithinAbs(2, 0.05));
  CHECK_THAT(result_of(e, "backlash_y_px").value, WithinAbs(2, 0.01));
  const double within = (4 * 0.36 + 4 * 0.16) / 5;
  CHECK_THAT(result_of(e, "repeatability_x_px").value,
             WithinRel(std::sqrt((5 * within + 8) / 6), 0.03));
  CHECK_THAT(result_of(e, "repeatability_x_px", {{"approach", "+x"}}).value,
             WithinRel(std::sqrt(4 * 0.36 / 2.5), 0.03));
  CHECK_THAT(result_of(e, "repeatability_x_px", {{"approach", "-x"}}).value,
             WithinRel(std::sqrt(4 * 0.16 / 2.5), 0.03));
  CHECK_THAT(result_of(e, "repeatability_x").value,
             WithinRel(kStagePixelUm * result_of(e, "repeatability_x_px").value, 1e-9));
  CHECK(result_of(e, "repeatability_x").interval.upper - result_of(e, "repeatability_x").value >
        result_of(e, "repeatability_x").value - result_of(e, "repeatability_x").interval.lower);
  CHECK(has_caveat(e, "stage_repeatability.axes_assumed"));
  CHECK(has_caveat(e, "stage_repeatability.few_approaches"));
}

TEST_CASE("figures of ISO 230-2 are full widths", "[stage]") {
  StageScene scene = scene_of({.each = 4, .errors_x = kErrors, .backlash_px = 2});
  scene.noise = false;
  const auto sd = evaluated(scene);
  const auto iso = evaluated(scene, {{"method", "stage_repeatability/iso230_2"}});
  INFO(described(iso));
  CHECK(iso.method == "stage_repeatability/iso230_2");
  const double up = result_of(sd, "repeatability_x_px", {{"approach", "+x"}}).value;
  const double down = result_of(sd, "repeatability_x_px", {{"approach", "-x"}}).value;
  CHECK_THAT(result_of(iso, "repeatability_x_px", {{"approach", "+x"}}).value,
             WithinRel(4 * up, 1e-9));
  CHECK_THAT(result_of(iso, "repeatability_x_px").value,
             WithinRel(2 * up + 2 * down + std::abs(result_of(sd, "backlash_x_px").value), 1e-9));
  // By the standard itself: s of four errors with three degrees of freedom.
  CHECK_THAT(result_of(iso, "iso_bidirectional_x_px").value,
             WithinRel(2 * std::sqrt(4 * 0.36 / 3) + 2 * std::sqrt(4 * 0.16 / 3) + 2, 0.03));
  CHECK_THAT(result_of(iso, "iso_reversal_x_px").value, WithinAbs(2, 0.05));
}

TEST_CASE("a steady drift is taken out and stated", "[stage]") {
  StageScene scene =
      scene_of({.each = 5, .errors_x = kErrors, .errors_y = kErrors, .drift_px_per_s = 0.03});
  scene.noise = false;
  const auto e = evaluated(scene);
  INFO(described(e));
  const auto& drift = result_of(e, "drift_x_px");
  CHECK_THAT(drift.value, WithinAbs(0.03 * 180, 3 * drift.standard_uncertainty));
  CHECK(result_of(e, "repeatability_x_px").value < 0.8);
  CHECK(result_of(e, "repeatability_with_drift_x_px").value > 1.5);
  CHECK(has_caveat(e, "stage_repeatability.drift_dominates"));
}

TEST_CASE("a stage without motor is measured from its images alone", "[stage]") {
  StageScene scene;
  std::mt19937_64 generator(2);
  std::normal_distribution<double> normal(0, 1.5);
  for (int i = 0; i < 12; ++i) {
    StageStop stop;
    stop.at_x_px = normal(generator);
    stop.at_y_px = normal(generator);
    scene.stops.push_back(stop);
  }
  scene.commanded = scene.timed = scene.pixel_size = false;
  const auto e = evaluated(scene);
  INFO(described(e));
  CHECK_THAT(result_of(e, "repeatability_x_px").value, WithinAbs(1.5, 0.9));
  CHECK(find_result(e, "repeatability_x") == nullptr);
  CHECK(find_result(e, "backlash_x_px") == nullptr);
  for (const char* code : {"approach_unknown", "time_unknown", "pixel_size_unknown"})
    CHECK(has_caveat(e, std::string("stage_repeatability.") + code));
}

TEST_CASE("places whose fields overlap give scale and axes", "[stage]") {
  // The camera is turned by 10 degrees and the stage goes 2 % too far along x.
  const double turn = 10 / 57.29577951308232;
  StageScene scene;
  scene.noise = false;
  scene.size = 128;
  const double places[][2] = {{0, 0}, {6, 0}, {6, 6}, {0, 6}};
  for (int i = 0; i < 20; ++i) {
    // There and back along the square, so that both axes are approached from both sides.
    const int corner = i % 8 < 4 ? i % 8 : 7 - i % 8;
    StageStop stop{places[corner][0], places[corner][1], 0, 0, 5.0 * i};
    const double x = 1.02 * stop.x_um / kStagePixelUm + (i % 3 - 1) * 0.1;
    const double y = stop.y_um / kStagePixelUm;
    stop.at_x_px = x * std::cos(turn) - y * std::sin(turn);
    stop.at_y_px = x * std::sin(turn) + y * std::cos(turn);
    scene.stops.push_back(stop);
  }
  const auto e = evaluated(scene);
  INFO(described(e));
  CHECK_THAT(result_of(e, "scale_error_x").value, WithinAbs(2, 0.7));
  CHECK_THAT(result_of(e, "scale_error_y").value, WithinAbs(0, 0.3));
  CHECK_THAT(result_of(e, "accuracy_x").value, WithinAbs(0.02 * 6, 0.08));
  CHECK_FALSE(has_caveat(e, "stage_repeatability.axes_assumed"));
  CHECK(result_of(e, "localisation_x_px").value < 0.02);
  // Without a pixel size nobody can tell a true overlap from one by chance.
  scene.pixel_size = false;
  CHECK(has_caveat(evaluated(scene), "stage_repeatability.axes_assumed"));
}

TEST_CASE("play is no error of the scale where a line ends", "[stage]") {
  // Of five places 2 um apart the ends are reached from one side only: 4 px of play would make the
  // line 4 px of 16 too short.
  StageScene scene;
  scene.noise = false;
  scene.size = 160;
  const int order[] = {0, 1, 2, 3, 4, 3, 2, 1};
  for (int i = 0; i < 41; ++i) {
    StageStop stop{2.0 * order[i % 8], 0, 0, 0, 5.0 * i};
    const bool upwards = i == 0 || order[i % 8] > order[(i + 7) % 8];
    stop.at_x_px = stop.x_um / kStagePixelUm + (upwards ? -2 : 2);
    scene.stops.push_back(stop);
  }
  const auto e = evaluated(scene);
  INFO(described(e));
  CHECK_THAT(result_of(e, "backlash_x_px").value, WithinAbs(-4, 0.02));
  const auto& error = result_of(e, "scale_error_x");
  CHECK_THAT(error.value, WithinAbs(0, 0.1));
  CHECK(error.standard_uncertainty < 0.3);
  // ISO 230-2 has the play in it.
  CHECK_THAT(result_of(e, "accuracy_x").value, WithinAbs(2, 0.05));
}

TEST_CASE("intervals of five and of twenty returns hold the truth", "[stage][long]") {
  for (const int each : {5, 10}) {
    constexpr int kRuns = 60;
    constexpr double kScatter = 0.5;
    constexpr double kBacklash = 0.8;
    int scatter = 0;
    int backlash = 0;
    for (int run = 0; run < kRuns; ++run) {
      std::mt19937_64 generator(static_cast<std::uint64_t>(100 * each + run));
      std::normal_distribution<double> normal(0, kScatter);
      AwayAndBack test{.each = each, .backlash_px = kBacklash, .drift_px_per_s = 0.002};
      for (int i = 0; i < 2 * each; ++i) {
        test.errors_x.push_back(normal(generator));
        test.errors_y.push_back(normal(generator));
      }
      StageScene scene = scene_of(test);
      scene.size = 64;
      const auto e = evaluated(scene, {}, static_cast<std::uint64_t>(run));
      const double n = each;
      const double truth =
          std::sqrt(kScatter * kScatter + n / 2 * kBacklash * kBacklash / (2 * n - 2));
      const auto& r = result_of(e, "repeatability_x_px");
      const auto& b = result_of(e, "backlash_y_px");
      scatter += r.interval.lower <= truth && truth <= r.interval.upper;
      backlash += b.interval.lower <= kBacklash && kBacklash <= b.interval.upper;
    }
    INFO(each << " from each side: " << scatter << ", " << backlash);
    CHECK(scatter >= 53);  // 95 % of 60 less 2.4 standard deviations
    CHECK(backlash >= 53);
  }
}
