// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/targets/shapes.hpp"

#include <algorithm>
#include <numeric>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using etalon::test::fact;
using etalon::test::laid_out;
using namespace etalon;
using namespace etalon::targets;

namespace {

double apart(const Bead& a, const Bead& b) { return std::hypot(a.x_um - b.x_um, a.y_um - b.y_um); }

double nearest_pair(const std::vector<Bead>& beads) {
  double nearest = 1e9;
  for (std::size_t i = 0; i < beads.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) nearest = std::min(nearest, apart(beads[i], beads[j]));
  }
  return nearest;
}

struct Moments {
  double mean = 0;
  double sd = 0;
};

template <class Value>
Moments moments_of(const std::vector<Bead>& beads, const Value& value) {
  const auto n = static_cast<double>(beads.size());
  Moments m;
  for (const Bead& b : beads) m.mean += value(b) / n;
  for (const Bead& b : beads) m.sd += std::pow(value(b) - m.mean, 2) / (n - 1);
  m.sd = std::sqrt(m.sd);
  return m;
}

}  // namespace

TEST_CASE("as many beads as asked for lie in the area, none too near another", "[targets]") {
  const Scene scene = laid_out(
      "bead_field",
      {{"count", "1000"}, {"spacing", "2.5 um"}, {"width", "150 um"}, {"height", "120 um"}});
  REQUIRE(scene.beads.size() == 1000);
  CHECK(fact(scene, "beads") == 1000);
  CHECK(fact(scene, "doublets") == 0);
  CHECK(nearest_pair(scene.beads) >= 2.5);
  CHECK(nearest_pair(scene.beads) < 2.6);
  const auto x = moments_of(scene.beads, [](const Bead& b) { return b.x_um; });
  const auto y = moments_of(scene.beads, [](const Bead& b) { return b.y_um; });
  CHECK_THAT(x.mean, WithinAbs(0, 5));
  CHECK_THAT(x.sd, WithinRel(150 / std::sqrt(12.0), 0.05));
  CHECK_THAT(y.sd, WithinRel(120 / std::sqrt(12.0), 0.05));
  for (const Bead& b : scene.beads) {
    CHECK(std::abs(b.x_um) <= 75);
    CHECK(std::abs(b.y_um) <= 60);
    CHECK(b.z_um == 0);
    CHECK(b.diameter_um == 0.2);
    CHECK(b.light == std::vector<double>{20});
    CHECK(b.dye == DyeDistribution::solid);
  }
}

TEST_CASE("density counts beads on a thousand square micrometres", "[targets]") {
  const Scene scene = laid_out("bead_field", {{"density", "12.5"}, {"width", "100 um"}});
  CHECK(scene.beads.size() == 250);
}

TEST_CASE("a crowded field still fits, an overcrowded one is refused", "[targets]") {
  // 45 % of the area in discs of the smallest distance: 5730 of 2 um on 200 um x 200 um.
  CHECK(laid_out("bead_field", {{"count", "5700"}}).beads.size() == 5700);
  CHECK(!find_target("bead_field")->lay_out({{"count", "5800"}}, 1).has_value());
}

TEST_CASE("a grid of beads has its pitch and its middle", "[targets]") {
  const Scene scene = laid_out(
      "bead_field",
      {{"arrangement", "grid"}, {"spacing", "10 um"}, {"width", "95 um"}, {"height", "40 um"}});
  REQUIRE(scene.beads.size() == 50);
  CHECK_THAT(nearest_pair(scene.beads), WithinRel(10, 1e-12));
  CHECK_THAT(scene.beads.front().x_um, WithinAbs(-45, 1e-9));
  CHECK_THAT(scene.beads.back().x_um, WithinAbs(45, 1e-9));
  CHECK_THAT(scene.beads.back().y_um, WithinAbs(20, 1e-9));
}

TEST_CASE("the same seed gives the same beads, another seed others", "[targets]") {
  const OptionTexts options{{"doublets", "20 %"}, {"diameter_spread", "10 %"}, {"depth", "5 um"}};
  const auto first = laid_out("bead_field", options, 7).beads;
  const auto again = laid_out("bead_field", options, 7).beads;
  const auto other = laid_out("bead_field", options, 8).beads;
  REQUIRE(first.size() == again.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].x_um == again[i].x_um);
    CHECK(first[i].z_um == again[i].z_um);
    CHECK(first[i].diameter_um == again[i].diameter_um);
    CHECK(first[i].light == again[i].light);
  }
  CHECK(first[0].x_um != other[0].x_um);
}

TEST_CASE("doublets touch, are as many as said, and lie in one depth", "[targets]") {
  const Scene scene = laid_out("bead_field", {{"count", "2000"},
                                              {"doublets", "25 %"},
                                              {"width", "1 mm"},
                                              {"height", "1 mm"},
                                              {"spacing", "6 um"},
                                              {"diameter", "1 um"},
                                              {"diameter_spread", "5 %"},
                                              {"depth", "3 um"}});
  int touching = 0;
  for (std::size_t i = 1; i < scene.beads.size(); ++i) {
    const Bead& a = scene.beads[i - 1];
    const Bead& b = scene.beads[i];
    if (apart(a, b) > 2) continue;
    ++touching;
    CHECK_THAT(apart(a, b), WithinRel((a.diameter_um + b.diameter_um) / 2, 1e-9));
    CHECK(a.z_um == b.z_um);
  }
  CHECK(touching == fact(scene, "doublets"));
  CHECK(scene.beads.size() == 2000 + static_cast<std::size_t>(touching));
  CHECK_THAT(touching, WithinAbs(500, 4 * std::sqrt(2000 * 0.25 * 0.75)));
}

TEST_CASE("diameter, light and depth spread as said", "[targets]") {
  const Scene scene = laid_out("bead_field", {{"count", "20000"},
                                              {"width", "2 mm"},
                                              {"height", "2 mm"},
                                              {"diameter", "1 um"},
                                              {"diameter_spread", "8 %"},
                                              {"light_spread", "40 %"},
                                              {"depth", "6 um"},
                                              {"dye", "shell"},
                                              {"light", "50"}});
  const auto d = moments_of(scene.beads, [](const Bead& b) { return b.diameter_um; });
  CHECK_THAT(d.mean, WithinAbs(1, 4 * 0.08 / std::sqrt(20000.0)));
  CHECK_THAT(d.sd, WithinRel(0.08, 0.03));
  // Freed of the surface of each bead, brightness is log-normal with mean 1.
  const auto l = moments_of(
      scene.beads, [](const Bead& b) { return b.light[0] / (b.diameter_um * b.diameter_um) / 50; });
  CHECK_THAT(l.mean, WithinAbs(1, 4 * 0.4 / std::sqrt(20000.0)));
  CHECK_THAT(l.sd, WithinRel(0.4, 0.05));
  const auto z = moments_of(scene.beads, [](const Bead& b) { return b.z_um; });
  CHECK_THAT(z.mean, WithinAbs(0, 0.05));
  CHECK_THAT(z.sd, WithinRel(6 / std::sqrt(12.0), 0.03));
  for (const Bead& b : scene.beads) {
    CHECK(b.dye == DyeDistribution::shell);
    CHECK(std::abs(b.z_um) <= 3);
  }
}

TEST_CASE("solid beads shine in proportion to their volume", "[targets]") {
  const Scene scene = laid_out("bead_field", {{"diameter_spread", "10 %"}, {"light", "8"}});
  for (const Bead& b : scene.beads)
    CHECK_THAT(b.light[0], WithinRel(8 * std::pow(b.diameter_um / 0.2, 3), 1e-9));
}

TEST_CASE("beads have all colours, or each one of them", "[targets]") {
  for (const Bead& b : laid_out("bead_field", {{"colours", "3"}}).beads)
    CHECK(b.light == std::vector<double>{20, 20, 20});
  std::vector<int> count(4);
  const Scene single =
      laid_out("bead_field", {{"colours", "4"}, {"colouring", "single"}, {"count", "2000"}});
  for (const Bead& b : single.beads) {
    REQUIRE(b.light.size() == 4);
    CHECK(std::accumulate(b.light.begin(), b.light.end(), 0.0) == 20);
    ++count[static_cast<std::size_t>(std::max_element(b.light.begin(), b.light.end()) -
                                     b.light.begin())];
  }
  for (const int n : count) CHECK_THAT(n, WithinAbs(500, 4 * std::sqrt(2000 * 0.25 * 0.75)));
}
