// SPDX-License-Identifier: Apache-2.0
// What enters the budget, and how often the interval holds the truth. The full statistics are in
// docs/methods/pixel_size.md.
#include "suite/metrics/pixel_size.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <algorithm>
#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

LineGrid ruler() {
  LineGrid grid;
  grid.width = 300;
  grid.height = 200;
  grid.pitch = px(14.3);
  grid.line_width = px(3.2);
  grid.angle = deg(4);
  return grid;
}

const BudgetComponent* part(const MeasurementResult& result, const std::string& source) {
  const auto found = std::find_if(result.budget.begin(), result.budget.end(),
                                  [&](const auto& c) { return c.source == source; });
  return found == result.budget.end() ? nullptr : &*found;
}

struct Statistics {
  double bias = 0;
  double scatter = 0;
  double covered = 0;
};

/// Noise, errors of single lines, place of the ruler and its pitch are drawn anew.
Statistics draw(LineGrid grid, double electrons_per_pixel, double pitch_uncertainty_um, int draws) {
  grid.field = electrons(electrons_per_pixel);
  grid.line = electrons(electrons_per_pixel / 10);
  const EdgeSpread spread = edge_spread(gaussian_otf(1), grid.angle);
  Statistics statistics;
  for (int seed = 1; seed <= draws; ++seed) {
    std::mt19937 generator(static_cast<unsigned>(seed));
    std::normal_distribution<double> normal(0, 1);
    std::uniform_real_distribution<double> place(-0.5, 0.5);
    grid.seed = seed;
    grid.offset = place(generator) * grid.pitch;
    const double truth = (10 + pitch_uncertainty_um * normal(generator)) / grid.pitch.in(px);
    const Frame frame =
        exposed(render_lines(scene_of(grid), spread), static_cast<std::uint64_t>(seed));
    const Evaluation e = measured(with_pitch(frame, pitch_uncertainty_um), {}, "pixel_size");
    const MeasurementResult& x = result_of(e, "pixel_size_x");
    statistics.bias += (x.value / truth - 1) / draws;
    statistics.scatter += std::pow(x.value / truth - 1, 2) / draws;
    if (x.interval.lower <= truth && truth <= x.interval.upper) statistics.covered += 1.0 / draws;
  }
  statistics.scatter = std::sqrt(statistics.scatter);
  return statistics;
}

}  // namespace

TEST_CASE("the interval holds the truth in 95 of 100 images", "[metrics][long]") {
  LineGrid grid = ruler();
  grid.position_error = px(0.05);
  constexpr int kDraws = 120;
  for (const double level : {20000.0, 500.0}) {
    const Statistics drawn = draw(grid, level, 0.0002, kDraws);
    INFO("level " << level << ", bias " << drawn.bias << ", scatter " << drawn.scatter);
    CHECK(std::abs(drawn.bias) < 3.5 * drawn.scatter / std::sqrt(kDraws));
    CHECK(drawn.covered >= 0.90);  // three standard deviations of 120 draws below 95 %
  }
}

TEST_CASE("noise moves the pixel size by hardly more than it must", "[metrics]") {
  const LineGrid grid = ruler();
  // Cramer-Rao for the pitch alone: signal is a function of x/pitch, so its derivative is known
  // from two renderings about the truth; phase and rotation are known to the bound, not to the
  // metric.
  const EdgeSpread spread = edge_spread(gaussian_otf(1), grid.angle);
  const auto at = [&](double stretch) {
    LineGrid g = grid;
    g.field = electrons(2000);
    g.line = electrons(200);
    g.pitch = g.pitch * stretch;
    return render_lines(scene_of(g), spread);
  };
  const auto longer = at(1 + 1e-5);
  const auto shorter = at(1 - 1e-5);
  const auto middle = at(1);
  double information = 0;
  for (std::size_t k = 0; k < middle.electrons.size(); ++k) {
    const double slope = (longer.electrons[k] - shorter.electrons[k]) / 2e-5;
    information += slope * slope / (middle.electrons[k] + 4);
  }
  const Statistics drawn = draw(grid, 2000, 1e-6, 60);
  // 60 draws leave 9 %; columns at the borders that hold no whole line cost the rest.
  CHECK(drawn.scatter < 1.5 / std::sqrt(information));
}

TEST_CASE("the pitch of the ruler enters in full, by its certificate", "[metrics]") {
  const auto image = noise_free(render(ruler(), gaussian_otf(1)));
  const Evaluation e = measured(with_pitch(image, 0.01), {}, "pixel_size");
  const MeasurementResult& x = result_of(e, "pixel_size_x");
  const BudgetComponent* pitch = part(x, "pitch of the ruler");
  REQUIRE(pitch != nullptr);
  CHECK(pitch->input == "micrometer-17");
  CHECK(pitch->type == EvaluationType::B);
  CHECK_THAT(pitch->standard_uncertainty, WithinRel(0.01, 1e-12));
  CHECK_THAT(pitch->sensitivity, WithinRel(1 / 14.3, 1e-5));
  CHECK_THAT(x.standard_uncertainty / x.value, WithinRel(0.001, 0.01));
  CHECK(part(result_of(e, "line_distance_px"), "pitch of the ruler") == nullptr);
}

TEST_CASE("options give the pitch, and rank before the observation", "[metrics]") {
  const auto image = noise_free(render(ruler(), gaussian_otf(1)));
  const Evaluation e =
      measured(with_pitch(image, 0.01),
               {{"pitch", "20 um"}, {"pitch_uncertainty", "5 nm"}, {"certificate", "INTI 4711"}},
               "pixel_size");
  const MeasurementResult& x = result_of(e, "pixel_size_x");
  CHECK_THAT(x.value, WithinRel(20 / 14.3, 1e-5));
  REQUIRE(part(x, "pitch of the ruler") != nullptr);
  CHECK(part(x, "pitch of the ruler")->input == "INTI 4711");
  CHECK_THAT(part(x, "pitch of the ruler")->standard_uncertainty, WithinRel(0.005, 1e-12));
}

TEST_CASE("errors of single lines are in the interval and in the residuals", "[metrics]") {
  LineGrid grid = ruler();
  const Evaluation good = measured_ruler(noise_free(render(grid, gaussian_otf(1))));
  grid.position_error = px(0.1);
  const Evaluation rough = measured_ruler(noise_free(render(grid, gaussian_otf(1))));
  const auto* positions = part(result_of(rough, "pixel_size_x"), "line positions");
  REQUIRE(positions != nullptr);
  // Slope of a straight line through n = 19 equally spaced points: sigma sqrt(12/(n (n^2 - 1))).
  const double n = static_cast<double>(rough.items.size());
  const double expected = 0.1 * std::sqrt(12 / (n * (n * n - 1))) / 14.3;
  CHECK_THAT(positions->contribution() / result_of(rough, "pixel_size_x").value,
             WithinRel(expected, 0.5));
  CHECK(positions->degrees_of_freedom == n - 2);
  REQUIRE(rough.curves.size() == 1);
  double squares = 0;
  for (const double r : rough.curves.front().y) squares += r * r;
  CHECK_THAT(std::sqrt(squares / (n - 2)), WithinRel(0.1 * 10 / 14.3, 0.5));
  for (const double r : good.curves.front().y) CHECK_THAT(r, WithinAbs(0, 0.002));
}

TEST_CASE("distortion is said, and widens the interval to the pixel size elsewhere", "[metrics]") {
  LineGrid grid = ruler();
  grid.distortion = percent(1);
  const Evaluation e = measured_ruler(noise_free(render(grid, gaussian_otf(1))));
  CHECK(has_caveat(e, "pixel_size.distortion"));
  const MeasurementResult& x = result_of(e, "pixel_size_x");
  REQUIRE(part(x, "distortion over the span") != nullptr);
  // In the middle one pixel covers 10/14.3 um.
  CHECK(x.interval.lower < 10 / 14.3);
  CHECK(x.interval.upper > 10 / 14.3);
  CHECK_FALSE(has_caveat(measured_ruler(noise_free(render(ruler(), gaussian_otf(1)))),
                         "pixel_size.distortion"));
}

TEST_CASE("one direction rests on square pixels, the more the further it is turned", "[metrics]") {
  LineGrid grid = ruler();
  grid.angle = deg(20);
  const Evaluation e = measured_ruler(noise_free(render(grid, gaussian_otf(1))));
  const auto* square = part(result_of(e, "pixel_size_x"), "square pixels");
  REQUIRE(square != nullptr);
  CHECK_THAT(square->sensitivity / result_of(e, "pixel_size_x").value,
             WithinRel(std::pow(std::sin(20 / 57.29577951), 2), 1e-3));
  grid.two_directions = true;
  const Evaluation both = measured_ruler(noise_free(render(grid, gaussian_otf(1))));
  CHECK(part(result_of(both, "pixel_size_x"), "square pixels") == nullptr);
  CHECK(part(result_of(both, "pixel_size_x"), "line positions across") != nullptr);
}

TEST_CASE("frames of one position are averaged", "[metrics]") {
  LineGrid grid = ruler();
  grid.field = electrons(300);
  grid.line = electrons(30);
  const auto image = render(grid, gaussian_otf(1));
  std::vector<Frame> frames;
  for (std::uint64_t seed = 1; seed <= 9; ++seed) frames.push_back(exposed(image, seed));
  const Evaluation single =
      measured(observation_of(frames.front()), {{"pitch", "10um"}}, "pixel_size");
  const Evaluation nine =
      measured(observation_of(std::move(frames)), {{"pitch", "10um"}}, "pixel_size");
  CHECK(result_of(nine, "pixel_size_x").n == 9);
  CHECK(part(result_of(nine, "pixel_size_x"), "line positions")->contribution() <
        0.6 * part(result_of(single, "pixel_size_x"), "line positions")->contribution());
}
