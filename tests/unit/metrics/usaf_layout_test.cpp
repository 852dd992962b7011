// SPDX-License-Identifier: Apache-2.0
// The ladder against 30-digit figures of another program, the arrangement against the rendered
// target.
#include "suite/metrics/usaf_layout.hpp"

#include "targets/target.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <map>
#include <string>

using namespace etalon;
using namespace etalon::metrics;
using Catch::Matchers::WithinRel;

namespace {

/// Elements from rung `first` to `last`, as the shape of targets/ lays them out, turned by quarters
/// and mirrored.
std::vector<SeenElement> laid_out(int first, int last, int quarters, bool mirrored) {
  const auto scene =
      targets::find_target("usaf_1951")->lay_out({{"first_group", "0"}, {"last_group", "7"}}, 1);
  std::map<std::string, double> facts;
  for (const auto& f : scene->facts) facts[f.name] = f.value;
  const double unit = 500 / usaf_line_pairs_per_mm(first);
  std::vector<SeenElement> seen;
  for (int rung = first; rung <= last; ++rung) {
    const std::string name = "group_" + std::to_string(usaf_group(rung)) + "_element_" +
                             std::to_string(usaf_element(rung)) + "_";
    const auto place = [&](const std::string& triplet) {
      double x = facts.at(name + triplet + "_x") / unit * (mirrored ? -1 : 1);
      double y = facts.at(name + triplet + "_y") / unit;
      for (int i = 0; i < quarters; ++i) {
        const double old = x;
        x = -y;
        y = old;
      }
      return SeenElement::Place{x, y};
    };
    seen.push_back({rung - first, place("vertical"), place("horizontal")});
  }
  return seen;
}

bool never(int, const SeenElement::Place&) { return false; }

}  // namespace

TEST_CASE("the ladder of sixth roots of two", "[metrics]") {
  const struct {
    int group, element;
    double line_pairs;
  } oracle[] = {{-2, 1, 0.25},           {4, 3, 20.158736798318}, {5, 6, 57.017517960982},
                {7, 6, 228.07007184393}, {9, 6, 912.28028737571}, {11, 6, 3649.1211495028}};
  for (const auto& o : oracle) {
    const int rung = 6 * o.group + o.element - 1;
    CHECK_THAT(usaf_line_pairs_per_mm(rung), WithinRel(o.line_pairs, 1e-12));
    CHECK(usaf_group(rung) == o.group);
    CHECK(usaf_element(rung) == o.element);
  }
}

TEST_CASE("a whole pair of groups is read from any part of the ladder, turned or mirrored",
          "[metrics]") {
  for (int first = 0; first < 12; ++first) {
    for (int quarters = 0; quarters < 4; ++quarters) {
      for (const bool mirrored : {false, true}) {
        INFO("first rung " << first << ", quarters " << quarters << ", mirrored " << mirrored);
        const auto read = read_arrangement(laid_out(first, first + 14, quarters, mirrored), never);
        CHECK(read.rung_of_12 == first);
        CHECK(read.element == first % 6 + 1);
        CHECK(read.mirrored == mirrored);
      }
    }
  }
}

TEST_CASE("three elements of a column could be many; then nothing is claimed", "[metrics]") {
  const auto read = read_arrangement(laid_out(7, 9, 0, false), never);
  CHECK_FALSE(read.element);
  CHECK_FALSE(read.rung_of_12);
  REQUIRE(read.columns.size() == 1);
  CHECK(read.columns.front() == std::vector<int>{0, 1, 2});
}

TEST_CASE("elements that would be visible and are not tell where a column ends", "[metrics]") {
  // A whole right column with free space above and below: it cannot go on.
  const auto everything = [](int, const SeenElement::Place&) { return true; };
  const auto read = read_arrangement(laid_out(6, 11, 0, false), everything);
  CHECK(read.element == 1);
  CHECK(read.rung_of_12 == 6);
}

TEST_CASE("columns are runs of elements one below the other", "[metrics]") {
  const auto read = read_arrangement(laid_out(0, 13, 0, false), never);
  REQUIRE(read.columns.size() == 5);
  CHECK(read.columns[1] == std::vector<int>{1, 2, 3, 4, 5});
  CHECK(read.columns[2] == std::vector<int>{6, 7, 8, 9, 10, 11});
}
