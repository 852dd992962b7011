// SPDX-License-Identifier: Apache-2.0
#include "protocols/series_plan.hpp"

#include "hardware/microscope.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <set>

using Catch::Matchers::WithinAbs;
using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

constexpr Abilities kMotors{.exposes = true, .lamp = true, .stage = true, .focus = true};

Acquire tour(bool diagonals, Length way, int rounds, int targets = 5) {
  Acquire acquire;
  acquire.tour = StageTour{diagonals, way, targets, rounds, 10};
  return acquire;
}

Acquire exposures(std::vector<ExposureLevel> levels) {
  Acquire acquire;
  acquire.frames = 2;
  acquire.exposures = std::move(levels);
  return acquire;
}

}  // namespace

TEST_CASE("Diagonal moves go to four corners and come back each time") {
  const auto visits = plan_series(tour(true, um(300), 20), kMotors);
  REQUIRE(visits.size() == 161);
  std::set<std::pair<double, double>> corners;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const std::pair place{visits[i].x->in(um), visits[i].y->in(um)};
    if (i % 2 == 0) CHECK(place == std::pair(0.0, 0.0));
    if (i % 2 == 1) corners.insert(place);
    CHECK(visits[i].stage_visit == static_cast<int>(i));
    CHECK(visits[i].focus_visit == 0);
  }
  CHECK(corners ==
        std::set<std::pair<double, double>>{{300, 300}, {-300, -300}, {300, -300}, {-300, 300}});
}

TEST_CASE("Targets of a line are approached from either side, and stay within a spacing") {
  const auto visits = plan_series(tour(false, um(40), 3), kMotors);
  std::map<double, std::set<int>> directions;
  for (std::size_t i = 1; i < visits.size(); ++i) {
    const double x = visits[i].x->in(um);
    const double before = visits[i - 1].x->in(um);
    CHECK(std::abs(x) <= 32);
    CHECK((visits[i].x == um(0) || visits[i].y == um(0)));
    if (visits[i].y == um(0) && x != before) directions[x].insert(x > before ? 1 : -1);
  }
  int from_both = 0;
  for (const auto& [x, sides] : directions) from_both += sides.size() == 2 ? 1 : 0;
  CHECK(from_both >= 5);
  // Equal spacings would meet a periodic error in one phase only.
  CHECK_THAT((*visits[2].x - *visits[1].x) / (*visits[3].x - *visits[2].x) - 1,
             !WithinAbs(0, 0.05));
}

TEST_CASE("Shares of the full exposure become times by what was found") {
  Abilities can = kMotors;
  const auto series =
      exposures({{.share = percent(50), .frames = 2}, {.share = percent(120), .frames = 9}});
  CHECK_THROWS_WITH(plan_series(series, can),
                    contains_text("no step before has found an exposure"));
  can.full = ms(40);
  const auto visits = plan_series(series, can);
  REQUIRE(visits.size() == 2);
  CHECK(visits[0].exposure == ms(20));
  CHECK(visits[1].exposure == ms(48));
  CHECK(visits[1].frames == 9);
  CHECK(visits[1].stage_visit == 0);
}

TEST_CASE("Where exposures cannot be set the lamp is, by its motor or by a person") {
  Acquire acquire = exposures({{.time = ms(1), .frames = 2}, {.time = ms(2), .frames = 16}});
  acquire.levels = {{.share = percent(65), .frames = 2}, {.share = percent(130), .frames = 2}};
  auto visits = plan_series(acquire, {.lamp = true});
  REQUIRE(visits.size() == 2);
  CHECK(visits[0].level == percent(50));
  CHECK(visits[1].level == percent(100));
  CHECK_FALSE(visits[1].exposure);
  visits = plan_series(acquire, {.person = true});
  REQUIRE(visits.size() == 2);
  CHECK(visits[1].share == percent(130));
  CHECK_FALSE(visits[1].level);
  acquire.levels.clear();
  visits = plan_series(acquire, {.person = true});
  REQUIRE(visits.size() == 1);
  CHECK(visits[0].frames == 16);
}

TEST_CASE("Without a motor a person moves the stage, and without a person nobody does") {
  const auto acquire = tour(true, um(300), 20);
  const auto visits = plan_series(acquire, {.person = true});
  REQUIRE(visits.size() == 10);
  CHECK(visits[9].return_by_hand);
  CHECK(visits[9].stage_visit == 9);
  CHECK_THROWS_AS(plan_series(acquire, {.exposes = true}), hardware::NoFrames);
}

TEST_CASE("A folder has its frames already") {
  for (const Acquire& acquire : {tour(true, um(300), 20), exposures({{.share = percent(50)}})}) {
    const auto visits = plan_series(acquire, {.takes = false});
    REQUIRE(visits.size() == 1);
    CHECK(visits[0].frames == 0);
  }
  Acquire timed;
  timed.frames = 300;
  timed.interval = s(1);
  CHECK(plan_series(timed, {.takes = false, .person = true}).size() == 1);
  CHECK(plan_series(timed, {}).size() == 300);
}

TEST_CASE("Runs through focus turn round at one frame") {
  Acquire acquire;
  acquire.stack = Stack{3, um(2), 2};
  const auto visits = plan_series(acquire, kMotors);
  std::vector<double> z;
  for (const Visit& visit : visits) z.push_back(visit.z->in(um));
  CHECK(z == std::vector<double>{-2, 0, 2, 0, -2, 0, 2, 0, -2});
  CHECK(visits[4].focus_visit == 4);
  CHECK(visits[4].stage_visit == 0);
  CHECK_THROWS_AS(plan_series(acquire, {}), hardware::NoFrames);
}

TEST_CASE("A series goes on from the last place from which every axis has moved") {
  const auto visits = plan_series(tour(false, um(40), 2), kMotors);
  std::size_t first_y = 0;
  while (visits[first_y].y == um(0)) ++first_y;
  CHECK(begin_of_replay(visits, 0) == 0);
  CHECK(begin_of_replay(visits, 5) == 3);  // y has not moved yet
  // In the middle of the moves along y the last one along x was to their first place.
  CHECK(begin_of_replay(visits, first_y + 4) == first_y - 1);
}
