// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/texture_direction.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace etalon;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr int kSize = 130;
constexpr double kNoise = 5;

/// Waves across and, where `down` is not 0, down, on a lamp that falls off; the content moved by 3
/// and 2 samples in the second frame.
Plane frame(double down, double turned, unsigned seed, int x = 0, int y = 0) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> noise(0, kNoise);
  Plane plane;
  plane.width = plane.height = kSize;
  for (int j = 0; j < kSize; ++j) {
    for (int i = 0; i < kSize; ++i) {
      const double u = (i - x) * std::cos(turned) + (j - y) * std::sin(turned);
      const double v = (j - y) * std::cos(turned) - (i - x) * std::sin(turned);
      const double lamp = 4.0 * j - 0.01 * j * j;
      plane.values.push_back(static_cast<float>(1000 + lamp + 40 * std::sin(0.5 * u) +
                                                down * std::sin(0.4 * v) + noise(generator)));
    }
  }
  return plane;
}

imaging::TextureDirection direction(double down, double turned, unsigned seed) {
  return imaging::texture_direction(frame(down, turned, seed), frame(down, turned, seed + 1, 3, 2),
                                    3, 2, kNoise * kNoise);
}

}  // namespace

TEST_CASE("lines vary in one direction, whatever the lamp does", "[imaging]") {
  for (const double turned : {0.0, 0.4, 1.2}) {
    const auto lines = direction(0, turned, 7);
    INFO(turned << ": " << lines.weak << " +- " << lines.weak_uncertainty);
    CHECK(lines.one_way());
    CHECK_THAT(std::remainder(lines.angle - turned, std::numbers::pi), WithinAbs(0, 0.01));
    // The difference at distance 1 and the mean (1 2 1)/4 of a wave, squared; half of its height.
    if (turned == 0) CHECK_THAT(lines.strong, WithinRel(800 * std::pow(std::sin(0.5), 2), 0.05));
    CHECK_FALSE(direction(4, turned, 7).one_way());
  }
}

TEST_CASE("what noise leaves of the weak direction is what is stated", "[imaging]") {
  double squares = 0;
  double sum = 0;
  constexpr unsigned kRuns = 60;
  for (unsigned k = 0; k < kRuns; ++k) {
    const auto lines = direction(0, 0, 10 + 2 * k);
    const double off = lines.weak / lines.weak_uncertainty;
    sum += off / kRuns;
    squares += off * off / kRuns;
  }
  CHECK(std::abs(sum) < 0.6);
  CHECK_THAT(std::sqrt(squares), WithinRel(1.0, 0.3));
}

TEST_CASE("frames that hardly overlap have no direction", "[imaging]") {
  const Plane plane = frame(4, 0, 1);
  CHECK(imaging::texture_direction(plane, plane, 120, 0, 25).one_way());
}
