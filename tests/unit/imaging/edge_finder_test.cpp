// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/edge_finder.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using targets::ExpectedImage;
using targets::SlantedEdge;

namespace {

SlantedEdge edge_of(int width, int height, double angle = 5) {
  SlantedEdge edge;
  edge.width = width;
  edge.height = height;
  edge.angle = deg(angle);
  return edge;
}

/// Distance of a point from the line of a rendered edge.
double off_line(const SlantedEdge& edge, double x, double y) {
  const double t = edge.angle.in(rad);
  return (x - (edge.width - 1) / 2.0) * std::cos(t) + (y - (edge.height - 1) / 2.0) * std::sin(t) -
         edge.offset.in(px);
}

/// Angle between the candidate and the edge, degrees.
double turned_away(const SlantedEdge& edge, const EdgeCandidate& c) {
  const double t = edge.angle.in(rad);
  return std::asin(std::abs(c.direction_x * std::cos(t) + c.direction_y * std::sin(t))) *
         57.29577951308232;
}

Plane noise_plane(int width, int height, double electrons, std::uint64_t seed) {
  const ExpectedImage flat{
      width, height,
      std::vector<double>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                          electrons)};
  return extract_plane(exposed(flat, seed), 0);
}

}  // namespace

TEST_CASE("one edge is found where it is, at any angle", "[imaging]") {
  for (const double angle : {0.0, 5.0, -5.0, 20.0, 45.0, 70.0, 90.0, 95.0}) {
    DYNAMIC_SECTION(angle << " degrees") {
      SlantedEdge edge = edge_of(300, 300, angle);
      edge.offset = px(12);
      const auto found = find_edges(plane_of(gaussian_edge(edge, 1)), 40);
      REQUIRE(found.size() == 1);
      const EdgeCandidate& c = found[0];
      CHECK(std::abs(off_line(edge, c.x, c.y)) < 1.5);
      CHECK(turned_away(edge, c) < 1);
      CHECK_THAT(std::hypot(c.direction_x, c.direction_y), WithinAbs(1, 1e-9));
      CHECK(c.half_length > 90);
      CHECK(c.half_length < 220);
      CHECK(c.reach_negative > 60);
      CHECK(c.reach_positive > 60);
    }
  }
}

TEST_CASE("images of any size: small, large, not square, dim", "[imaging]") {
  for (const auto& [width, height] :
       {std::pair{60, 60}, std::pair{120, 400}, std::pair{1000, 1000}, std::pair{1500, 90}}) {
    DYNAMIC_SECTION(width << " x " << height) {
      const SlantedEdge edge = edge_of(width, height);
      const auto found = find_edges(plane_of(gaussian_edge(edge, 0.8)), 40);
      REQUIRE(found.size() == 1);
      CHECK(std::abs(off_line(edge, found[0].x, found[0].y)) < 0.02 * width);
    }
  }
  SlantedEdge dim = edge_of(200, 240);
  dim.bright = electrons(20);
  dim.dark = electrons(2);
  int found_ones = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto found = find_edges(extract_plane(exposed(gaussian_edge(dim, 0.8), seed), 0), 40);
    found_ones += found.size() == 1 && std::abs(off_line(dim, found[0].x, found[0].y)) < 3 ? 1 : 0;
  }
  CHECK(found_ones >= 19);
}

TEST_CASE("four edges of a dark square, from top to bottom, corners left out", "[imaging]") {
  const auto found = find_edges(plane_of(dark_square(500, 130, 0.8, 5)), 40);
  REQUIRE(found.size() == 4);
  CHECK(std::is_sorted(found.begin(), found.end(),
                       [](const auto& a, const auto& b) { return a.y < b.y; }));
  for (const EdgeCandidate& c : found) {
    // Every edge is 130 px from the centre and 260 px long.
    const double distance = std::abs((c.x - 249.5) * c.direction_y - (c.y - 249.5) * c.direction_x);
    CHECK_THAT(distance, WithinAbs(130, 1.5));
    CHECK(c.half_length > 90);
    CHECK(c.half_length < 130);
  }
}

// All pixels up to the reach, taken along the rows that cross the edge, lie on their own side.
TEST_CASE("the reach of an edge ends before the next edge", "[imaging]") {
  constexpr double kHalf = 130;
  const auto found = find_edges(plane_of(dark_square(500, kHalf, 0.8, 5)), 40);
  REQUIRE(found.size() == 4);
  for (const EdgeCandidate& c : found) {
    const double inward = (249.5 - c.x) * c.direction_y - (249.5 - c.y) * c.direction_x;
    const double reach = inward > 0 ? c.reach_positive : c.reach_negative;
    CHECK(reach < 2 * kHalf - 3);
    CHECK(reach > kHalf);
  }
}

TEST_CASE("a picture turned by 90 degrees has the same edge, turned", "[imaging]") {
  ExpectedImage image = gaussian_edge(edge_of(240, 300), 0.8);
  std::vector<EdgeCandidate> upright = find_edges(plane_of(image), 40);
  REQUIRE(upright.size() == 1);
  EdgeCandidate expected = upright[0];
  for (int turn = 1; turn <= 3; ++turn) {
    // (x, y) -> (y, width - 1 - x)
    const int width = image.width;
    image = turned(image);
    const double x = expected.y;
    const double y = width - 1 - expected.x;
    const double dx = expected.direction_y;
    const double dy = -expected.direction_x;
    expected.x = x;
    expected.y = y;
    expected.direction_x = dx;
    expected.direction_y = dy;
    const auto found = find_edges(plane_of(image), 40);
    INFO(turn << " quarter turns");
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0].x, WithinAbs(expected.x, 1.5));
    CHECK_THAT(found[0].y, WithinAbs(expected.y, 1.5));
    CHECK(std::abs(found[0].direction_x * dy - found[0].direction_y * dx) < 0.005);
    CHECK_THAT(found[0].half_length, WithinAbs(expected.half_length, 4));
  }
}

TEST_CASE("noise, a constant picture and a shaded one hold no edge", "[imaging]") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(find_edges(noise_plane(300, 300, 1000, seed), 40).empty());
    CHECK(find_edges(noise_plane(300, 300, 3, seed), 40).empty());
  }
  const auto flat = [](double value, int width, int height) {
    return plane_of(
        {width, height,
         std::vector<double>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                             value)});
  };
  CHECK(find_edges(flat(0, 300, 300), 40).empty());
  CHECK(find_edges(flat(1e9, 300, 300), 40).empty());
  CHECK(find_edges(flat(5, 1, 1), 40).empty());
  CHECK(find_edges(flat(5, 300, 3), 40).empty());
  ExpectedImage shaded{300, 300, {}};
  for (int i = 0; i < 300 * 300; ++i)
    shaded.electrons.push_back(1000 + 2.0 * (i % 300) + 1.0 * (i / 300));
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    CHECK(find_edges(extract_plane(exposed(shaded, seed), 0), 40).empty());
}

TEST_CASE("edges shorter than asked for are passed over", "[imaging]") {
  const Plane plane = plane_of(dark_square(300, 40, 0.8, 5));
  CHECK(find_edges(plane, 30).size() == 4);
  CHECK(find_edges(plane, 200).empty());
}

TEST_CASE("two parallel edges are two, each ending at the other", "[imaging]") {
  const auto spread = targets::gaussian_edge_spread(0.8, deg(5));
  const SlantedEdge edge = edge_of(300, 300);
  const auto found =
      find_edges(plane_of(targets::render_spread(
                     edge, [=](double d) { return spread(d + 40) - spread(d - 40); })),
                 40);
  REQUIRE(found.size() == 2);
  for (const EdgeCandidate& c : found) {
    CHECK_THAT(std::abs(off_line(edge, c.x, c.y)), WithinAbs(40, 1.5));
    CHECK(std::min(c.reach_negative, c.reach_positive) < 80);
    CHECK(std::min(c.reach_negative, c.reach_positive) > 30);
  }
}
