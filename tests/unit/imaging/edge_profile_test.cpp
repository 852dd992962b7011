// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/edge_profile.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using targets::SlantedEdge;

namespace {

constexpr int kBlocks = 10;

SlantedEdge edge_of(double angle) {
  SlantedEdge edge;
  edge.width = 240;
  edge.height = 280;
  edge.angle = deg(angle);
  edge.offset = px(0.37);
  return edge;
}

/// The true line of the edge over rows 40 to 239, 60 px to either side.
EdgeTrack true_track(const SlantedEdge& edge, double sigma = 0.85) {
  EdgeTrack track;
  track.first_row = 40;
  track.last_row = 239;
  track.middle_row = 139.5;
  track.half_rows = 99.5;
  const double t = edge.angle.in(rad);
  track.coefficients = {119.5 + edge.offset.in(px) / std::cos(t), -99.5 * std::tan(t)};
  track.reach_left = track.reach_right = 60;
  track.level_left = 2000;
  track.level_right = 20000;
  track.sigma = sigma;
  return track;
}

double total(const EdgeProfile& profile) {
  return std::accumulate(profile.count.begin(), profile.count.end(), 0.0);
}

}  // namespace

TEST_CASE("every pixel within reach is counted once", "[imaging]") {
  const SlantedEdge edge = edge_of(5);
  const EdgeTrack track = true_track(edge);
  const Plane plane = plane_of(gaussian_edge(edge, 0.8));
  const EdgeProfile profile = gather_profile(plane, track, kBlocks);
  REQUIRE(profile.blocks == kBlocks);
  REQUIRE(profile.lower.size() == profile.bins + 1);
  REQUIRE(profile.count.size() == profile.bins * kBlocks);
  CHECK(std::is_sorted(profile.lower.begin(), profile.lower.end()));
  double expected = 0;
  double sum = 0;
  const double cosine = std::cos(edge.angle.in(rad));
  for (int row = track.first_row; row <= track.last_row; ++row) {
    for (int x = 0; x < plane.width; ++x) {
      const double d = (x - track.column(row)) * cosine;
      if (d < profile.lower.front() || d >= profile.lower.back()) continue;
      expected += 1;
      sum += static_cast<double>(plane.row(row)[x]);
    }
  }
  CHECK(total(profile) == expected);
  CHECK_THAT(std::accumulate(profile.sum.begin(), profile.sum.end(), 0.0), WithinRel(sum, 1e-7));
  // Nearly all of the 60 px on either side.
  CHECK(profile.lower.front() >= -60);
  CHECK(profile.lower.back() <= 60);
  CHECK(profile.lower.back() > 45);
}

TEST_CASE("blocks hold equal parts of the rows", "[imaging]") {
  const SlantedEdge edge = edge_of(5);
  const EdgeProfile profile =
      gather_profile(plane_of(gaussian_edge(edge, 0.8)), true_track(edge), kBlocks);
  const double whole = total(profile);
  for (std::size_t block = 0; block < kBlocks; ++block) {
    const auto begin = profile.count.begin() + static_cast<std::ptrdiff_t>(block * profile.bins);
    const double part =
        std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(profile.bins), 0.0);
    CHECK_THAT(part, WithinRel(whole / kBlocks, 0.01));
  }
}

TEST_CASE("bins follow the edge spread at the mean distance of their pixels", "[imaging]") {
  const SlantedEdge edge = edge_of(5);
  const EdgeProfile profile =
      gather_profile(plane_of(gaussian_edge(edge, 0.8)), true_track(edge), kBlocks);
  const auto spread = targets::gaussian_edge_spread(0.8, edge.angle);
  for (std::size_t bin = 0; bin < profile.bins; ++bin) {
    if (profile.bin_count(bin) < 1) continue;
    const double d = profile.bin_distance(bin);
    CHECK(d >= profile.lower[bin] - 1e-9);
    CHECK(d <= profile.lower[bin + 1] + 1e-9);
    // The curvature of the edge spread over half a bin: at most 4e-4 of the step.
    CHECK_THAT(profile.bin_value(bin), WithinAbs(2000 + 18000 * spread(d), 18000 * 5e-4));
  }
  CHECK_THAT(profile.level_left, WithinAbs(2000, 0.5));
  CHECK_THAT(profile.level_right, WithinAbs(20000, 0.5));
  CHECK(profile.lowest == profile.lowest);
  CHECK_THAT(profile.lowest, WithinAbs(2000, 0.5));
  CHECK_THAT(profile.highest, WithinAbs(20000, 0.5));
  CHECK(profile.not_finite == 0);
}

// Distances between the phases in which pixels meet the edge: 1 at 0 degrees, sin = 0.447 where the
// slope is 1/2, 0.707 at 45 degrees; a bin less where the ends of a gap share bins with pixels.
TEST_CASE("the longest gap shows angles that leave phases out", "[imaging]") {
  const double half_slope = std::atan(0.5) * 57.29577951308232;
  const auto gap = [](double angle) {
    const SlantedEdge edge = edge_of(angle);
    return gather_profile(plane_of(gaussian_edge(edge, 0.8)), true_track(edge), kBlocks)
        .longest_gap;
  };
  constexpr double kBin = EdgeProfile::kCoreBinWidth;
  CHECK_THAT(gap(0), WithinAbs(1 - kBin, 1.5 * kBin));
  CHECK_THAT(gap(45), WithinAbs(std::sqrt(0.5) - kBin, 1.5 * kBin));
  CHECK_THAT(gap(half_slope), WithinAbs(std::sqrt(0.2) - kBin, 1.5 * kBin));
  CHECK(gap(5) <= kBin);
  CHECK(gap(10) <= kBin);
  CHECK(gap(20) <= 2 * kBin);
}

// The corners of a dark square and its other sides are within reach of no edge.
TEST_CASE("beside an edge of a dark square there are only its two levels", "[imaging]") {
  const Plane plane = plane_of(dark_square(500, 130, 0.8, 5));
  const Plane lying = transposed(plane);
  const auto found = find_edges(plane, 40);
  REQUIRE(found.size() == 4);
  for (const EdgeCandidate& candidate : found) {
    const Plane& picture =
        std::abs(candidate.direction_x) > std::abs(candidate.direction_y) ? lying : plane;
    const TrackResult located = locate_edge(picture, candidate, 5);
    REQUIRE(located.found);
    const EdgeProfile profile = gather_profile(picture, located.track, kBlocks);
    const bool right_bright = profile.level_right > profile.level_left;
    double furthest_off = 0;
    for (std::size_t bin = 0; bin < profile.bins; ++bin) {
      if (profile.bin_count(bin) < 1 || std::abs(profile.bin_distance(bin)) < 6) continue;
      const bool bright = (profile.bin_distance(bin) > 0) == right_bright;
      furthest_off =
          std::max(furthest_off, std::abs(profile.bin_value(bin) - (bright ? 20000 : 2000)));
    }
    CHECK(furthest_off < 1);
  }
}

TEST_CASE("the noise of both plateaus is that of the camera", "[imaging]") {
  const SlantedEdge edge = edge_of(5);
  const EdgeProfile profile = gather_profile(extract_plane(exposed(gaussian_edge(edge, 0.8), 5), 0),
                                             true_track(edge), kBlocks);
  // Poisson, 2 electrons of read noise, rounding.
  CHECK_THAT(profile.variance_left, WithinRel(2000 + 4 + 1.0 / 12, 0.1));
  CHECK_THAT(profile.variance_right, WithinRel(20000 + 4 + 1.0 / 12, 0.1));
  CHECK_THAT(profile.level_left, WithinAbs(2100, 5));
  CHECK_THAT(profile.level_right, WithinAbs(20100, 10));
}

TEST_CASE("pixels that are no numbers are counted and kept out of the sums", "[imaging]") {
  const SlantedEdge edge = edge_of(5);
  Plane plane = plane_of(gaussian_edge(edge, 0.8));
  const double clean = total(gather_profile(plane, true_track(edge), kBlocks));
  plane.values[140 * 240 + 120] = std::numeric_limits<float>::quiet_NaN();
  plane.values[150 * 240 + 90] = std::numeric_limits<float>::infinity();
  const EdgeProfile profile = gather_profile(plane, true_track(edge), kBlocks);
  CHECK(profile.not_finite >= 2);
  CHECK(total(profile) < clean);
  for (const double sum : profile.sum) CHECK(std::isfinite(sum));
}
