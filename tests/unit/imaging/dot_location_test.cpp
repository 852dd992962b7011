// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/dot_location.hpp"

#include "targets/exact/dot_array.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <utility>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr LatticeBasis kBasis{12, 1, -1, 12};

DotCandidate place(int i, int j) {
  return {100 + kBasis.ax * i + kBasis.bx * j, 100 + kBasis.ay * i + kBasis.by * j};
}

}  // namespace

TEST_CASE("the rough lattice follows the rows, whatever their angle", "[imaging]") {
  for (const double angle : {-40.0, -3.0, 0.0, 21.0, 44.0}) {
    targets::DotArray array;
    array.angle = deg(angle);
    array.pitch = px(13);
    const auto basis = rough_lattice(find_line_families(plane_of(targets::render(array))));
    REQUIRE(basis);
    CHECK_THAT(basis->length_a(), WithinRel(13, 0.03));
    CHECK_THAT(basis->length_b(), WithinRel(13, 0.03));
    CHECK_THAT(std::atan2(basis->ay, basis->ax) * 57.29577951, WithinAbs(angle, 2));
    CHECK(basis->ax * basis->by - basis->ay * basis->bx > 0);
  }
  CHECK_FALSE(rough_lattice({}));
  CHECK_FALSE(rough_lattice({{0.1, 0, 1}, {0.2, 0.01, 0.5}}));
}

TEST_CASE("dots are the smaller part of the plane, dark or bright", "[imaging]") {
  targets::DotArray array;
  const auto image = targets::render(array);
  const auto dark = find_dot_candidates(plane_of(image), 15);
  const auto bright = find_dot_candidates(plane_of(inverted(image)), 15);
  CHECK(dark.dark);
  CHECK_FALSE(bright.dark);
  CHECK(dark.dots.size() == bright.dots.size());
  CHECK_THAT(static_cast<double>(dark.dots.size()), WithinRel(300 * 220 / 225.0, 0.1));
}

TEST_CASE("candidates are numbered around holes, past dirt and under distortion", "[imaging]") {
  std::vector<DotCandidate> candidates;
  std::map<std::size_t, std::pair<int, int>> truth;
  std::mt19937 generator(2);
  for (int j = -8; j <= 8; ++j) {
    for (int i = -10; i <= 10; ++i) {
      if (std::abs(i - 2) < 3 && std::abs(j) < 2) continue;  // a hole
      if (i == -6) continue;                                 // a column that is missing
      DotCandidate c = place(i, j);
      c.x += 1e-5 * std::pow(c.x - 100, 3) / 12;
      truth[candidates.size()] = {i, j};
      candidates.push_back(c);
    }
  }
  const std::size_t dots = candidates.size();
  candidates.push_back({106, 106});
  candidates.push_back({400, 400});
  const auto numbered = number_dots(candidates, kBasis, 100, 100);
  CHECK(numbered.size() == dots);
  REQUIRE_FALSE(numbered.empty());
  // (0, 0) is a place in the hole, so numbers may count from its nearest neighbour.
  const auto& first = numbered.front();
  const int shift_i = truth.at(first.candidate).first - first.i;
  const int shift_j = truth.at(first.candidate).second - first.j;
  for (const NumberedDot& n : numbered) {
    REQUIRE(n.candidate < dots);
    CHECK(n.i + shift_i == truth.at(n.candidate).first);
    CHECK(n.j + shift_j == truth.at(n.candidate).second);
  }
}

TEST_CASE("what lies beyond a wide gap is not numbered", "[imaging]") {
  std::vector<DotCandidate> candidates;
  for (int j = 0; j < 8; ++j) {
    for (int i = 0; i < 8; ++i) candidates.push_back(place(i, j));
    for (int i = 14; i < 18; ++i) candidates.push_back(place(i, j));
  }
  CHECK(number_dots(candidates, kBasis, 100, 100).size() == 64);
  CHECK(number_dots({}, kBasis, 0, 0).empty());
}

TEST_CASE("dots are located to a small part of a sample, and the variance says how well",
          "[imaging]") {
  targets::DotArray array;
  const auto truth = targets::dots_of(array);
  const auto expected = targets::render(array, {2000, 200, 1});
  std::mt19937 generator(7);
  std::normal_distribution<double> normal(0, 1);
  targets::ExpectedImage noisy = expected;
  for (double& e : noisy.electrons) e += 20 * normal(generator);
  const auto errors = [&](const targets::ExpectedImage& image) {
    const Plane plane = plane_of(image);
    const auto candidates = find_dot_candidates(plane, 15);
    const auto basis = rough_lattice(find_line_families(plane));
    REQUIRE(basis);
    const auto located =
        locate_dots(plane, candidates, number_dots(candidates.dots, *basis, 150, 110), 15);
    double squares = 0;
    double stated = 0;
    double count = 0;
    for (const LocatedDot& dot : located.dots) {
      if (dot.fate != DotFate::good) continue;
      double nearest = 1e9;
      for (const auto& t : truth) nearest = std::min(nearest, std::hypot(t.x - dot.x, t.y - dot.y));
      squares += nearest * nearest / 2;
      stated += dot.variance;
      count += 1;
    }
    CHECK(count > 150);
    return std::pair(squares / count, stated / count);
  };
  CHECK(std::sqrt(errors(expected).first) < 0.002);
  const auto [squares, stated] = errors(noisy);
  CHECK_THAT(squares / stated, WithinAbs(1, 0.25));
}
