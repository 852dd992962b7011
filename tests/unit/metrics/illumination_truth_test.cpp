// SPDX-License-Identifier: Apache-2.0
// Lamps whose steadiness is known in closed form.
#include "suite/metrics/illumination_stability.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/lamp_series.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Evaluation lamp_of(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "illumination_stability");
}

const MeasurementResult& first_of(const Evaluation& evaluation, const std::string& measurand) {
  const MeasurementResult* result = find_result(evaluation, measurand);
  REQUIRE(result != nullptr);
  return *result;
}

double peer(const Evaluation& evaluation, const std::string& name) {
  for (const PeerValue& value : evaluation.peers)
    if (value.definition == "peer." + name) return value.value;
  return std::nan("");
}

std::vector<double> up_and_down() {
  std::vector<double> x;
  for (int k = 1; k <= 12; ++k) x.push_back(k / 12.0);
  for (int k = 11; k >= 1; --k) x.push_back(k / 12.0);
  return x;
}

}  // namespace

TEST_CASE("figures of twelve readings as computed by hand", "[metrics]") {
  const std::vector<double> light{1.00, 1.02, 0.99, 1.01, 0.98, 1.00,
                                  1.03, 0.97, 1.00, 1.01, 0.99, 1.00};
  const Evaluation lamp = lamp_of(metered(light, 2));
  INFO(described(lamp));
  CHECK(lamp.method == "illumination_stability/series");
  // Mean 1, sum of squares 0.003, n - 1 = 11; S = 1 - 0.06/2.
  const MeasurementResult& cv = first_of(lamp, "cv");
  CHECK_THAT(cv.value, WithinRel(100 * std::sqrt(0.003 / 11), 1e-9));
  CHECK_THAT(first_of(lamp, "stability").value, WithinRel(97.0, 1e-12));
  CHECK(cv.subject == std::map<std::string, std::string>{
                          {"readings", "12"}, {"interval", "2 s"}, {"integration", "0.1 s"}});
  // Chi-squared with 11 degrees of freedom: 3.8157, 21.920.
  CHECK_THAT(cv.interval.lower, WithinRel(cv.value * std::sqrt(11 / 21.9200), 1e-5));
  CHECK_THAT(cv.interval.upper, WithinRel(cv.value * std::sqrt(11 / 3.81575), 1e-5));
  CHECK(find_result(lamp, "drift") == nullptr);
}

// Expected range of N normal values in standard deviations (oracle, 25 digits).
TEST_CASE("S of white noise falls with the number of readings as it must", "[metrics]") {
  const struct {
    std::size_t n;
    double range;
    double interval;
    const char* measurand;
    const char* method;
  } rows[] = {{10, 3.0775054616703, 1, "stability", "illumination_stability/series"},
              {240, 5.6118493632859, 30, "stability_long", "illumination_stability/long"},
              {300, 5.755533694302, 1, "stability_short", "illumination_stability/short"}};
  for (const auto& row : rows) {
    INFO(row.measurand);
    constexpr int kSeries = 200;
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < kSeries; ++k) {
      const Evaluation lamp =
          lamp_of(metered(light_of({.readings = row.n, .interval_s = row.interval, .noise = 1e-3},
                                   static_cast<std::uint64_t>(k)),
                          row.interval));
      CHECK(lamp.method == row.method);
      const MeasurementResult& scatter = first_of(lamp, row.measurand);
      CHECK(scatter.kind == ResultKind::statistic);
      CHECK(scatter.subject.at("readings") == std::to_string(row.n));
      CHECK(scatter.subject.at("integration") == "0.1 s");
      // 1 - S = range/(2 mean), to the second order of the noise.
      const double range = (1 - scatter.value / 100) * 2 / 1e-3;
      sum += range / kSeries;
      squares += range * range / kSeries;
    }
    CHECK_THAT(sum, WithinAbs(row.range, 4 * std::sqrt((squares - sum * sum) / kSeries)));
  }
}

TEST_CASE("a lamp that only drifts has its drift, and a cv that follows from it", "[metrics]") {
  const Evaluation lamp = lamp_of(
      metered(light_of({.readings = 240, .interval_s = 30, .noise = 1e-6, .drift = 0.02}, 1), 30));
  CHECK_THAT(first_of(lamp, "drift").value, WithinRel(2.0, 1e-4));
  const double span = 0.02 * 239 * 30 / 3600;
  CHECK_THAT(first_of(lamp, "cv").value,
             WithinRel(100 * span * std::sqrt(240 * 241 / (12.0 * 239 * 239)), 1e-4));
  CHECK_THAT(first_of(lamp, "stability_long").value, WithinAbs(100 * (1 - span / 2), 1e-3));
  // The interval of the cv is as narrow as the drift is known, not as 240 draws would allow.
  const MeasurementResult& cv = first_of(lamp, "cv");
  CHECK(cv.interval.upper - cv.interval.lower < 0.001 * cv.value);
}

TEST_CASE("the Allan deviation of noise and of drift", "[metrics]") {
  const auto allan_of = [](const LampModel& model) {
    const Evaluation lamp = lamp_of(metered(light_of(model, 2), model.interval_s));
    for (const Curve& curve : lamp.curves)
      if (curve.name == "allan_deviation") return curve;
    return Curve{};
  };
  const Curve white = allan_of({.readings = 4000, .interval_s = 0.5, .noise = 1e-3});
  REQUIRE(white.x.size() == 10);
  CHECK(white.x.front() == 0.5);
  for (std::size_t k = 0; k < 7; ++k) {
    INFO(white.x[k] << " s");
    const double truth = 0.1 / std::sqrt(white.x[k] / 0.5);
    CHECK_THAT(white.y[k], WithinAbs(truth, 4 * white.standard_uncertainty[k]));
    CHECK(white.standard_uncertainty[k] < 0.2 * truth);
  }
  const Curve drift = allan_of({.readings = 400, .noise = 1e-7, .drift = 0.36});
  for (std::size_t k = 0; k < drift.x.size(); ++k)
    CHECK_THAT(drift.y[k], WithinRel(100 * 1e-4 * drift.x[k] / std::sqrt(2), 0.02));
}

// The frames' own noise is 1.2 times that of the lamp: 20 x 20 px of 300 e.
TEST_CASE("the noise of the camera is taken out of the lamp's", "[metrics]") {
  const double of_camera = std::sqrt(304.08) / (300 * 20.0);
  double squares = 0;
  double seen = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto light = light_of({.readings = 150, .noise = of_camera / 1.2}, seed);
    const Evaluation lamp = lamp_of(imaged(light, 2, 20, 300, seed));
    squares += std::pow(first_of(lamp, "cv").value, 2) / 20;
    // What the readings themselves scatter by is in their curve.
    for (const Curve& curve : lamp.curves) {
      if (curve.name != "light") continue;
      for (const double v : curve.y) seen += (v - 100) * (v - 100) / (20 * 149.0);
    }
  }
  CHECK_THAT(std::sqrt(squares), WithinRel(100 * of_camera / 1.2, 0.07));
  CHECK_THAT(std::sqrt(seen), WithinRel(100 * of_camera * std::hypot(1, 1 / 1.2), 0.07));
}

TEST_CASE("a region and a dark frame are taken as they are", "[metrics]") {
  const auto light = light_of({.readings = 40, .noise = 0.01}, 3);
  Observation observation = imaged(light, 1, 64, 20000, 3);
  const Evaluation whole = lamp_of(observation);
  const Evaluation part = lamp_of(observation, {{"region", "10,20,30,30"}});
  CHECK_THAT(first_of(part, "cv").value, WithinRel(first_of(whole, "cv").value, 0.01));
  // A dark frame of 300 DN in place of the offset of 100 that the file states.
  observation.dark = std::make_unique<MemoryFrames>(
      std::vector<Frame>{exposed({64, 64, std::vector<double>(64 * 64, 200)}, 5)});
  const double raised = first_of(lamp_of(observation), "cv").value;
  CHECK_THAT(raised, WithinRel(first_of(whole, "cv").value * 20000 / 19800, 1e-3));
}

// 5 % brighter at first, falling by e in 300 s: within 1 % after 300 ln 5 = 483 s.
TEST_CASE("the time that a lamp needs to warm up", "[metrics]") {
  const auto light =
      light_of({.readings = 2000, .noise = 1e-4, .warm_up = 0.05, .warm_up_time_s = 300}, 1);
  const Evaluation lamp = lamp_of(metered(light, 1));
  CHECK_THAT(first_of(lamp, "warm_up").value, WithinAbs(483, 50));  // a block is 50 s
  CHECK_THAT(first_of(lamp_of(metered(light, 1), {{"settled", "0.2 %"}}), "warm_up").value,
             WithinAbs(300 * std::log(25), 70));  // and the give for noise
  const Evaluation steady = lamp_of(metered(light_of({.readings = 300, .noise = 1e-3}, 1), 1));
  CHECK(first_of(steady, "warm_up").value == 0);
}

TEST_CASE("set points: a lamp that has an offset and one that bends", "[metrics]") {
  const auto offset =
      stepped(up_and_down(), [](double x) { return 0.4 + 7.6 * x + 1e-6 * std::sin(99 * x); });
  const Evaluation line = lamp_of(offset);
  INFO(described(line));
  CHECK_THAT(first_of(line, "linearity_intercept").value, WithinAbs(5, 1e-3));
  const double mean_x = 144.0 / 12 / 23;
  CHECK_THAT(first_of(line, "linearity_slope").value,
             WithinAbs(7.6 * mean_x / (0.4 + 7.6 * mean_x), 1e-5));
  CHECK_THAT(first_of(line, "linearity_deviation").value, WithinAbs(0, 1e-3));
  CHECK_THAT(first_of(line, "r_squared").value, WithinAbs(1, 1e-9));
  CHECK_THAT(first_of(line, "linearity_hysteresis").value, WithinAbs(0, 1e-9));
  CHECK_THAT(peer(line, "microscope_metrics.slope"), WithinRel(0.076, 1e-5));
  CHECK(find_result(line, "cv") == nullptr);

  // y = x + c x (1 - x): the best line through symmetric ends misses the middle.
  const Evaluation bent =
      lamp_of(stepped(up_and_down(), [](double x) { return x + 0.2 * x * (1 - x); }));
  CHECK(first_of(bent, "linearity_deviation").value > 1.5);
  CHECK(first_of(bent, "linearity_deviation").value < 5);
  CHECK(first_of(bent, "linearity_slope").value < 1);
}

TEST_CASE("set points that are reached differently from below and from above", "[metrics]") {
  bool down = false;
  const auto sticky = stepped(up_and_down(), [&](double x) {
    const double light = 8 * x + (down ? 0.16 : 0);
    if (x == 1) down = true;
    return light;
  });
  const Evaluation lamp = lamp_of(sticky);
  // 0.16 of 8 at full set point; the line is a little higher there.
  CHECK_THAT(first_of(lamp, "linearity_hysteresis").value, WithinAbs(2, 0.03));
}

// The through-zero figure of another program, computed here for five readings by hand.
TEST_CASE("peers are what those programs compute", "[metrics]") {
  std::vector<double> x;
  for (int k = 1; k <= 10; ++k) x.push_back(k / 10.0);
  const Evaluation lamp = lamp_of(stepped(x, [](double v) { return 0.1 + v; }));
  // sum xy/sum x^2 with x in %: (0.1 * 5.5 + 3.85)/3.85/100.
  const double slope = (0.55 + 3.85) / 3.85;
  CHECK_THAT(peer(lamp, "quarep_tool_kit.slope_through_zero"), WithinRel(slope / 100, 1e-12));
  double chi2 = 0;
  for (const double v : x) chi2 += std::pow(0.1 + v - slope * v, 2) / (slope * v);
  CHECK_THAT(peer(lamp, "quarep_tool_kit.chi2"), WithinRel(chi2, 1e-9));
}

TEST_CASE("three set points in one series are three runs of one kind", "[metrics]") {
  Observation observation;
  observation.power = PowerSeries{"mW", {}};
  double t = 0;
  for (const double level : {0.05, 0.2, 0.8}) {
    for (const double light : light_of({.noise = 1e-3 / level}, 7)) {
      observation.power->readings.push_back({s(t), level * light, one(level), ms(100)});
      t += 1;
    }
  }
  const Evaluation lamp = lamp_of(observation);
  INFO(described(lamp));
  CHECK(lamp.method == "illumination_stability/short");
  const double at_5 = result_of(lamp, "cv", {{"set point", "5 %"}}).value;
  const double at_80 = result_of(lamp, "cv", {{"set point", "80 %"}}).value;
  CHECK_THAT(at_5 / at_80, WithinRel(16, 1e-3));
}
