// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/consensus.hpp"

#include "suite/core/uncertainty.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <random>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Trial {
  double bias = 0;
  double covered = 0;
};

/// Things that scatter by tau about 10, measured with standard deviations from 0.5 to 1.5; of every
/// twentieth the value is off by `blunder`.
Trial trial(int things, double tau, double blunder = 0) {
  constexpr int kTrials = 3000;
  Trial result;
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal(0, 1);
  for (int t = 0; t < kTrials; ++t) {
    std::vector<Reading> readings;
    for (int i = 0; i < things; ++i) {
      const double u = 0.5 + i % 5 * 0.25;
      double value = 10 + tau * normal(generator) + u * normal(generator);
      if (i % 20 == 5) value += blunder;
      readings.push_back({value, u * u});
    }
    const Consensus c = consensus(readings);
    result.bias += (c.value - 10) / kTrials;
    const double half = etalon::coverage_factor(c.degrees_of_freedom) * std::sqrt(c.variance);
    if (std::abs(c.value - 10) <= half) result.covered += 1.0 / kTrials;
  }
  return result;
}

}  // namespace

TEST_CASE("one reading is its own consensus", "[numerics]") {
  const Consensus c = consensus({{3, 0.25}});
  CHECK(c.value == 3);
  CHECK(c.variance == 0.25);
  CHECK(std::isinf(c.degrees_of_freedom));
}

TEST_CASE("readings that differ by their noise only are weighted by it", "[numerics]") {
  // Residuals of half a standard deviation: scatter 4/4 over 3, sum of weights 2.5.
  const Consensus c = consensus({{0.5, 1}, {-0.5, 1}, {1, 4}, {-1, 4}});
  CHECK_THAT(c.value, WithinAbs(0, 1e-12));
  CHECK(c.tau == 0);
  CHECK_THAT(c.variance, WithinRel(1 / 3.0 / 2.5, 1e-12));
  CHECK(c.degrees_of_freedom == 3);
}

TEST_CASE("things that differ more than their readings can have equal weights", "[numerics]") {
  std::vector<Reading> readings;
  for (int i = -10; i <= 10; ++i) readings.push_back({i * 1.0, i % 2 == 0 ? 1e-6 : 1e-4});
  const Consensus c = consensus(readings);
  CHECK_THAT(c.value, WithinAbs(0, 1e-6));
  CHECK_THAT(c.tau, WithinRel(std::sqrt(38.5), 0.06));
  CHECK_THAT(c.variance, WithinRel(38.5 / 21, 0.06));
  CHECK(c.within < 1e-4 * c.variance);
}

TEST_CASE("readings alike to the last digit still have the uncertainty of their noise",
          "[numerics]") {
  const Consensus c = consensus(std::vector<Reading>(50, {2.5, 0.01}));
  CHECK(c.value == 2.5);
  CHECK(c.variance > 0.4 * 0.01 / 50);
  CHECK(c.variance <= 0.01 / 50);
}

TEST_CASE("intervals hold the truth for any scatter of the things", "[numerics]") {
  for (const int things : {3, 8, 40}) {
    for (const double tau : {0.0, 0.4, 3.0}) {
      const Trial t = trial(things, tau);
      INFO(things << " things, tau " << tau << ", covered " << t.covered);
      CHECK(t.covered > 0.935);
      CHECK(t.covered < 0.975);
      CHECK(std::abs(t.bias) < 0.1);
    }
  }
}

TEST_CASE("a few strange things move the value by little", "[numerics]") {
  const Trial t = trial(40, 0.4, 100);
  CHECK(std::abs(t.bias) < 0.25);  // a mean would move by 5
}
