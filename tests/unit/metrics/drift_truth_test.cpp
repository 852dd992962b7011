// SPDX-License-Identifier: Apache-2.0
// Textures that creep by known parts of a pixel.
#include "suite/metrics/drift_figures.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drift_images.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Evaluation evaluated(const StageScene& scene, const OptionTexts& options = {},
                     std::uint64_t seed = 1) {
  return measured(stage_observation(scene, seed), options, "drift");
}

/// Twelve points in closed form, one a minute.
metrics::DriftTrack swings() {
  metrics::DriftTrack track;
  for (std::size_t i = 0; i < 12; ++i) {
    const auto j = static_cast<double>(i);
    track.all.push_back({.frame = i,
                         .time_s = 60 * j,
                         .flag = {},
                         .px = {0.3 * j + std::sin(1.7 * j * j), -0.1 * j + std::cos(2.3 * j * j)},
                         .u_px = {0.3, 0.4}});
  }
  track.points = track.all;
  return track;
}

const Curve& curve_of(const Evaluation& e, const std::string& name) {
  for (const Curve& curve : e.curves)
    if (curve.name == name) return curve;
  FAIL("no curve " << name);
  return e.curves.front();
}

}  // namespace

TEST_CASE("a texture that creeps steadily has its velocity in pixels and micrometres", "[drift]") {
  const auto e = evaluated(drift_scene({}));
  INFO(described(e));
  CHECK(e.failures.empty());
  for (const auto& [axis, truth] : {std::pair("x", 6.0), std::pair("y", -3.0)}) {
    const auto& in_pixels = result_of(e, std::string("drift_velocity_") + axis + "_px");
    const auto& in_micrometres = result_of(e, std::string("drift_velocity_") + axis);
    INFO(axis << " " << in_pixels.value << " +- " << in_pixels.standard_uncertainty);
    // 24 positions to 0.0053 px over 690 s: 0.019 px/h, three times.
    CHECK_THAT(in_pixels.value, WithinAbs(truth, 0.06));
    // A wander that does not show beside so few positions could add six times as much.
    CHECK(in_pixels.standard_uncertainty < 0.13);
    CHECK(in_pixels.unit == "px/h");
    CHECK(in_micrometres.unit == "um/h");
    CHECK_THAT(in_micrometres.value, WithinRel(kStagePixelUm * in_pixels.value, 1e-12));
    // The pixel size is known to 0.1 %.
    CHECK_THAT(in_micrometres.standard_uncertainty,
               WithinRel(kStagePixelUm *
                             std::hypot(in_pixels.standard_uncertainty, 0.001 * in_pixels.value),
                         1e-9));
  }
  const double in_hours = 23 * 30.0 / 3600;
  CHECK_THAT(result_of(e, "drift_speed_px").value, WithinAbs(std::hypot(6, 3), 0.3));
  CHECK_THAT(result_of(e, "displacement_px").value, WithinAbs(in_hours * std::hypot(6, 3), 0.05));
  CHECK(find_result(e, "displacement_1h") == nullptr);
  CHECK_THAT(result_of(e, "settling_time").value, WithinAbs(0, 1e-9));
  CHECK(e.items.size() == 24);
}

TEST_CASE("positions over time and the way are drawn from the first frame on", "[drift]") {
  StageScene scene = drift_scene({.noise = false});
  const auto e = evaluated(scene);
  const Curve& course = curve_of(e, "drift_position");
  CHECK(course.x_unit == "min");
  CHECK(course.y_unit == "um");
  CHECK(course.x.size() == 24);
  CHECK_THAT(course.x.back(), WithinAbs(11.5, 1e-9));
  CHECK_THAT(course.y.back(), WithinAbs(kStagePixelUm * 6 * 11.5 / 60, 0.002));
  const Curve& way = curve_of(e, "drift_trajectory");
  CHECK_THAT(way.y.back(), WithinAbs(-kStagePixelUm * 3 * 11.5 / 60, 0.002));
  // (v lag)^2 of a steady drift.
  const Curve& msd = curve_of(e, "drift_msd");
  CHECK(msd.y_unit == "um^2");
  CHECK_THAT(msd.y.back(),
             WithinRel(std::pow(kStagePixelUm * std::hypot(6, 3) * msd.x.back() / 60, 2), 0.02));
}

TEST_CASE("of a texture that only scatters the squared displacement is that of localisation",
          "[drift]") {
  const auto e = evaluated(
      drift_scene({.frames = 40, .x_px_per_h = 0, .y_px_per_h = 0, .level = 300, .size = 96}));
  const Curve& seen = curve_of(e, "drift_msd");
  const Curve& free = curve_of(e, "drift_msd_free");
  double left = 0;
  double all = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    left += free.y[i];
    all += seen.y[i];
  }
  INFO(left << " of " << all);
  // Forty positions know the variance to 16 %; the registration of small frames, to as much.
  CHECK(std::abs(left) < 0.45 * all);
  CHECK_THAT(result_of(e, "drift_velocity_x_px").value,
             WithinAbs(0, 3 * result_of(e, "drift_velocity_x_px").standard_uncertainty));
}

TEST_CASE("an image that settles first has the velocity of what remains", "[drift]") {
  const auto e = evaluated(drift_scene({.frames = 60, .settles_px = 3}));
  INFO(described(e));
  CHECK(has_caveat(e, "drift.settling"));
  const auto& x = result_of(e, "drift_velocity_x_px");
  CHECK(x.interval.lower < 6);
  CHECK(x.interval.upper > 6);
  CHECK(x.standard_uncertainty < 1);
  // 1.5 um, of which 0.2 um (and what is given for noise) are left after tau ln(7.5) = 363 s.
  const double settling = result_of(e, "settling_time").value;
  CHECK(settling > 200);
  CHECK(settling < 400);
  const auto wide = evaluated(drift_scene({.frames = 60, .settles_px = 3}), {{"band", "1 um"}});
  CHECK(result_of(wide, "settling_time").value < 120);
}

// By numpy.
TEST_CASE("mean squared displacements of known positions", "[drift]") {
  const std::vector<double> expected{2.0401119771517036, 3.0919772317977148, 3.236919132395526,
                                     4.256868966649806,  4.457945121611273,  4.008578449397447};
  const auto track = swings();
  const auto points = metrics::mean_squared_displacement(track);
  REQUIRE(points.size() == expected.size());
  for (std::size_t k = 0; k < expected.size(); ++k) {
    CHECK_THAT(points[k].squared, WithinRel(expected[k], 1e-12));
    CHECK_THAT(points[k].lag_s, WithinRel(60.0 * static_cast<double>(k + 1), 1e-12));
    CHECK_THAT(points[k].localisation, WithinRel(2 * (0.09 + 0.16), 1e-12));
  }
  CHECK_THAT(metrics::excursion_px(track), WithinRel(4.355606874023756, 1e-12));
  const double x = 0.5 * (track.points[3].px[0] + track.points[4].px[0]) - track.points[0].px[0];
  const double y = 0.5 * (track.points[3].px[1] + track.points[4].px[1]) - track.points[0].px[1];
  CHECK_THAT(*metrics::displacement_px(track, 210), WithinRel(std::hypot(x, y), 1e-12));
  CHECK_FALSE(metrics::displacement_px(track, 661).has_value());
}

TEST_CASE("displacement after an hour is told of series so long", "[drift]") {
  const auto e = evaluated(drift_scene({.frames = 22, .interval_s = 240}));
  CHECK_THAT(result_of(e, "displacement_1h_px").value, WithinAbs(std::hypot(6, 3), 0.05));
}

TEST_CASE("what lies still has the speed of its noise", "[drift][long]") {
  // Root sum of squares of two normal velocities: Rayleigh, sqrt(pi/2) times their standard
  // deviation. A line through 24 positions, one in 30 s, of error u has 3.54 u px/h along each
  // axis; that a wander is allowed for costs up to half more.
  double speed = 0;
  double reading = 0;
  double squares = 0;
  constexpr int kDraws = 60;
  for (int draw = 0; draw < kDraws; ++draw) {
    const auto e = evaluated(drift_scene({.x_px_per_h = 0, .y_px_per_h = 0}), {},
                             static_cast<std::uint64_t>(draw + 1));
    speed += result_of(e, "drift_speed_px").value / kDraws;
    for (const char* axis : {"x", "y"}) {
      reading += result_of(e, std::string("rms_") + axis + "_px").value / 2 / kDraws;
      squares += std::pow(result_of(e, std::string("drift_velocity_") + axis + "_px").value, 2);
    }
  }
  const double scatter = std::sqrt(squares / 2 / kDraws);
  CHECK(scatter > 3.54 * reading);
  CHECK(scatter < 1.6 * 3.54 * reading);
  // Of 60 draws the mean is known to 7 %, less what it shares with the scatter.
  CHECK_THAT(speed, WithinRel(scatter * std::sqrt(std::acos(-1.0) / 2), 0.12));
}
