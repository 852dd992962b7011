// SPDX-License-Identifier: Apache-2.0
// Stacks of an edge whose blur is known in every plane: s^2 = s0^2 + (k (z - best))^2.
#include "suite/metrics/slanted_edge.hpp"
#include "targets/exact/edge_chart.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using targets::EdgeChart;
using targets::SlantedEdge;

namespace {

constexpr double kSharpest = 0.9;  // px, the blur at best focus
constexpr double kGrowth = 0.35;   // px per plane, far from it

using Blur = std::function<double(double)>;  // px, in a plane

Blur focused_at(double best) {
  return [=](double z) { return std::hypot(kSharpest, kGrowth * (z - best)); };
}

double mtf50_of(double sigma_px, double angle_deg = 5) {
  return targets::true_mtf50(targets::gaussian_otf(sigma_px), deg(angle_deg));
}

std::vector<FramePlace> places_of(int planes) {
  std::vector<FramePlace> places;
  for (int z = 0; z < planes; ++z) places.push_back({z, 0, 0});
  return places;
}

Observation stack(const Blur& blur, int planes, std::uint64_t seed = 1, double electrons_ = 20000) {
  std::vector<Frame> frames;
  for (int z = 0; z < planes; ++z) {
    SlantedEdge edge;
    edge.width = 160;
    edge.height = 200;
    edge.offset = px(0.3);
    edge.bright = electrons(electrons_);
    edge.dark = electrons(electrons_ / 10);
    frames.push_back(
        exposed(gaussian_edge(edge, blur(z)), 100 * seed + static_cast<std::uint64_t>(z)));
  }
  Observation observation = observation_of(std::move(frames));
  observation.places = places_of(planes);
  return observation;
}

void set_step(Observation& observation, double step_um, double u_um) {
  observation.references.axial_step = Uncertain<AxialStep>{
      .value = AxialStep{um(step_um)}, .standard_uncertainty = AxialStep{um(u_um)}, .id = "stage"};
}

bool holds(const MeasurementResult& result, double truth) {
  return result.interval.lower <= truth && truth <= result.interval.upper;
}

/// Range of planes within which a Gaussian edge keeps 80 % of its MTF50.
double true_depth() {
  const double wanted = 0.8 * mtf50_of(kSharpest);
  double low = 0;
  double high = 10;
  while (high - low > 1e-9) {
    const double middle = 0.5 * (low + high);
    (mtf50_of(focused_at(0)(middle)) > wanted ? low : high) = middle;
  }
  return 2 * low;
}

}  // namespace

TEST_CASE("a stack: best focus, sharpness there and depth of focus", "[metrics]") {
  Observation observation = stack(focused_at(7.3), 17);
  set_step(observation, 0.5, 0.005);
  const auto evaluation = measured(observation);
  INFO(described(evaluation));
  CHECK(evaluation.method == "slanted_edge/spline_through_focus");
  CHECK(evaluation.failures.empty());
  const auto& best = result_of(evaluation, "best_focus_plane");
  CHECK(holds(best, 7.3));
  CHECK(best.standard_uncertainty < 0.05);
  CHECK(best.n >= 5);
  const auto& best_um = result_of(evaluation, "best_focus");
  CHECK_THAT(best_um.value, WithinRel(0.5 * best.value, 1e-12));
  CHECK(best_um.standard_uncertainty > 0.005 * best.value);  // the step's part
  const auto step = std::find_if(best_um.budget.begin(), best_um.budget.end(),
                                 [](const auto& part) { return part.source == "axial step"; });
  REQUIRE(step != best_um.budget.end());
  CHECK(step->input == "stage");
  const auto& mtf50 = result_of(evaluation, "mtf50");
  INFO(mtf50.value << " u " << mtf50.standard_uncertainty << ", truth " << mtf50_of(kSharpest));
  CHECK(holds(mtf50, mtf50_of(kSharpest)));
  CHECK(mtf50.standard_uncertainty < 0.01 * mtf50.value);
  const auto& depth = result_of(evaluation, "depth_of_focus_planes");
  CHECK(holds(depth, true_depth()));
  CHECK(depth.standard_uncertainty < 0.05 * depth.value);
  CHECK_THAT(result_of(evaluation, "depth_of_focus").value, WithinRel(0.5 * depth.value, 1e-12));
  // What belongs to one plane only is not stated for best focus.
  CHECK(find_result(evaluation, "mtf10") == nullptr);
  CHECK(find_result(evaluation, "lsf_fwhm_px") == nullptr);
  REQUIRE(evaluation.items.size() == 1);
  CHECK_THAT(evaluation.items[0].position_px.at("z"), WithinAbs(7.3, 0.1));
}

TEST_CASE("a stack: curves of the readings and of the fit", "[metrics]") {
  Observation observation = stack(focused_at(7.3), 17);
  const auto evaluation = measured(observation);
  const auto named = [&](const std::string& name) {
    return *std::find_if(evaluation.curves.begin(), evaluation.curves.end(),
                         [&](const Curve& curve) { return curve.name == name; });
  };
  const Curve readings = named("mtf50_through_focus");
  CHECK(readings.x_unit == "1");  // no step, no micrometres
  REQUIRE(readings.x.size() == 17);
  for (std::size_t i = 0; i < readings.x.size(); ++i) {
    CHECK(std::abs(readings.y[i] - mtf50_of(focused_at(7.3)(readings.x[i]))) <
          5 * readings.standard_uncertainty[i]);
  }
  const Curve fit = named("mtf50_through_focus_fit");
  for (std::size_t i = 0; i < fit.x.size(); ++i)
    CHECK_THAT(fit.y[i], WithinRel(mtf50_of(focused_at(7.3)(fit.x[i])), 0.01));
  CHECK(named("mtf").x.size() > 10);
  CHECK(find_result(evaluation, "best_focus") == nullptr);
}

TEST_CASE("a stack in any order, and planes of several times", "[metrics]") {
  Observation observation = stack(focused_at(4.6), 11);
  const auto straight = result_of(measured(observation), "best_focus_plane");
  std::vector<Frame> reversed;
  std::vector<FramePlace> places;
  for (std::size_t i = 11; i-- > 0;) {
    reversed.push_back(observation.frames->read(i));
    places.push_back(observation.places[i]);
  }
  Observation other = observation_of(std::move(reversed));
  other.places = places;
  CHECK_THAT(result_of(measured(other), "best_focus_plane").value, WithinAbs(straight.value, 1e-9));
  std::vector<Frame> twice;
  std::vector<FramePlace> times;
  for (int t = 0; t < 2; ++t) {
    const Observation again = stack(focused_at(4.6), 11, 5 + static_cast<std::uint64_t>(t));
    for (int z = 0; z < 11; ++z) {
      twice.push_back(again.frames->read(static_cast<std::size_t>(z)));
      times.push_back({z, 0, t});
    }
  }
  Observation repeated = observation_of(std::move(twice));
  repeated.places = times;
  const auto evaluation = measured(repeated);
  const auto& best = result_of(evaluation, "best_focus_plane");
  CHECK(holds(best, 4.6));
  CHECK(best.standard_uncertainty < straight.standard_uncertainty);
}

TEST_CASE("frames in time only are averaged as ever", "[metrics]") {
  Observation plain = stack([](double) { return 1.0; }, 4);
  plain.places.clear();
  Observation timed = stack([](double) { return 1.0; }, 4);
  timed.places = {{0, 0, 0}, {0, 0, 1}, {0, 0, 2}, {0, 0, 3}};
  CHECK(canonical_text(measured(plain)) == canonical_text(measured(timed)));
  CHECK(measured(plain).method == "slanted_edge/spline");
}

TEST_CASE("stacks with noise: intervals hold the truth", "[metrics][long]") {
  constexpr int kRuns = 60;
  int best_held = 0;
  int mtf50_held = 0;
  for (int run = 0; run < kRuns; ++run) {
    const double best = 5 + run / static_cast<double>(kRuns);
    const auto evaluation =
        measured(stack(focused_at(best), 11, 7 + static_cast<std::uint64_t>(run), 1000));
    best_held += holds(result_of(evaluation, "best_focus_plane"), best) ? 1 : 0;
    mtf50_held += holds(result_of(evaluation, "mtf50"), mtf50_of(kSharpest)) ? 1 : 0;
  }
  INFO(best_held << ", " << mtf50_held << " of " << kRuns);
  CHECK(best_held >= 54);
  CHECK(mtf50_held >= 54);
}

TEST_CASE("many edges through focus: tilt and curvature of the field", "[metrics][long]") {
  EdgeChart chart;
  chart.width = chart.height = 720;
  constexpr int kPlanes = 13;
  const auto best_at = [](double x, double y) {
    const double u = x / 360;
    const double v = y / 360;
    return 6 + 1.2 * u - 0.6 * v + 0.8 * (u * u + v * v);
  };
  std::vector<Frame> frames;
  for (int z = 0; z < kPlanes; ++z) {
    const auto blur = [&](double x, double y) { return focused_at(best_at(x, y))(z); };
    frames.push_back(exposed(render(chart, blur), 40 + static_cast<std::uint64_t>(z)));
  }
  Observation observation = observation_of(std::move(frames));
  observation.places = places_of(kPlanes);
  set_step(observation, 2, 0.01);
  const auto evaluation = measured(observation);
  INFO(described(evaluation));
  const std::vector<std::pair<const char*, double>> truths = {{"focus_tilt_x", 2 * 1.4 * 1.2},
                                                              {"focus_tilt_y", -2 * 1.4 * 0.6},
                                                              {"focus_curvature", 2 * 0.98 * 0.8}};
  for (const char* kind : {"upright", "lying"}) {
    for (const auto& [measurand, truth] : truths) {
      const auto& result = result_of(evaluation, measurand, {{"edges", kind}});
      INFO(kind << " " << measurand << " " << result.value << " u " << result.standard_uncertainty
                << ", truth " << truth);
      CHECK(holds(result, truth));
      CHECK(result.standard_uncertainty < 0.2);
    }
  }
  REQUIRE(evaluation.maps.size() == 2);
  const Map& map = evaluation.maps[0];
  CHECK(map.name == "best_focus");
  CHECK(map.unit == "um");
  const auto middle = static_cast<std::size_t>(map.height / 2 * map.width + map.width / 2);
  const double x = map.x0_px + map.pitch_px * (map.width / 2) - 359.5;
  const double y = map.y0_px + map.pitch_px * (map.height / 2) - 359.5;
  CHECK_THAT(map.values[middle], WithinAbs(2 * best_at(x, y), 0.2));
  CHECK(find_result(evaluation, "mtf50_centre") == nullptr);
}

namespace {

/// Falls faster towards later planes; the axial step is known without its uncertainty.
Observation lopsided() {
  Observation observation = stack(
      [](double z) {
        const double t = (z - 7.5) / 4;
        return kSharpest * std::sqrt(1 + t * t * (1.4 + 0.7 * t + 0.7 * t * t));
      },
      16);
  observation.references.axial_step = Uncertain<AxialStep>{.value = AxialStep{um(1)}};
  return observation;
}

Observation short_stack() {
  return stack([](double z) { return focused_at(4)(0.4 * z + 2.4); }, 9);
}

Observation with_hole() {
  Observation observation = stack(focused_at(4), 9);
  observation.places[3].z = 4;
  return observation;
}

Observation of_two_channels() {
  Observation observation = stack(focused_at(4), 8);
  for (int i = 0; i < 8; ++i) observation.places[static_cast<std::size_t>(i)] = {i / 2, i % 2, 0};
  return observation;
}

Observation blank() {
  Observation observation = observation_of(
      std::vector<Frame>(7, noise_free({64, 64, std::vector<double>(64 * 64, 500.0)})));
  observation.places = places_of(7);
  return observation;
}

struct Refused {
  const char* name;
  const char* code;
  std::function<Observation()> observation;
};

std::vector<Refused> refused_stacks() {
  return {
      {"three planes", "few_planes", [] { return stack(focused_at(1), 3); }},
      {"coarse steps", "few_planes",
       [] { return stack([](double z) { return focused_at(30)(8 * z); }, 9); }},
      {"focus before the first plane", "focus_outside", [] { return stack(focused_at(-2), 9); }},
      {"focus at the last plane", "focus_outside", [] { return stack(focused_at(8.2), 9); }},
      {"nothing changes", "no_focus_peak", [] { return stack([](double) { return 1.0; }, 11, 4); }},
      {"blank planes", "no_edge", [] { return blank(); }},
      {"a plane is missing", "stack_incomplete", [] { return with_hole(); }},
      {"several channels", "several_channels", [] { return of_two_channels(); }},
  };
}

}  // namespace

TEST_CASE("stacks that hold no answer say what they lack", "[metrics]") {
  for (const Refused& refused : refused_stacks()) {
    DYNAMIC_SECTION(refused.name) {
      const auto evaluation = measured(refused.observation());
      INFO(described(evaluation));
      REQUIRE(evaluation.failures.size() == 1);
      CHECK(evaluation.failures[0].code == std::string("slanted_edge.") + refused.code);
      CHECK(evaluation.failures[0].detail.size() > 20);
      CHECK(evaluation.failures[0].advice.size() > 20);
      CHECK(evaluation.results.empty());
    }
  }
}

TEST_CASE("a stack that ends early has no depth of focus", "[metrics]") {
  const auto evaluation = measured(short_stack());
  INFO(described(evaluation));
  CHECK(has_failure(evaluation, "slanted_edge.depth_outside"));
  CHECK(find_result(evaluation, "depth_of_focus_planes") == nullptr);
  CHECK(holds(result_of(evaluation, "best_focus_plane"), 4));
}

TEST_CASE("caveats of a stack", "[metrics]") {
  const auto evaluation = measured(lopsided());
  INFO(described(evaluation));
  CHECK(has_caveat(evaluation, "slanted_edge.asymmetric_focus"));
  CHECK(has_caveat(evaluation, "slanted_edge.axial_step_uncertainty_unknown"));
  CHECK(holds(result_of(evaluation, "best_focus_plane"), 7.5));
  CHECK_FALSE(has_caveat(measured(stack(focused_at(7.5), 16)), "slanted_edge.asymmetric_focus"));
}

TEST_CASE("all codes of a stack are provoked here, and no others", "[metrics]") {
  std::set<std::string> declared;
  const auto metric = metrics::slanted_edge_metric();
  for (const auto* codes : {&metric.failures, &metric.caveats}) {
    for (const auto& code : *codes)
      if (code.meaning.rfind("of a stack: ", 0) == 0) declared.insert(code.code);
  }
  std::set<std::string> provoked;
  for (const Refused& refused : refused_stacks())
    provoked.insert(std::string("slanted_edge.") + refused.code);
  provoked.erase("slanted_edge.no_edge");
  for (const auto& evaluation : {measured(lopsided()), measured(short_stack())}) {
    for (const auto& failure : evaluation.failures) provoked.insert(failure.code);
    for (const auto& result : evaluation.results)
      for (const auto& caveat : result.caveats) provoked.insert(caveat.code);
  }
  CHECK(provoked == declared);
}

TEST_CASE("stacks are not combined as focusings", "[metrics]") {
  const auto evaluation = measured(stack(focused_at(5), 11));
  const auto combined = metrics::find_metric("slanted_edge")->combine({evaluation, evaluation});
  CHECK(has_failure(combined, "slanted_edge.stacks_not_combined"));
  CHECK(combined.results.empty());
  CHECK(combined.method == evaluation.method);
}
