// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/angular_damping.hpp"
#include "targets/shapes/disc_table.hpp"
#include "targets/shapes/normal_table.hpp"
#include "targets/shapes/spokes.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>

using Catch::Matchers::WithinAbs;
using namespace etalon::targets;

namespace {

/// Share of a disc by rings about its middle: the density of the radius of a normal point about
/// (r, 0) is R exp(-(R - r)^2/2) I0(R r) exp(-R r) (Rice). Lengths in sigma, midpoint rule.
double rice_below(double radius, double r) {
  constexpr int kRings = 20000;
  double sum = 0;
  for (int i = 0; i < kRings; ++i) {
    const double ring = radius * (i + 0.5) / kRings;
    const double z = ring * r;
    const double bessel =
        z < 500 ? std::cyl_bessel_i(0.0, z) * std::exp(-z)
                : (1 + 1 / (8 * z) + 9 / (128 * z * z)) / std::sqrt(2 * std::numbers::pi * z);
    sum += ring * std::exp(-(ring - r) * (ring - r) / 2) * bessel;
  }
  return sum * radius / kRings;
}

}  // namespace

TEST_CASE("the normal distribution of the table is that of the library", "[targets]") {
  const NormalTable normal;
  for (int i = -5990; i <= 5990; ++i) {
    const double z = i / 1000.0 + 0.00037;
    CHECK_THAT(normal.below(z), WithinAbs(0.5 * std::erfc(-z / std::sqrt(2.0)), 3e-9));
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    CHECK_THAT(normal.density(z), WithinAbs(density, 3e-7));
  }
}

TEST_CASE("beyond six the normal distribution is exactly 0 or 1", "[targets]") {
  const NormalTable normal;
  CHECK(normal.below(-6) == 0);
  CHECK(normal.below(-1e300) == 0);
  CHECK(normal.below(6) == 1);
  CHECK(normal.below(std::nextafter(6, 0)) == 1);  // the table ends here, rounded
  CHECK(normal.density(std::nextafter(6, 0)) == 0);
  CHECK(normal.below(std::nextafter(-6, 0)) < 1e-8);
  CHECK(normal.below(1e300) == 1);
  CHECK(normal.density(6) == 0);
  CHECK(normal.density(-6) == 0);
}

TEST_CASE("the share of a disc is the integral of the Rice distribution", "[targets]") {
  const DiscTable disc;
  for (const double radius : {0.02, 0.5, 0.99, 1.01, 1.5, 2.7, 5.0, 12.3, 40.0, 130.0}) {
    for (const double beyond : {-5.3, -2.04, -0.97, -0.2, 0.03, 0.51, 1.9, 3.8}) {
      if (radius + beyond < 0) continue;
      INFO("radius " << radius << " sigma, " << beyond << " sigma beyond");
      CHECK_THAT(disc.share(0.3 * beyond, 0.3 * radius, 0.3),
                 WithinAbs(rice_below(radius, radius + beyond), 2e-6));
    }
  }
}

TEST_CASE("a disc far from its border is all or nothing", "[targets]") {
  const DiscTable disc;
  CHECK(disc.share(6, 10, 1) == 0);
  CHECK(disc.share(-6, 10, 1) == 1);
}

TEST_CASE("harmonics around a point are damped as Bessel functions have it", "[targets]") {
  for (const int n : {1, 2, 3, 7, 12, 40}) {
    for (const double a : {0.01, 0.4, 1.7, 5.0, 8.9, 9.1, 20.0, 45.0}) {
      const double z = a * a / 4;
      const double bessel =
          std::cyl_bessel_i((n - 1) / 2.0, z) + std::cyl_bessel_i((n + 1) / 2.0, z);
      INFO(n << " at " << a);
      CHECK_THAT(angular_damping(n, a),
                 WithinAbs(std::sqrt(std::numbers::pi / 8) * a * std::exp(-z) * bessel, 1e-10));
    }
  }
  // Far out, n angular periods are a wave of n/(2 pi r): exp(-n^2/2a^2).
  CHECK_THAT(angular_damping(72, 1e4), WithinAbs(std::exp(-72.0 * 72 / 2e8), 1e-7));
  CHECK(angular_damping(1000, 3) == 0);
}

TEST_CASE("spokes meet in the middle at one half, smoothly", "[targets]") {
  for (const int pairs : {2, 5, 36, 144}) {
    for (const bool binary : {true, false}) {
      const Spokes spokes(pairs, binary);
      INFO(pairs << (binary ? " binary" : " sinusoidal"));
      CHECK_THAT(spokes.bright(0, 0, 0.5), WithinAbs(0.5, 1e-9));
      // No step where the way of reckoning changes.
      const double edge = 0.5 * std::max(pairs, 7);
      for (const double angle : {0.0, 0.013, 0.3, 2.9}) {
        const double c = std::cos(angle);
        const double s = std::sin(angle);
        const double inside = spokes.bright((edge - 1e-9) * c, (edge - 1e-9) * s, 0.5);
        CHECK_THAT(spokes.bright((edge + 1e-9) * c, (edge + 1e-9) * s, 0.5),
                   WithinAbs(inside, 1e-6));
      }
    }
  }
}

TEST_CASE("fine spokes lose the contrast that a Gaussian takes from a wave", "[targets]") {
  const Spokes sinusoidal(100, false);
  const Spokes binary(100, true);
  for (const double r : {70.0, 110.0, 150.0}) {  // so far out that spokes are nearly parallel
    const double contrast = std::exp(-0.5 * std::pow(100 / r, 2));
    INFO(r);
    CHECK_THAT(sinusoidal.bright(r, 0, 1), WithinAbs(0.5 + 0.5 * contrast, 2e-3 * contrast));
    const double third = std::exp(-0.5 * std::pow(300 / r, 2)) / 3;
    const double fifth = std::exp(-0.5 * std::pow(500 / r, 2)) / 5;
    CHECK_THAT(binary.bright(r, 0, 1),
               WithinAbs(0.5 + 2 / std::numbers::pi * (contrast - third + fifth), 2e-3 * contrast));
  }
}
