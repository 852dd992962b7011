// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/light/illumination.hpp"
#include "hardware/simulator/light/lamp.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using Catch::Matchers::WithinAbs;
using namespace etalon;
using namespace etalon::hardware;

namespace {

LightImage even(int width, int height) {
  return {width,
          height,
          {std::vector<float>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                              1.0F)}};
}

}  // namespace

TEST_CASE("a steady lamp is steady", "[hardware]") {
  CHECK(lamp_output({}, s(0), ms(20), {}) == 1);
  CHECK(lamp_output({}, hours(100), us(10), {.phase = 0.3, .scatter = 2}) == 1);
}

TEST_CASE("a lamp drifts, fades and flickers by what is stated", "[hardware]") {
  LightSettings light;
  light.lamp_half_life = minutes(10);
  CHECK_THAT(lamp_output(light, minutes(10), ms(20), {}), WithinAbs(0.5, 1e-12));
  CHECK_THAT(lamp_output(light, minutes(30), ms(20), {}), WithinAbs(0.125, 1e-12));
  light = {};
  light.lamp_drift_per_hour = percent(-2);
  CHECK_THAT(lamp_output(light, hours(3), ms(20), {}), WithinAbs(0.94, 1e-12));
  CHECK(lamp_output(light, hours(60), ms(20), {}) == 0);
  light = {};
  light.lamp_flicker = percent(5);
  CHECK_THAT(lamp_output(light, s(0), ms(20), {.scatter = -1.2}), WithinAbs(0.94, 1e-12));
  CHECK(lamp_output(light, s(0), ms(20), {.scatter = -30}) == 0);
}

TEST_CASE("a ripple shows in short exposures, and not in whole periods", "[hardware]") {
  LightSettings light;
  light.lamp_ripple = percent(20);
  light.lamp_ripple_period = ms(10);
  for (const double phase : {0.0, 0.1, 0.37, 0.8}) {
    CHECK_THAT(lamp_output(light, s(0), ms(30), {.phase = phase}), WithinAbs(1, 1e-12));
    // Mean of 1 + 0.2 sin over [phase, phase + 1/4] of a turn, integrated by hand.
    const double from = 2 * 3.14159265358979 * phase;
    const double to = from + 3.14159265358979 / 2;
    const double by_hand = 1 + 0.2 * (std::cos(from) - std::cos(to)) / (to - from);
    CHECK_THAT(lamp_output(light, s(0), ms(2.5), {.phase = phase}), WithinAbs(by_hand, 1e-9));
  }
}

TEST_CASE("the light falls off from its own centre", "[hardware]") {
  LightSettings light;
  CHECK_THAT(illumination(light, 640, 480, 40, -25), WithinAbs(1, 1e-15));
  CHECK_THAT(illumination(light, 640, 480, 40 + 400 * 0.6, -25 - 400 * 0.8),
             WithinAbs(0.65, 1e-12));
  const auto image = lit(even(64, 48), light, 1);
  CHECK_THAT(image.colours[0][5 * 64 + 7],
             WithinAbs(illumination(light, 64, 48, 7 - 31.5, 5 - 23.5), 1e-6));
}

TEST_CASE("a veil moves light about and loses none", "[hardware]") {
  LightSettings light;
  light.veil = percent(30);
  LightImage half = even(100, 100);
  std::fill(half.colours[0].begin(), half.colours[0].begin() + 5000, 0.0F);
  light.corner_brightness = percent(100);
  const auto veiled = lit(half, light, 1).colours[0];
  CHECK_THAT(veiled.front(), WithinAbs(0.15, 1e-6));
  CHECK_THAT(veiled.back(), WithinAbs(0.85, 1e-6));
  CHECK_THAT(std::accumulate(veiled.begin(), veiled.end(), 0.0), WithinAbs(5000, 0.01));
}

TEST_CASE("dust darkens a few places, the same ones with the same seed", "[hardware]") {
  LightSettings light;
  light.corner_brightness = percent(100);
  light.specks = 5;
  const auto dusty = lit(even(200, 200), light, 7).colours[0];
  CHECK(lit(even(200, 200), light, 7).colours[0] == dusty);
  CHECK(lit(even(200, 200), light, 8).colours[0] != dusty);
  const auto [least, greatest] = std::minmax_element(dusty.begin(), dusty.end());
  CHECK(*least < 0.95F);
  CHECK(*least > 0.3F);
  CHECK_THAT(*greatest, WithinAbs(1, 1e-3));
}
