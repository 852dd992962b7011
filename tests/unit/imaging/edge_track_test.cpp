// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/edge_track.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using targets::ExpectedImage;
using targets::SlantedEdge;

namespace {

SlantedEdge edge_of(double angle, double offset = 0.37) {
  SlantedEdge edge;
  edge.width = 240;
  edge.height = 280;
  edge.angle = deg(angle);
  edge.offset = px(offset);
  return edge;
}

/// Where the line of an upright edge crosses a row.
double column_at(const SlantedEdge& edge, double row) {
  const double t = edge.angle.in(rad);
  return (edge.width - 1) / 2.0 +
         (edge.offset.in(px) - (row - (edge.height - 1) / 2.0) * std::sin(t)) / std::cos(t);
}

TrackResult located(const Plane& plane, int max_order = 5) {
  const auto found = find_edges(plane, 40);
  REQUIRE(found.size() == 1);
  const bool lying = std::abs(found[0].direction_x) > std::abs(found[0].direction_y);
  return locate_edge(lying ? transposed(plane) : plane, found[0], max_order);
}

}  // namespace

TEST_CASE("a Gaussian edge is located to 0.002 px and 0.005 degrees", "[imaging]") {
  for (const double angle : {3.0, 5.0, 10.0, 20.0, -5.0}) {
    for (const double sigma : {0.5, 0.8, 2.0}) {
      DYNAMIC_SECTION(angle << " degrees, sigma " << sigma) {
        const SlantedEdge edge = edge_of(angle);
        const TrackResult result = located(plane_of(gaussian_edge(edge, sigma)));
        REQUIRE(result.found);
        const EdgeTrack& track = result.track;
        CHECK_FALSE(track.transposed);
        const double cosine = std::cos(edge.angle.in(rad));
        for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
          const double row = track.first_row + share * (track.last_row - track.first_row);
          CHECK_THAT((track.column(row) - column_at(edge, row)) * cosine, WithinAbs(0, 0.002));
        }
        CHECK_THAT(track.angle_deg(), WithinAbs(-angle, 0.005));
        CHECK_THAT(track.slope(track.middle_row), WithinAbs(-std::tan(edge.angle.in(rad)), 1e-4));
        CHECK_THAT(track.level_left, WithinAbs(2000, 20));
        CHECK_THAT(track.level_right, WithinAbs(20000, 20));
        CHECK(track.rows_used + static_cast<int>(track.rows_left_out.size()) ==
              track.last_row - track.first_row + 1);
        // Optics and pixel together.
        CHECK_THAT(track.sigma, WithinRel(std::sqrt(sigma * sigma + 1.0 / 12), 0.05));
      }
    }
  }
}

TEST_CASE("a lying edge is the upright one read transposed", "[imaging]") {
  const Plane upright = plane_of(gaussian_edge(edge_of(5), 0.8));
  const EdgeTrack a = located(upright).track;
  const EdgeTrack b = located(transposed(upright)).track;
  CHECK(b.transposed);
  CHECK_THAT(b.column(140), WithinAbs(a.column(140), 1e-3));
  CHECK_THAT(b.angle_deg(), WithinAbs(a.angle_deg(), 1e-3));
}

TEST_CASE("transposing twice gives the plane back", "[imaging]") {
  Plane plane;
  plane.name = "red";
  plane.width = 37;
  plane.height = 70;
  plane.x0 = 1;
  plane.y0 = 0;
  plane.pitch = 2;
  for (int i = 0; i < 37 * 70; ++i) plane.values.push_back(static_cast<float>(i));
  const Plane once = transposed(plane);
  CHECK(once.width == 70);
  CHECK(once.height == 37);
  CHECK(once.x0 == 0);
  CHECK(once.y0 == 1);
  CHECK(once.row(5)[60] == plane.row(60)[5]);
  const Plane twice = transposed(once);
  CHECK(twice.values == plane.values);
  CHECK(twice.x0 == 1);
  CHECK(twice.pitch == 2);
}

TEST_CASE("a curved edge is followed, its sag found", "[imaging]") {
  for (const double sag : {1.0, 3.0, 5.0}) {
    DYNAMIC_SECTION(sag << " px") {
      SlantedEdge edge = edge_of(5);
      edge.sag = px(sag);
      const TrackResult result = located(plane_of(gaussian_edge(edge, 0.8)));
      REQUIRE(result.found);
      const EdgeTrack& track = result.track;
      CHECK(track.order() > 1);
      // A parabola of `sag` at half the height; its best straight part (Legendre) leaves two thirds
      // of that, over the rows that were used, at their ends.
      const double half = (track.last_row - track.first_row) / 2.0 / (edge.height / 2.0);
      CHECK_THAT(track.sag(), WithinRel(sag * half * half * 2 / 3, 0.05));
    }
  }
}

TEST_CASE("a straight noisy edge stays straight", "[imaging]") {
#ifdef __SANITIZE_ADDRESS__
  constexpr int kSeeds = 15;
#else
  constexpr int kSeeds = 50;
#endif
  SlantedEdge edge = edge_of(5);
  edge.bright = electrons(2000);
  edge.dark = electrons(200);
  const ExpectedImage image = gaussian_edge(edge, 0.8);
  int curved = 0;
  int within = 0;
  double pulls = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const TrackResult result =
        located(extract_plane(exposed(image, static_cast<std::uint64_t>(seed)), 0));
    REQUIRE(result.found);
    curved += result.track.order() > 1 ? 1 : 0;
    const double apart = result.track.angle_deg() + 5;
    const double u = result.track.angle_uncertainty_deg();
    within += std::abs(apart) < 1.96 * u ? 1 : 0;
    pulls += apart * apart / (u * u);
  }
  CHECK(curved <= kSeeds / 25);
  // 93 % less 3.7 standard deviations of the binomial distribution.
  CHECK(within >= 0.93 * kSeeds - 3.7 * std::sqrt(0.93 * 0.07 * kSeeds));
  CHECK(pulls / kSeeds > 0.4);
  CHECK(pulls / kSeeds < 2);
}

TEST_CASE("rows out of line are left out and counted", "[imaging]") {
  ExpectedImage image = gaussian_edge(edge_of(5), 0.8);
  int moved = 0;
  for (int y = 5; y < image.height; y += 20) {
    const auto row = image.electrons.begin() + static_cast<std::ptrdiff_t>(y) * image.width;
    std::copy(row + 2, row + image.width, row);
    ++moved;
  }
  const TrackResult result = located(plane_of(image));
  REQUIRE(result.found);
  CHECK(static_cast<int>(result.track.rows_left_out.size()) >= moved - 4);
  CHECK(static_cast<int>(result.track.rows_left_out.size()) <= moved + 2);
  CHECK_THAT(result.track.angle_deg(), WithinAbs(-5, 0.02));
  CHECK_THAT(result.track.column(140), WithinAbs(column_at(edge_of(5), 140), 0.05));
}

TEST_CASE("with a highest order of 1 the track is a straight line", "[imaging]") {
  SlantedEdge edge = edge_of(5);
  edge.sag = px(3);
  CHECK(located(plane_of(gaussian_edge(edge, 0.8)), 1).track.order() == 1);
}

TEST_CASE("an edge that is too short or has no room says why it is not located", "[imaging]") {
  const Plane plane = plane_of(gaussian_edge(edge_of(5), 0.8));
  EdgeCandidate candidate = find_edges(plane, 40).at(0);
  SECTION("short") {
    candidate.half_length = 3;
    const TrackResult result = locate_edge(plane, candidate, 5);
    CHECK_FALSE(result.found);
    CHECK_THAT(result.problem, contains_text("8 rows"));
  }
  SECTION("no room") {
    candidate.reach_positive = 2;
    const TrackResult result = locate_edge(plane, candidate, 5);
    CHECK_FALSE(result.found);
    CHECK_THAT(result.problem, contains_text("4 pixels"));
  }
  SECTION("nothing there") {
    Plane flat = plane;
    flat.values.assign(flat.values.size(), 7.0F);
    const TrackResult result = locate_edge(flat, candidate, 5);
    CHECK_FALSE(result.found);
    CHECK_THAT(result.problem, contains_text("equally bright"));
  }
}
