// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/targets/shapes.hpp"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using etalon::test::average;
using etalon::test::fact;
using etalon::test::laid_out;
using etalon::test::light;
using namespace etalon;
using namespace etalon::targets;

namespace {

struct Triplet {
  double x = 0;
  double y = 0;
  double bar = 0;
  bool vertical = false;
};

std::vector<Triplet> triplets_of(const Scene& scene, int first, int last) {
  std::vector<Triplet> all;
  for (int group = first; group <= last; ++group) {
    for (int element = 1; element <= 6; ++element) {
      const std::string name =
          "group_" + std::to_string(group) + "_element_" + std::to_string(element) + "_";
      const double bar = fact(scene, name + "bar_width");
      all.push_back(
          {fact(scene, name + "vertical_x"), fact(scene, name + "vertical_y"), bar, true});
      all.push_back(
          {fact(scene, name + "horizontal_x"), fact(scene, name + "horizontal_y"), bar, false});
    }
  }
  return all;
}

/// From where the facts say that triplets are, and nothing else.
double bright(const std::vector<Triplet>& triplets, double x, double y) {
  for (const Triplet& t : triplets) {
    const double across = (t.vertical ? x - t.x : y - t.y) / t.bar;
    const double along = (t.vertical ? y - t.y : x - t.x) / t.bar;
    if (std::abs(along) > 2.5 || std::abs(across) > 2.5) continue;
    return std::abs(across - 2 * std::round(across / 2)) < 0.5 ? 0 : 1;
  }
  return 1;
}

}  // namespace

TEST_CASE("bars have the widths of the formula", "[targets]") {
  const Scene scene = laid_out("usaf_1951", {{"first_group", "-2"}, {"last_group", "11"}});
  CHECK(scene.facts.size() == 14 * 6 * 5);
  // Values computed in another language with 30 digits.
  const struct {
    const char* name;
    double bar_um;
  } known[] = {{"group_-2_element_1_bar_width", 2000.0},
               {"group_-2_element_6_bar_width", 1122.4620483094},
               {"group_-1_element_3_bar_width", 793.7005259841},
               {"group_0_element_4_bar_width", 353.55339059327},
               {"group_4_element_3_bar_width", 24.803141437003},
               {"group_7_element_6_bar_width", 2.1923086881042},
               {"group_11_element_6_bar_width", 0.13701929300652}};
  for (const auto& [name, bar] : known) {
    INFO(name);
    CHECK_THAT(fact(scene, name), WithinRel(bar, 1e-12));
  }
}

TEST_CASE("an element is as the standard has it, gap of two bars between its triplets",
          "[targets]") {
  // Rectangles of group 4 element 3, computed in another language: from the left upper corner.
  const Scene scene = laid_out("usaf_1951", {{"dark", "0"}});
  const double w = 24.803141437003;
  const double x = fact(scene, "group_4_element_3_vertical_x") - 124.01570718502 / 2;
  const double y = fact(scene, "group_4_element_3_vertical_y") - 124.01570718502 / 2;
  const double corners[][2] = {{0, 0},
                               {49.606282874006, 0},
                               {99.212565748012, 0},
                               {173.62199005902, 0},
                               {173.62199005902, 49.606282874006},
                               {173.62199005902, 99.212565748012}};
  for (std::size_t i = 0; i < 6; ++i) {
    const double width = i < 3 ? w : 5 * w;
    const double height = i < 3 ? 5 * w : w;
    const double left = x + corners[i][0];
    const double top = y + corners[i][1];
    INFO(i);
    for (const double across : {1e-3, 1 - 1e-3}) {
      for (const double down : {1e-3, 1 - 1e-3})
        CHECK(light(scene, left + across * width, top + down * height, 1e-4) < 1e-6);
    }
    CHECK(light(scene, left - 1e-3, top + height / 2, 1e-4) > 1 - 1e-6);
    CHECK(light(scene, left + width + 1e-3, top + height / 2, 1e-4) > 1 - 1e-6);
    CHECK(light(scene, left + width / 2, top - 1e-3, 1e-4) > 1 - 1e-6);
    CHECK(light(scene, left + width / 2, top + height + 1e-3, 1e-4) > 1 - 1e-6);
  }
}

TEST_CASE("all dark is in the triplets, and no two of them touch", "[targets]") {
  const Scene scene =
      laid_out("usaf_1951", {{"first_group", "3"}, {"last_group", "6"}, {"dark", "0"}});
  const auto triplets = triplets_of(scene, 3, 6);
  double area = 0;
  for (const Triplet& t : triplets) area += 15 * t.bar * t.bar;
  double dark = 0;  // the trapezium rule is exact for what a Gaussian has smoothed
  for (int j = -450; j <= 450; ++j) {
    for (int i = -450; i <= 450; ++i) dark += 1 - light(scene, 5.0 * i, 5.0 * j, 5);
  }
  CHECK_THAT(25 * dark, WithinRel(area, 1e-6));
  for (std::size_t i = 0; i < triplets.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Triplet& a = triplets[i];
      const Triplet& b = triplets[j];
      const double apart = std::max(std::abs(a.x - b.x), std::abs(a.y - b.y));
      CHECK(apart > 2.5 * (a.bar + b.bar) + 1.4 * std::min(a.bar, b.bar));
    }
  }
}

TEST_CASE("USAF light is the Gaussian average of bars where the facts say", "[targets]") {
  const Scene scene = laid_out("usaf_1951", {{"dark", "0"}});
  const auto triplets = triplets_of(scene, 2, 7);
  const auto at = [&](double x, double y) { return bright(triplets, x, y); };
  for (const Triplet& t : {triplets[0], triplets[31], triplets[70]}) {
    for (const double sigma : {0.2, 1.5}) {
      const double x = t.x + 2.3 * t.bar;
      const double y = t.y - 1.8 * t.bar;
      CHECK_THAT(light(scene, x, y, sigma * t.bar),
                 WithinAbs(average(at, x, y, sigma * t.bar), 1e-5));
    }
  }
}
