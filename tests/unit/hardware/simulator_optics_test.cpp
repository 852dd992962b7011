// SPDX-License-Identifier: Apache-2.0
// Numbers named "oracle" were computed in another language: the pupil's autocorrelation by a
// two-dimensional quadrature, the edge by quadrature of its Fourier integral.
#include "hardware/simulator/optics.hpp"
#include "hardware/simulator/scene.hpp"
#include "hardware/simulator/truth.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;

namespace {

struct Defocused {
  Length defocus;
  double waves;
  double mtf50;        // oracle, the wavefront a parabola that is exact at the rim
  double mtf50_exact;  // oracle, the exact wavefront of a high aperture
  double edge[3];      // oracle, recorded 0.5 px, 1.7 px and -3.2 px from the edge
};
const std::vector<Defocused> kOracle{
    {um(0), 0, 0.1478283349, 0.1478283349, {0.651978510, 0.889166731, 0.054072784}},
    {um(1), 0.15179, 0.1330408169, 0.1331697107, {0.644010636, 0.872221507, 0.062789035}},
    {um(2), 0.30358, 0.0997889142, 0.1000093013, {0.622628723, 0.826342650, 0.087890977}},
    {um(4), 0.60716, 0.0556156443, 0.0555648027, {0.566622874, 0.701537359, 0.173201030}},
    {um(7), 1.06253, 0.0320194378, 0.0318742377, {0.527584776, 0.596837224, 0.307720664}}};

double at(const targets::ExpectedImage& image, int i, int j) {
  return image.electrons[static_cast<std::size_t>(j * image.width + i)];
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
    CHECK_THAT(defocus_in_waves(settings, oracle.defocus), WithinAbs(oracle.waves, 1e-5));
    CHECK_THAT(true_mtf50(settings, oracle.defocus), WithinAbs(oracle.mtf50, 1e-7));
    CHECK_THAT(true_mtf50(settings, -oracle.defocus), WithinAbs(oracle.mtf50, 1e-7));
    CHECK_THAT(true_mtf50(settings, oracle.defocus), WithinRel(oracle.mtf50_exact, 0.005));
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
      const double s = std::sin(settings.slide.edge_angle.in(rad));
      const Length left = settings.field.pixel_size * (-distances[k] / c);
      const Length up = settings.field.pixel_size * (-distances[k] / s);
      const double expected = 0.02 + 0.98 * oracle.edge[k];
      const auto by_x =
          expected_image(settings, {.slide = "chrome_edge", .defocus = oracle.defocus, .x = left});
      CHECK_THAT(at(by_x, 50, 50), WithinAbs(expected, 2e-6));
      const auto by_y =
          expected_image(settings, {.slide = "razor_blade", .defocus = oracle.defocus, .y = up});
      CHECK_THAT(at(by_y, 50, 50), WithinAbs(expected, 2e-6));
    }
  }
}

TEST_CASE("the expectation of MTF50 over focusing is that of the oracle", "[hardware]") {
  const auto found = true_mtf50_over_focusing({}, um(0.3), um(0.6));
  CHECK_THAT(found.mean, WithinAbs(0.141325545, 1e-8));
  CHECK_THAT(found.standard_deviation, WithinAbs(0.008391843, 1e-8));
  const auto sharp = true_mtf50_over_focusing({}, um(2), um(0));
  CHECK_THAT(sharp.mean, WithinAbs(0.0997889142, 1e-7));
  CHECK(sharp.standard_deviation == 0);
}

TEST_CASE("the light falls off from its own centre", "[hardware]") {
  SimulatorSettings settings;
  CHECK_THAT(illumination(settings, 40, -25), WithinAbs(1, 1e-15));
  CHECK_THAT(illumination(settings, 40 + 400 * 0.6, -25 - 400 * 0.8), WithinAbs(0.65, 1e-12));
  CHECK(illumination(settings, 40 + 200, -25) > (1 + 0.65) / 2);
  CHECK_THAT(true_uniformity(settings).in(one), WithinAbs(0.5924155301083882, 1e-12));
  settings.light.light_x = settings.light.light_y = px(0);
  const auto field = expected_image(settings, {.slide = "blank_field"});
  // The corner pixel lies half a pixel inside the corner.
  CHECK_THAT(at(field, 0, 0) / at(field, 320, 240), WithinAbs(0.65, 0.002));
  CHECK_THAT(at(field, 0, 0), WithinRel(at(field, 639, 479), 1e-12));
  CHECK(expected_image(settings, {}).electrons == field.electrons);
  settings.light.corner_brightness = percent(100);
  CHECK(true_uniformity(settings).in(one) == 1);
}

TEST_CASE("the light shades every slide", "[hardware]") {
  const SimulatorSettings shaded;
  SimulatorSettings even;
  even.light.corner_brightness = percent(100);
  const View view{.slide = "chrome_edge", .defocus = um(1)};
  const auto light = expected_image(shaded, {}).electrons;
  const auto seen = expected_image(shaded, view).electrons;
  const auto bare = expected_image(even, view).electrons;
  double worst = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    worst = std::max(worst, std::abs(seen[i] - bare[i] * light[i]));
  }
  CHECK(worst < 1e-12);
}

TEST_CASE("far out of focus everything is grey, and nothing breaks", "[hardware]") {
  const auto image = expected_image(evenly_lit(), {.slide = "chrome_edge", .defocus = um(200)});
  const auto [least, greatest] =
      std::minmax_element(image.electrons.begin(), image.electrons.end());
  CHECK(*least > 0.35);
  CHECK(*greatest < 0.67);
}
