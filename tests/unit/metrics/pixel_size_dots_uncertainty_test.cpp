// SPDX-License-Identifier: Apache-2.0
// What enters the budget of a grid of dots, and how often the interval holds the truth. The full
// statistics are in docs/methods/pixel_size.md.
#include "suite/metrics/pixel_size.hpp"
#include "targets/exact/dot_array.hpp"
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

DotArray grid() {
  DotArray array;
  array.width = 240;
  array.height = 180;
  array.pitch = px(14.3);
  array.diameter = px(6);
  array.angle = deg(4);
  return array;
}

const BudgetComponent* part(const MeasurementResult& result, const std::string& source) {
  const auto found = std::find_if(result.budget.begin(), result.budget.end(),
                                  [&](const auto& c) { return c.source == source; });
  return found == result.budget.end() ? nullptr : &*found;
}

bool contains(const MeasurementResult& r, double truth) {
  return r.interval.lower <= truth && truth <= r.interval.upper;
}

}  // namespace

TEST_CASE("the interval of a grid of dots holds the truth in 95 of 100 images", "[metrics][long]") {
  constexpr int kDraws = 80;
  for (const double level : {20000.0, 500.0}) {
    int held_x = 0;
    int held_y = 0;
    int held_rotation = 0;
    int held_shear = 0;
    double bias = 0;
    double squares = 0;
    for (int seed = 1; seed <= kDraws; ++seed) {
      std::mt19937 generator(static_cast<unsigned>(seed));
      std::uniform_real_distribution<double> place(-0.5, 0.5);
      DotArray array = grid();
      array.seed = seed;
      array.position_error = px(0.05);
      array.column_error = px(0.03);
      array.offset_x = place(generator) * array.pitch;
      array.offset_y = place(generator) * array.pitch;
      array.angle = deg(90 * place(generator));
      array.shear = deg(place(generator));
      const Frame frame =
          exposed(render(array, {level, level / 10, 1}), static_cast<std::uint64_t>(seed));
      const Evaluation e = measured_ruler(frame);
      const double error = relative_error(e, 14.3);
      bias += error / kDraws;
      squares += error * error / kDraws;
      held_x += contains(result_of(e, "pixel_size_x"), 10 / 14.3) ? 1 : 0;
      held_y += contains(result_of(e, "pixel_size_y"), 10 / 14.3) ? 1 : 0;
      held_rotation += contains(result_of(e, "rotation"), array.angle.in(deg)) ? 1 : 0;
      held_shear += contains(result_of(e, "shear"), array.shear.in(deg)) ? 1 : 0;
    }
    INFO("level " << level << ", bias " << bias << ", scatter " << std::sqrt(squares));
    CHECK(std::abs(bias) < 3.5 * std::sqrt(squares / kDraws));
    // Three standard deviations of 80 draws below 95 %.
    for (const int held : {held_x, held_y, held_rotation, held_shear}) CHECK(held >= 70);
  }
}

TEST_CASE("the certificate of a grid of dots enters in full", "[metrics]") {
  const auto image = noise_free(render(grid()));
  const MeasurementResult x =
      result_of(measured(with_pitch(image, 0.01), {}, "pixel_size"), "pixel_size_x");
  const BudgetComponent* pitch = part(x, "pitch of the ruler");
  REQUIRE(pitch != nullptr);
  CHECK(pitch->input == "micrometer-17");
  CHECK_THAT(pitch->sensitivity, WithinRel(1 / 14.3, 1e-4));
  CHECK_THAT(x.standard_uncertainty / x.value, WithinRel(0.001, 0.01));
}

TEST_CASE("errors of single dots and of columns are told apart", "[metrics]") {
  DotArray array = grid();
  array.angle = deg(0);
  array.position_error = px(0.1);
  const Evaluation single = measured_ruler(noise_free(render(array)));
  const MeasurementResult& x = result_of(single, "pixel_size_x");
  // Slope of a plane through m rows of n equally spaced columns: sigma sqrt(12/(m n (n^2 - 1))).
  const auto n = static_cast<double>(single.curves[0].x.size());
  const auto m = static_cast<double>(single.curves[1].x.size());
  const double expected = 0.1 * std::sqrt(12 / (m * n * (n * n - 1))) / 14.3;
  REQUIRE(part(x, "dot positions") != nullptr);
  CHECK_THAT(part(x, "dot positions")->contribution() / x.value, WithinRel(expected, 0.25));
  array.position_error = px(0);
  array.column_error = px(0.1);
  const Evaluation columns = measured_ruler(noise_free(render(array)));
  const MeasurementResult& xc = result_of(columns, "pixel_size_x");
  REQUIRE(part(xc, "columns of dots") != nullptr);
  CHECK_THAT(part(xc, "columns of dots")->contribution() / xc.value,
             WithinRel(0.1 * std::sqrt(12 / (n * (n * n - 1))) / 14.3, 0.5));
  CHECK(part(xc, "columns of dots")->degrees_of_freedom == n - 2);
  CHECK(part(xc, "dot positions")->contribution() <
        0.1 * part(xc, "columns of dots")->contribution());
}

TEST_CASE("distortion of a grid of dots is said, mapped, and widens the interval of lengths",
          "[metrics]") {
  DotArray array = grid();
  array.angle = deg(0);
  array.distortion = percent(-1);
  const Evaluation e = measured_ruler(noise_free(render(array)));
  CHECK(has_caveat(e, "pixel_size.distortion"));
  const MeasurementResult& x = result_of(e, "pixel_size_x");
  REQUIRE(part(x, "distortion over the span") != nullptr);
  // In the middle one pixel covers 10/14.3 um; the mean over the field is larger.
  CHECK(x.interval.lower < 10 / 14.3);
  CHECK(x.value > 10 / 14.3);
  // Distortion about the middle of the field turns nothing in the mean.
  CHECK(contains(result_of(e, "rotation"), 0));
  CHECK(result_of(e, "rotation").standard_uncertainty < 0.01);
  REQUIRE(e.maps.size() == 1);
  const Map& map = e.maps.front();
  REQUIRE(map.values.size() ==
          static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height));
  // x (1 + k r^2): the area changes by (1 + 3 k r^2)(1 + k r^2), k = -1 % over the corner distance.
  const double corner = std::hypot(240, 180) / 2;
  const auto truth = [&](double px_x, double px_y) {
    const double r = std::hypot(px_x - 119.5, px_y - 89.5) / corner;
    return 14.3 * std::sqrt((1 - 0.03 * r * r) * (1 - 0.01 * r * r));
  };
  const double mean = std::sqrt(result_of(e, "line_distance_px", {{"direction", "x"}}).value *
                                result_of(e, "line_distance_px", {{"direction", "y"}}).value);
  for (const auto& [i, j] :
       {std::pair{0, 0}, {map.width / 2, map.height / 2}, {map.width - 1, 3}}) {
    const double local = mean * (1 + map.values[static_cast<std::size_t>(j * map.width + i)] / 100);
    const double expected = truth(map.x0_px + i * map.pitch_px, map.y0_px + j * map.pitch_px);
    CHECK_THAT(local, WithinRel(expected, 5e-4));
  }
  CHECK(measured_ruler(noise_free(render(grid()))).maps.empty());
}

TEST_CASE("noise moves a grid of dots by hardly more than it must", "[metrics]") {
  // Cramer-Rao for the step of the lattice along x alone, from renderings about the truth.
  const DotArray array = grid();
  const DotLight light{2000, 200, 1};
  const auto stretched = [&](double by) {
    auto dots = dots_of(array);
    for (Dot& d : dots) d.x = 119.5 + (d.x - 119.5) * (1 + by);
    return render_dots(array.width, array.height, dots, light);
  };
  const auto longer = stretched(1e-4);
  const auto shorter = stretched(-1e-4);
  const auto middle = stretched(0);
  double information = 0;
  for (std::size_t k = 0; k < middle.electrons.size(); ++k) {
    const double slope = (longer.electrons[k] - shorter.electrons[k]) / 2e-4;
    information += slope * slope / (middle.electrons[k] + 4);
  }
  constexpr int kDraws = 50;
  double squares = 0;
  for (int seed = 1; seed <= kDraws; ++seed) {
    const Evaluation e = measured_ruler(exposed(middle, static_cast<std::uint64_t>(seed)));
    squares += std::pow(relative_error(e, 14.3), 2) / kDraws;
  }
  // 50 draws leave 10 %; dots that the border cuts, and even weights, cost the rest.
  CHECK(std::sqrt(squares) < 1.7 / std::sqrt(information));
}
