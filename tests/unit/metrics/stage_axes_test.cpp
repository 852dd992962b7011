// SPDX-License-Identifier: Apache-2.0
// The scale of a stage from drawn positions, without images.
#include "suite/metrics/stage_axes.hpp"

#include "suite/core/uncertainty.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::metrics;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double kPxPerUm = 2;

/// Seven places along x and then along y, up and down five times, the ends from one side only. The
/// slide moves with the stage; a move upwards ends `play_px` short of one downwards.
struct Line {
  double error = 0;  ///< of the scale, relative
  double play_px = 0;
  double scatter_px = 0;
  double link_px = 0;  ///< error of each link
};

struct Drawn {
  StageVisits visits;
  StagePositions positions;
};

/// The positions of the visits are counted from the first one at their place, as if that were its
/// reference frame.
Drawn drawn(const Line& line, std::mt19937_64& generator) {
  std::normal_distribution<double> normal;
  Drawn all;
  all.visits.commanded = true;
  std::vector<double> at_x;
  std::vector<double> at_y;
  std::vector<std::array<double, 2>> reference;
  std::array<double, 2> side{1, 1};
  for (const int axis : {0, 1}) {
    const std::size_t first = all.visits.places.size();
    for (int i = 0; i < 7; ++i) {
      const double um = 10.0 * (i - 3) + (i % 2);  // unlike distances
      all.visits.places.push_back({axis == 0 ? um : 0, axis == 0 ? 0 : um});
      reference.push_back({NAN, NAN});
    }
    for (int k = 0; k < 61; ++k) {
      const int i = k % 12 < 7 ? k % 12 : 12 - k % 12;
      const bool up = k % 12 != 0 && k % 12 < 7;
      StageVisit visit{.frames = {}, .place = first + static_cast<std::size_t>(i)};
      if (k > 0) (axis == 0 ? visit.direction_x : visit.direction_y) = up ? 1 : -1;
      // From the end of one line to the begin of the other.
      if (k == 0 && axis == 1) visit.direction_x = 1, visit.direction_y = -1;
      if (visit.direction_x != 0) side[0] = visit.direction_x;
      if (visit.direction_y != 0) side[1] = visit.direction_y;
      const StagePlace& place = all.visits.places[visit.place];
      const auto lies = [&](double um, double of_side) {
        return kPxPerUm * (1 + line.error) * um - of_side * line.play_px / 2 +
               line.scatter_px * normal(generator);
      };
      const double x = lies(place.x_um, side[0]);
      const double y = lies(place.y_um, side[1]);
      auto& origin = reference[visit.place];
      if (std::isnan(origin[0])) origin = {x, y};
      StagePosition position;
      position.x_px = x - origin[0];
      position.y_px = y - origin[1];
      all.positions.of_visit.push_back(position);
      all.visits.visits.push_back(visit);
    }
  }
  // Neighbours along each line, and the middle of the second to that of the first.
  const auto link = [&](std::size_t from, std::size_t to) {
    const auto error = [&] { return line.link_px * normal(generator); };
    all.positions.links.push_back({from, to, reference[to][0] - reference[from][0] + error(),
                                   reference[to][1] - reference[from][1] + error(), line.link_px});
  };
  for (std::size_t i = 0; i < 6; ++i) link(i, i + 1);
  link(3, 10);
  for (std::size_t i = 10; i < 13; ++i) link(i, i + 1);
  for (std::size_t i = 10; i > 7; --i) link(i, i - 1);
  return all;
}

}  // namespace

TEST_CASE("play is told from scale at the ends of a line", "[stage]") {
  std::mt19937_64 generator(1);
  const Drawn all = drawn({.error = 0.01, .play_px = 3}, generator);
  const StageAxes axes = stage_axes(all.visits, all.positions);
  REQUIRE(axes.scale_x);
  REQUIRE(axes.scale_y);
  CHECK_THAT(axes.scale_x->px_per_um, WithinAbs(1.01 * kPxPerUm, 1e-9));
  CHECK_THAT(axes.scale_y->px_per_um, WithinAbs(1.01 * kPxPerUm, 1e-9));
}

TEST_CASE("intervals of the scale of a stage hold the truth", "[stage]") {
  constexpr int kRuns = 2000;
  int held = 0;
  double squares = 0;
  std::mt19937_64 generator(2);
  for (int run = 0; run < kRuns; ++run) {
    const Drawn all =
        drawn({.error = 0.01, .play_px = 3, .scatter_px = 0.5, .link_px = 0.02}, generator);
    for (const auto& scale : {stage_axes(all.visits, all.positions).scale_x,
                              stage_axes(all.visits, all.positions).scale_y}) {
      const double error = scale->px_per_um - 1.01 * kPxPerUm;
      held += std::abs(error) < coverage_factor(scale->degrees_of_freedom) * scale->uncertainty;
      squares += error * error / (scale->uncertainty * scale->uncertainty);
    }
  }
  INFO("error over u, rms " << std::sqrt(squares / (2 * kRuns)));
  CHECK(held > 0.93 * 2 * kRuns);
  CHECK(held < 0.97 * 2 * kRuns);
}

TEST_CASE("places that share no origin give no axes, and no infinite ones", "[stage]") {
  // The second place is seen only after y has moved for the first time, the first only before.
  Drawn all;
  all.visits.commanded = true;
  all.visits.places = {{0, 0}, {10, 0}, {10, 10}, {20, 10}};
  for (const std::size_t place : {0U, 1U, 2U, 3U}) {
    StageVisit visit{.frames = {}, .place = place};
    visit.direction_x = place == 1 || place == 3 ? 1 : 0;
    visit.direction_y = place == 2 ? 1 : 0;
    all.visits.visits.push_back(visit);
    all.positions.of_visit.emplace_back();
  }
  all.positions.links = {{1, 2, 0, 20, 0.01}};
  const StageAxes axes = stage_axes(all.visits, all.positions);
  CHECK_FALSE(axes.measured);
  CHECK_FALSE(axes.scale_x);
  CHECK_FALSE(axes.scale_y);
  CHECK(axes.along(1, 2) == std::array<double, 2>{1, 2});
}
