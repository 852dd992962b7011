// SPDX-License-Identifier: Apache-2.0
// Allan deviations of a published example, of drift, and of noise whose deviation is known.
#include "suite/numerics/allan.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

// Nine frequencies of NBS Monograph 140, with the results of NIST SP 1065, table 31.
TEST_CASE("the published example comes out to the digits printed", "[numerics]") {
  const std::vector<double> y{892, 809, 823, 798, 671, 644, 883, 903, 677};
  CHECK_THAT(allan_deviation(y, 1).deviation, WithinAbs(91.22945, 5e-6));
  CHECK_THAT(allan_deviation(y, 2).deviation, WithinAbs(85.95287, 5e-6));
}

TEST_CASE("drift grows with the time, by one over the root of two", "[numerics]") {
  std::vector<double> y;
  for (int k = 0; k < 64; ++k) y.push_back(5 + 0.25 * k);
  const auto points = allan_deviation(y);
  REQUIRE(points.size() == 5);
  for (const AllanPoint& p : points)
    CHECK_THAT(p.deviation, WithinRel(0.25 * static_cast<double>(p.readings) / std::sqrt(2), 1e-9));
}

// White noise: sigma/sqrt(m). Random walk of steps q: q sqrt((2 m^2 + 1)/(6 m)).
TEST_CASE("noise has its deviation, within its own uncertainty", "[numerics]") {
  std::mt19937_64 generator(5);
  std::normal_distribution<double> normal(0, 1);
  for (const bool walk : {false, true}) {
    std::vector<double> deviations(5);
    std::vector<double> stated(5);
    std::vector<double> squares(5);
    constexpr int kSeries = 400;
    for (int series = 0; series < kSeries; ++series) {
      std::vector<double> y;
      double sum = 0;
      for (int k = 0; k < 64; ++k) {
        sum = normal(generator) + (walk ? sum : 0);
        y.push_back(sum);
      }
      const auto points = allan_deviation(y);
      for (std::size_t i = 0; i < 5; ++i) {
        const double variance = std::pow(points[i].deviation, 2);
        deviations[i] += variance / kSeries;
        squares[i] += variance * variance / kSeries;
        stated[i] = points[i].degrees_of_freedom;
      }
    }
    for (std::size_t i = 0; i < 5; ++i) {
      const double m = std::exp2(i);
      const double truth = walk ? (2 * m * m + 1) / (6 * m) : 1 / m;
      const double scatter = std::sqrt(squares[i] - deviations[i] * deviations[i]);
      INFO((walk ? "walk " : "white ") << m);
      CHECK_THAT(deviations[i], WithinAbs(truth, 4 * scatter / std::sqrt(kSeries)));
      // Relative variance of the variance is 2 over the degrees of freedom; the smallest is stated.
      const double seen = 2 * std::pow(deviations[i] / scatter, 2);
      CHECK(stated[i] < 1.25 * seen);
      CHECK(stated[i] > 0.4 * seen);
    }
  }
}
