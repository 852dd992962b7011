// SPDX-License-Identifier: Apache-2.0
// Triplets against contrasts by quadrature (targets/exact/bar_target.hpp), which share nothing with
// the fit.
#include "suite/imaging/bar_triplet.hpp"

#include "suite/imaging/pyramid.hpp"
#include "suite/imaging/triplet_search.hpp"
#include "targets/exact/bar_target.hpp"
#include "targets/target.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::targets;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kPixel = 0.5;  // um

/// Element 3 of group 6 alone in the middle: its standing triplet is at the middle of the image.
struct KnownTriplet {
  BarTargetImage image;
  TripletPlace place;
};

KnownTriplet triplet_at(double angle, double sigma_um) {
  KnownTriplet scene;
  scene.image.width = 130;
  scene.image.height = 130;
  scene.image.pixel = um(kPixel);
  scene.image.angle = deg(angle);
  scene.image.geometry = {{"first_group", "6"}, {"last_group", "6"}};
  scene.image.blur = {{1, um(sigma_um)}};
  const auto facts = find_target("usaf_1951")->lay_out(scene.image.geometry, 1)->facts;
  const auto fact = [&](const std::string& name) {
    return std::find_if(facts.begin(), facts.end(),
                        [&](const Fact& f) { return f.name == "group_6_element_3_" + name; })
        ->value;
  };
  scene.image.x = um(fact("vertical_x"));
  scene.image.y = um(fact("vertical_y"));
  const double turn = angle / 57.29577951308232;
  scene.place = {64.5, 64.5, std::cos(turn), std::sin(turn), 2 * fact("bar_width") / kPixel};
  return scene;
}

constexpr double kFrequency = 80.634947193272;  // 6-3, line pairs per mm

}  // namespace

TEST_CASE("contrast and place of a triplet, at any angle and blur", "[imaging]") {
  for (const double angle : {0.0, 3.0, 28.0, 45.0, 90.0}) {
    for (const double sigma : {0.6, 2.0, 3.5}) {
      INFO("angle " << angle << ", sigma " << sigma);
      const KnownTriplet scene = triplet_at(angle, sigma);
      const auto levels = pyramid(plane_of(render(scene.image)));
      TripletPlace start = scene.place;
      start.x += 0.4;
      start.y -= 0.3;
      start.period *= 1.04;
      const auto fit = fit_triplet(levels, start, Adjust::place);
      REQUIRE(fit);
      // Wide blur brings light of the neighbours into the window.
      CHECK_THAT(fit->place.period, WithinRel(scene.place.period, sigma > 3 ? 1e-3 : 3e-4));
      const double turn =
          fit->place.normal_x * scene.place.normal_y - fit->place.normal_y * scene.place.normal_x;
      CHECK_THAT(turn, WithinAbs(0, 1e-3));
      const double off = (fit->place.x - 64.5) * scene.place.normal_x +
                         (fit->place.y - 64.5) * scene.place.normal_y;
      CHECK_THAT(off, WithinAbs(0, 0.01));
      CHECK_THAT(-fit->contrast, WithinAbs(true_bar_contrast(scene.image, kFrequency), 0.003));
    }
  }
}

TEST_CASE("contrast that defocus has turned over is negative", "[imaging]") {
  KnownTriplet scene = triplet_at(4, 4);
  scene.image.blur = {{1.9, um(4)}, {-0.9, um(2.4)}};
  const double truth = true_bar_contrast(scene.image, kFrequency);
  REQUIRE(truth < -0.05);
  const auto levels = pyramid(plane_of(render(scene.image)));
  const auto fit = fit_triplet(levels, scene.place, Adjust::nothing);
  REQUIRE(fit);
  CHECK_THAT(-fit->contrast, WithinAbs(truth, 0.02));
  // Half a period beside it stands something that looks like a triplet, but for its outline.
  TripletPlace beside = scene.place;
  beside.x += beside.period / 2 * beside.normal_x;
  beside.y += beside.period / 2 * beside.normal_y;
  CHECK(std::abs(outline_of(levels, scene.place)->lopsided) <
        0.2 * std::abs(outline_of(levels, scene.place)->step));
  CHECK(std::abs(outline_of(levels, beside)->lopsided) >
        0.5 * std::abs(outline_of(levels, beside)->step));
}

TEST_CASE("what the fit says of its errors is what noise does", "[imaging]") {
  const KnownTriplet scene = triplet_at(7, 2);
  const auto image = render(scene.image);
  const double truth = true_bar_contrast(scene.image, kFrequency);
  double contrast = 0;
  double period = 0;
  constexpr int kDraws = 150;
  for (std::uint64_t seed = 1; seed <= kDraws; ++seed) {
    Plane plane = extract_plane(exposed(image, seed), 0);
    for (float& v : plane.values) v -= 100;
    const auto fit = fit_triplet(pyramid(plane), scene.place, Adjust::place);
    REQUIRE(fit);
    contrast += std::pow(-fit->contrast - truth, 2) / fit->contrast_variance / kDraws;
    period += std::pow(fit->place.period - scene.place.period, 2) / fit->period_variance / kDraws;
  }
  // The standard deviation of a mean square of 150 draws is 12 %.
  CHECK_THAT(contrast, WithinAbs(1, 0.4));
  CHECK_THAT(period, WithinAbs(1, 0.4));
}

TEST_CASE("triplets are found by their bars, whatever their polarity, and rulings are not",
          "[imaging]") {
  for (const char* polarity : {"positive", "negative"}) {
    BarTargetImage image;
    image.geometry = {{"first_group", "5"}, {"last_group", "7"}, {"polarity", polarity}};
    image.angle = deg(17);
    const auto found = find_triplets(pyramid(plane_of(render(image))));
    const auto right = std::count_if(found.begin(), found.end(), [&](const auto& c) {
      return c.bright == (std::string(polarity) == "negative");
    });
    CHECK(right >= 24);
  }
  CHECK(find_triplets(pyramid(plane_of(ExpectedImage{200, 200, std::vector<double>(40000, 500)})))
            .empty());
}

TEST_CASE("a triplet that is cut off by the border is not fitted", "[imaging]") {
  const KnownTriplet scene = triplet_at(0, 1);
  const auto levels = pyramid(plane_of(render(scene.image)));
  TripletPlace place = scene.place;
  place.x = 10;
  CHECK_FALSE(fit_triplet(levels, place, Adjust::place));
  place.period = 1.5;
  CHECK_FALSE(fit_triplet(levels, place, Adjust::nothing));
}
