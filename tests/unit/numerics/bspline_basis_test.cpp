// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bspline_basis.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <vector>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;

namespace {

// Uneven on purpose: dense in the middle.
const std::vector<double> kKnots = {-9, -6, -4, -2.5, -1.5, -1, -0.4, 0.3, 1, 1.8, 3, 5, 8, 12};

double value(const BsplineBasis& basis, int k, double x, int order = 0) {
  const auto local = basis.at(x, order);
  for (int r = 0; r < 4; ++r) {
    if (local.first + r == k) return local.values[static_cast<std::size_t>(r)];
  }
  return 0;
}

double sum(const BsplineBasis& basis, double x, int order = 0) {
  double total = 0;
  for (int k = 0; k < basis.size(); ++k) total += value(basis, k, x, order);
  return total;
}

}  // namespace

TEST_CASE("n knots carry n - 4 functions, each around its middle knot", "[numerics]") {
  const BsplineBasis basis(kKnots);
  CHECK(basis.size() == static_cast<int>(kKnots.size()) - 4);
  CHECK(basis.centre(0) == -4);
  CHECK(basis.centre(basis.size() - 1) == 5);
  CHECK(basis.valid(0));
  CHECK(basis.valid(basis.size() - 1));
  CHECK_FALSE(basis.valid(-1));
  CHECK_FALSE(basis.valid(basis.size()));
}

TEST_CASE("the functions add up to one where all four are there", "[numerics]") {
  const BsplineBasis basis(kKnots);
  for (double x = -2.5; x < 1.8; x += 0.07) {
    CHECK_THAT(sum(basis, x), WithinAbs(1, 1e-13));
    CHECK_THAT(sum(basis, x, 1), WithinAbs(0, 1e-12));
  }
}

TEST_CASE("evenly spaced functions have the textbook values", "[numerics]") {
  const BsplineBasis basis({0, 1, 2, 3, 4});
  REQUIRE(basis.size() == 1);
  CHECK_THAT(value(basis, 0, 2), WithinAbs(2.0 / 3, 1e-14));
  CHECK_THAT(value(basis, 0, 1), WithinAbs(1.0 / 6, 1e-14));
  CHECK_THAT(value(basis, 0, 3), WithinAbs(1.0 / 6, 1e-14));
  CHECK_THAT(value(basis, 0, 1.5), WithinAbs(23.0 / 48, 1e-14));
  CHECK_THAT(value(basis, 0, 2, 1), WithinAbs(0, 1e-14));
  CHECK_THAT(value(basis, 0, 1, 1), WithinAbs(0.5, 1e-14));
}

TEST_CASE("first derivatives are those of the values", "[numerics]") {
  const BsplineBasis basis(kKnots);
  constexpr double kStep = 1e-5;
  for (double x = -8.93; x < 11.9; x += 0.11) {
    for (int k = 0; k < basis.size(); ++k) {
      const double difference =
          (value(basis, k, x + kStep) - value(basis, k, x - kStep)) / (2 * kStep);
      INFO("function " << k << " at " << x);
      CHECK_THAT(value(basis, k, x, 1), WithinAbs(difference, 1e-8));
    }
  }
}

// A cubic B-spline leaves zero with x^3 / ((t1 - t0)(t2 - t0)(t3 - t0)).
TEST_CASE("value, slope and bend vanish at both ends", "[numerics]") {
  const BsplineBasis basis(kKnots);
  for (const double distance : {1e-2, 1e-3}) {
    CHECK(sum(basis, -9 + distance) > 0);
    CHECK(sum(basis, -9 + distance) < std::pow(distance, 3));
    CHECK(sum(basis, 12 - distance) < std::pow(distance, 3));
    CHECK(std::abs(sum(basis, -9 + distance, 1)) < 3 * std::pow(distance, 2));
    CHECK(std::abs(sum(basis, 12 - distance, 1)) < 3 * std::pow(distance, 2));
  }
}

TEST_CASE("outside the knots there is nothing", "[numerics]") {
  const BsplineBasis basis(kKnots);
  for (const double x : {-1e6, -9.001, 12.0, 12.001, 1e6}) {
    CHECK(sum(basis, x) == 0);
    CHECK(sum(basis, x, 1) == 0);
  }
}
