// SPDX-License-Identifier: Apache-2.0
// What repeats of an edge, focused anew each time, say together.
#include "suite/core/random.hpp"
#include "suite/metrics/edge_refocused.hpp"
#include "suite/metrics/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::metrics;
using namespace etalon::test;
using Catch::Matchers::WithinRel;

namespace {

const BudgetComponent* part(const MeasurementResult& result, const std::string& source) {
  const auto found = std::find_if(result.budget.begin(), result.budget.end(),
                                  [&](const auto& c) { return c.source == source; });
  return found == result.budget.end() ? nullptr : &*found;
}

BudgetComponent component(const std::string& source, EvaluationType type, double u,
                          const std::string& input = "") {
  BudgetComponent made;
  made.source = source;
  made.type = type;
  made.standard_uncertainty = u;
  made.input = input;
  if (type == EvaluationType::A) made.degrees_of_freedom = 100;
  return made;
}

/// An evaluation as the metric makes it, of one edge or several.
Evaluation repeat(const std::vector<double>& mtf50, double noise = 0.001, double shared = 0.0005) {
  Evaluation made;
  made.metric = "slanted_edge";
  made.method = "slanted_edge/spline";
  made.parameters = {{"plane", "all"}, {"linear", "true"}};
  for (std::size_t e = 0; e < mtf50.size(); ++e) {
    const std::string name = "edge-" + std::to_string(e + 1);
    auto result =
        estimate_from_budget("mtf50", mtf50[e], "cycles/px",
                             {component("noise", EvaluationType::A, noise),
                              component("light beyond the region", EvaluationType::B, shared)});
    if (mtf50.size() > 1) result.subject["edge"] = name;
    made.results.push_back(result);
    Item item;
    item.id = name;
    item.subject["edge"] = name;
    item.position_px = {{"x", 100.0 + 300.0 * static_cast<double>(e)}, {"y", 50.0}};
    item.values["length"] = {200, "px", {}};
    made.items.push_back(item);
  }
  return made;
}

std::vector<Evaluation> repeats_of(const std::vector<double>& mtf50) {
  std::vector<Evaluation> made;
  for (const double value : mtf50) made.push_back(repeat({value}));
  return made;
}

targets::SlantedEdge edge() {
  targets::SlantedEdge made;
  made.width = 160;
  made.height = 160;
  return made;
}

}  // namespace

TEST_CASE("edges focused anew: means, with the longer side where defocus leads", "[metrics]") {
  std::vector<Evaluation> repeats;
  double mean = 0;
  const std::vector<double> sigmas = {0.8, 0.805, 0.83, 0.801, 0.9};
  for (std::size_t i = 0; i < sigmas.size(); ++i) {
    Observation observation = observation_of(exposed(gaussian_edge(edge(), sigmas[i]), i + 1));
    observation.references.pixel_size =
        Uncertain<PixelSize>{PixelSize{um(0.25)}, PixelSize{um(0.001)}, {}, 12, "micrometer-17"};
    repeats.push_back(measured(observation, {{"linear", "true"}}));
    mean += result_of(repeats.back(), "mtf50").value / 5;
  }
  const Evaluation together = combine_refocused(repeats);
  CHECK(together.metric == "slanted_edge");
  CHECK(together.method == "slanted_edge/spline_refocused");
  CHECK(together.failures.empty());
  CHECK(together.parameters.at("linear") == "yes");
  CHECK(together.items.size() == 5);
  const auto& mtf50 = result_of(together, "mtf50");
  CHECK_THAT(mtf50.value, WithinRel(mean, 1e-12));
  CHECK(mtf50.n == 5);
  CHECK(mtf50.value - mtf50.interval.lower > 1.5 * (mtf50.interval.upper - mtf50.value));
  CHECK(part(mtf50, "refocusing")->contribution() > 3 * part(mtf50, "noise")->contribution());
  const auto& width = result_of(together, "edge_width_10_90");
  CHECK(width.interval.upper - width.value > 1.5 * (width.value - width.interval.lower));
  // The same calibration made all five: its uncertainty stays.
  const auto& object = result_of(together, "mtf50_object");
  REQUIRE(part(object, "pixel size") != nullptr);
  CHECK(part(object, "pixel size")->input == "micrometer-17");
  CHECK(part(object, "pixel size")->degrees_of_freedom == 12);
  CHECK_THAT(part(object, "pixel size")->contribution(), WithinRel(object.value * 0.004, 1e-9));
  const auto& angle = result_of(together, "edge_angle");
  CHECK_THAT(angle.value, WithinRel(5.0, 0.002));
  CHECK(part(angle, "refocusing") == nullptr);
}

TEST_CASE("the curve of a run is the mean, its band contains the scatter of focus", "[metrics]") {
  std::vector<Evaluation> repeats;
  for (const double sigma : {0.8, 0.9, 1.0})
    repeats.push_back(measured(noise_free(gaussian_edge(edge(), sigma))));
  const Evaluation together = combine_refocused(repeats);
  REQUIRE(together.curves.size() == 1);
  const Curve& curve = together.curves.front();
  CHECK(curve.name == "mtf");
  REQUIRE(curve.standard_uncertainty.size() == curve.x.size());
  const auto middle = static_cast<std::size_t>(
      std::lower_bound(curve.x.begin(), curve.x.end(), 0.2) - curve.x.begin());
  std::vector<double> truth;
  for (const double sigma : {0.8, 0.9, 1.0})
    truth.push_back(targets::true_mtf(targets::gaussian_otf(sigma), deg(5), curve.x[middle]));
  const double mean = (truth[0] + truth[1] + truth[2]) / 3;
  double variance = 0;
  for (const double t : truth) variance += (t - mean) * (t - mean) / 2;
  CHECK_THAT(curve.y[middle], WithinRel(mean, 0.002));
  CHECK_THAT(curve.standard_uncertainty[middle], WithinRel(std::sqrt(variance / 3), 0.01));
}

TEST_CASE("noise is averaged down, what the repeats share is not", "[metrics]") {
  const auto together = combine_refocused(repeats_of({0.200, 0.199, 0.1995, 0.195, 0.1999}));
  const auto& result = result_of(together, "mtf50");
  CHECK_THAT(part(result, "noise")->contribution(), WithinRel(0.001 / std::sqrt(5.0), 1e-9));
  CHECK(part(result, "noise")->degrees_of_freedom == 500);
  CHECK_THAT(part(result, "light beyond the region")->contribution(), WithinRel(0.0005, 1e-9));
  CHECK_THAT(combined_standard_uncertainty(result.budget),
             WithinRel(result.standard_uncertainty, 1e-12));
}

TEST_CASE("fewer than five focusings are a caveat, fewer than two a failure", "[metrics]") {
  CHECK_FALSE(has_caveat(combine_refocused(repeats_of({0.2, 0.19, 0.2, 0.2, 0.2})),
                         "slanted_edge.few_focusings"));
  const auto four = combine_refocused(repeats_of({0.2, 0.19, 0.2, 0.2}));
  CHECK(has_caveat(four, "slanted_edge.few_focusings"));
  CHECK_THAT(described(four), contains_text("focused only 4 times"));
  for (const auto& repeats : {repeats_of({}), repeats_of({0.2})}) {
    const auto none = combine_refocused(repeats);
    CHECK(none.results.empty());
    CHECK(has_failure(none, "slanted_edge.too_few_focusings"));
  }
}

TEST_CASE("a focusing without a result is left out and named", "[metrics]") {
  auto repeats = repeats_of({0.2, 0.199, 0.198});
  repeats[1] =
      measured(noise_free(targets::ExpectedImage{64, 64, std::vector<double>(64 * 64, 9)}));
  const auto together = combine_refocused(repeats);
  CHECK(result_of(together, "mtf50").n == 2);
  CHECK(has_failure(together, "slanted_edge.no_edge"));
  CHECK_THAT(described(together), contains_text("focusing 2 of 3, left out"));
}

TEST_CASE("repeats of two methods are never averaged", "[metrics]") {
  auto repeats = repeats_of({0.2, 0.199, 0.198});
  repeats[2].method = "slanted_edge/iso12233_2023";
  const auto together = combine_refocused(repeats);
  CHECK(together.results.empty());
  CHECK(has_failure(together, "slanted_edge.repeats_differ"));
}

TEST_CASE("edges are found again by their place, not by their number", "[metrics]") {
  std::vector<Evaluation> repeats = {repeat({0.2, 0.1}), repeat({0.2, 0.1}), repeat({0.1})};
  // In the third one the first edge was lost, and the second is called edge-1.
  repeats[2].items[0].position_px["x"] = 405;
  const auto together = combine_refocused(repeats);
  const auto& first = result_of(together, "mtf50", {{"edge", "edge-1"}});
  const auto& second = result_of(together, "mtf50", {{"edge", "edge-2"}});
  CHECK_THAT(first.value, WithinRel(0.2, 1e-12));
  CHECK(first.n == 2);
  CHECK_THAT(second.value, WithinRel(0.1, 1e-12));
  CHECK(second.n == 3);
  CHECK(has_failure(together, "slanted_edge.focusing_left_out"));
  CHECK_THAT(described(together), contains_text("focusing 3 of 3 gave no MTF50 of edge-1"));
}

TEST_CASE("a measurand that some focusings lack is not combined", "[metrics]") {
  auto repeats = repeats_of({0.2, 0.199, 0.198});
  for (std::size_t i = 0; i < 2; ++i) {
    auto mtf10 = repeats[i].results[0];
    mtf10.measurand = "mtf10";
    mtf10.value = 0.4;
    repeats[i].results.push_back(mtf10);
  }
  const auto together = combine_refocused(repeats);
  CHECK(find_result(together, "mtf50") != nullptr);
  CHECK(find_result(together, "mtf10") == nullptr);
  CHECK(has_failure(together, "slanted_edge.not_in_every_focusing"));
}

TEST_CASE("where focus scatters far, MTF10 and the line width say so, MTF50 does not",
          "[metrics]") {
  const auto far = [](const std::vector<double>& mtf50) {
    auto repeats = repeats_of(mtf50);
    for (auto& focused : repeats) {
      auto mtf10 = focused.results[0];
      mtf10.measurand = "mtf10";
      focused.results.push_back(mtf10);
    }
    return combine_refocused(repeats);
  };
  const auto caveats = [](const Evaluation& evaluation, const std::string& measurand) {
    return result_of(evaluation, measurand).caveats.size();
  };
  const auto wide = far({0.2, 0.18, 0.195, 0.2, 0.16});
  CHECK(has_caveat(wide, "slanted_edge.large_defocus"));
  CHECK(caveats(wide, "mtf10") == 1);
  CHECK(caveats(wide, "mtf50") == 0);
  CHECK(caveats(far({0.2, 0.199, 0.2, 0.1995, 0.1998}), "mtf10") == 0);
}

TEST_CASE("above the ideal: said of the run only where its own interval says so", "[metrics]") {
  const auto with_ratio = [](const std::vector<double>& ratios) {
    auto repeats = repeats_of(ratios);
    for (auto& focused : repeats) {
      auto ratio = focused.results[0];
      ratio.measurand = "mtf50_ratio";
      ratio.unit = "1";
      ratio.caveats = {{"slanted_edge.above_ideal", "sharper than a perfect lens"}};
      focused.results.push_back(ratio);
    }
    return combine_refocused(repeats);
  };
  CHECK(has_caveat(with_ratio({1.1, 1.1, 1.1, 1.1, 1.1}), "slanted_edge.above_ideal"));
  CHECK_FALSE(has_caveat(with_ratio({1.1, 1.02, 1.1, 1.05, 1.1}), "slanted_edge.above_ideal"));
}

TEST_CASE("all codes of a run are provoked here, and no others", "[metrics]") {
  std::set<std::string> declared;
  const Metric metric = slanted_edge_metric();
  for (const auto* codes : {&metric.failures, &metric.caveats}) {
    for (const Code& code : *codes)
      if (code.meaning.rfind("of a run: ", 0) == 0) declared.insert(code.code);
  }
  // Every repeat with something else wrong: the third focusing lacks an edge, the second MTF10.
  std::vector<Evaluation> repeats = {repeat({0.2, 0.1}), repeat({0.16, 0.1}), repeat({0.2})};
  auto lone = repeats[0].results[0];
  lone.measurand = "edge_width_10_90_px";
  repeats[0].results.push_back(lone);
  for (auto& focused : repeats) {
    auto mtf10 = focused.results[0];
    mtf10.measurand = "mtf10";
    focused.results.push_back(mtf10);
  }
  auto mixed = repeats_of({0.2, 0.2});
  mixed[1].method_version = 2;
  auto stacks = repeats_of({0.2, 0.2});
  for (auto& stack : stacks) stack.method = "slanted_edge/spline_through_focus";
  std::set<std::string> provoked;
  for (const auto& together : {combine_refocused(repeats), combine_refocused(mixed),
                               combine_refocused(stacks), combine_refocused({})}) {
    for (const auto& failure : together.failures) provoked.insert(failure.code);
    for (const auto& result : together.results)
      for (const auto& caveat : result.caveats) provoked.insert(caveat.code);
  }
  CHECK(provoked == declared);
}

TEST_CASE("the methods of a run cannot be asked of an image", "[metrics]") {
  const auto refused =
      slanted_edge_metric().evaluate(Observation{}, {{"method", "slanted_edge/spline_refocused"}});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "options.value");
}

// What the repeats share is drawn once for each run. 500 draws: standard error 1 %.
TEST_CASE("intervals of runs hold the truth with a shared component of any size",
          "[metrics][long]") {
  constexpr double kTheta = 0.002;
  for (const double noise : {0.0001, 0.001}) {
    for (const double shared : {0.0005, 0.002, 0.008}) {
      int inside = 0;
      for (std::uint64_t k = 0; k < 500; ++k) {
        auto generator = generator_for(3, 0, k);
        std::normal_distribution<double> normal;
        const double common = shared * normal(generator);
        std::vector<Evaluation> repeats;
        for (int i = 0; i < 5; ++i) {
          const double focus = normal(generator);
          const double value = 0.2 - kTheta * focus * focus + common + noise * normal(generator);
          repeats.push_back(repeat({value}, noise, shared));
        }
        const auto together = combine_refocused(repeats);
        const Interval interval = result_of(together, "mtf50").interval;
        if (interval.lower <= 0.2 - kTheta && 0.2 - kTheta <= interval.upper) ++inside;
      }
      INFO("noise " << noise << ", shared " << shared << ": " << inside);
      CHECK(inside >= 460);
      CHECK(inside <= 492);
    }
  }
}
