// SPDX-License-Identifier: Apache-2.0
// Numbers named "oracle" were computed in another language: the autocorrelation of the aplanatic
// pupil with the exact wavefront of a defocus by a two-dimensional quadrature, the edge by
// quadrature of its Fourier integral.
#include "hardware/simulator/optics.hpp"
#include "hardware/simulator/scene.hpp"
#include "hardware/simulator/truth.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;

namespace {

struct Defocused {
  Length defocus;
  double mtf50;    // oracle
  double edge[3];  // oracle, recorded 0.5 px, 1.7 px and -3.2 px from the edge
};
const std::vector<Defocused> kOracle{
    {um(0), 0.1468274121, {0.651458528, 0.887257359, 0.056345691}},
    {um(1), 0.1320450232, {0.643514190, 0.870396636, 0.065061241}},
    {um(2), 0.0989496182, {0.622196598, 0.824749997, 0.090145190}},
    {um(4), 0.0549946995, {0.566372063, 0.700613184, 0.175216660}},
    {um(7), 0.0315708291, {0.527503713, 0.596579797, 0.308752842}}};

const OptionTexts kSharp{{"dark", "0 %"}};

double at(const LightImage& image, int i, int j) {
  return static_cast<double>(image.colours.front()[static_cast<std::size_t>(j * image.width + i)]);
}

SimulatorSettings evenly_lit() {
  SimulatorSettings settings;
  settings.field.width = settings.field.height = 101;
  settings.light.corner_brightness = percent(100);
  return settings;
}

}  // namespace

TEST_CASE("MTF50 out of focus is that of the oracle", "[hardware]") {
  const SimulatorSettings settings;
  for (const Defocused& oracle : kOracle) {
    INFO(to_text(oracle.defocus));
    CHECK_THAT(true_mtf50(settings, oracle.defocus), WithinRel(oracle.mtf50, 1e-5));
    CHECK_THAT(true_mtf50(settings, -oracle.defocus), WithinRel(oracle.mtf50, 1e-5));
  }
}

TEST_CASE("the image of an edge is that of the oracle, and moves with the stage", "[hardware]") {
  const SimulatorSettings settings = evenly_lit();
  const double distances[] = {0.5, 1.7, -3.2};
  for (const Defocused& oracle : kOracle) {
    for (int k = 0; k < 3; ++k) {
      INFO(to_text(oracle.defocus) << " " << distances[k]);
      // Moved to the left by d, the edge leaves the middle d away on its bright side.
      const double c = std::cos(settings.slide.edge_angle.in(rad));
      const double sine = std::sin(settings.slide.edge_angle.in(rad));
      const Length left = settings.field.pixel_size * (-distances[k] / c);
      const Length up = settings.field.pixel_size * (-distances[k] / sine);
      const View view{.shape = "slanted_edge", .draw = kSharp, .defocus = oracle.defocus};
      View by_x = view;
      by_x.x = left;
      CHECK_THAT(at(expected_image(settings, by_x), 50, 50), WithinAbs(oracle.edge[k], 2e-4));
      View by_y = view;
      by_y.y = up;
      CHECK_THAT(at(expected_image(settings, by_y), 50, 50), WithinAbs(oracle.edge[k], 2e-4));
    }
  }
}

TEST_CASE("the expectation of MTF50 over focusing is that of the oracle", "[hardware]") {
  const auto found = true_mtf50_over_focusing({}, um(0.3), um(0.6));
  CHECK_THAT(found.mean, WithinRel(0.140327625, 1e-5));
  CHECK_THAT(found.standard_deviation, WithinRel(0.008374482, 1e-4));
  const auto sharp = true_mtf50_over_focusing({}, um(2), um(0));
  CHECK_THAT(sharp.mean, WithinRel(0.0989496182, 1e-5));
  CHECK(sharp.standard_deviation == 0);
}

TEST_CASE("roughness and vibration lower MTF50 as Gaussian spreads do", "[hardware]") {
  SimulatorSettings rough;
  rough.slide.edge_roughness = um(0.2);
  SimulatorSettings shaken;
  shaken.mechanics.vibration = um(0.2);
  CHECK_THAT(true_mtf50(rough, um(0)), WithinRel(true_mtf50(shaken, um(0)), 1e-9));
  // Half the contrast is left where lens and spread together leave it.
  const double f = true_mtf50(shaken, um(0));
  const double spread = std::exp(-2 * std::pow(std::numbers::pi * 0.2 / 0.2618 * f, 2));
  const Angle along = shaken.slide.edge_angle;
  CHECK_THAT(targets::true_mtf(optics({}, um(0), along), along, f) * spread, WithinAbs(0.5, 1e-7));
}

TEST_CASE("an evenly lit slide is lit from the centre of the light", "[hardware]") {
  SimulatorSettings settings;
  CHECK_THAT(true_uniformity(settings).in(one), WithinAbs(0.5924155301083882, 1e-6));
  settings.light.light_x = settings.light.light_y = px(0);
  const auto field = expected_image(settings, {.shape = "blank_field"});
  // The corner pixel lies half a pixel inside the corner.
  CHECK_THAT(at(field, 0, 0) / at(field, 320, 240), WithinAbs(0.65, 0.002));
  CHECK_THAT(at(field, 0, 0), WithinRel(at(field, 639, 479), 1e-6));
  CHECK(expected_image(settings, {}).colours == field.colours);
  settings.light.corner_brightness = percent(100);
  CHECK_THAT(true_uniformity(settings).in(one), WithinAbs(1, 1e-6));
}

TEST_CASE("the light shades every slide", "[hardware]") {
  const SimulatorSettings shaded;
  SimulatorSettings even;
  even.light.corner_brightness = percent(100);
  const View view{.shape = "slanted_edge", .draw = kSharp, .defocus = um(1)};
  const auto light = expected_image(shaded, {}).colours.front();
  const auto seen = expected_image(shaded, view).colours.front();
  const auto bare = expected_image(even, view).colours.front();
  double worst = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(seen[i]) -
                                     static_cast<double>(bare[i]) * static_cast<double>(light[i])));
  }
  CHECK(worst < 1e-6);
}

TEST_CASE("far out of focus everything is grey, and nothing breaks", "[hardware]") {
  const auto image =
      expected_image(evenly_lit(), {.shape = "slanted_edge", .draw = kSharp, .defocus = um(200)})
          .colours.front();
  const auto [least, greatest] = std::minmax_element(image.begin(), image.end());
  CHECK(*least > 0.3F);
  CHECK(*greatest < 0.7F);
}
