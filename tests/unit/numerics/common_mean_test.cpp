// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/common_mean.hpp"

#include "suite/core/uncertainty.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("readings that agree within their variances give the weighted mean", "[numerics]") {
  const auto mean = numerics::common_mean({10, 11}, {1, 4});
  CHECK_THAT(mean.value, WithinRel((10.0 + 11.0 / 4) / 1.25, 1e-12));
  // They agree better than expected, so half of what the variances explain counts.
  CHECK_THAT(mean.uncertainty, WithinRel(0.5 / std::sqrt(1.25), 1e-12));
  CHECK(mean.degrees_of_freedom == 1);
}

TEST_CASE("one reading keeps its variance", "[numerics]") {
  const auto mean = numerics::common_mean({5}, {0.04});
  CHECK(mean.value == 5);
  CHECK_THAT(mean.uncertainty, WithinRel(0.2, 1e-12));
  CHECK_FALSE(mean.scattered);
}

TEST_CASE("the mean covers its truth and finds the readings' own errors", "[numerics]") {
  std::mt19937 generator(4);
  std::normal_distribution<double> normal(0, 1);
  for (const double own : {0.0, 3.0}) {
    int covered = 0;
    int scattered = 0;
    double own_squares = 0;
    constexpr int kDraws = 2000;
    for (int draw = 0; draw < kDraws; ++draw) {
      std::vector<double> readings;
      std::vector<double> variances;
      for (int i = 0; i < 8; ++i) {
        const double sigma = 0.5 + 0.3 * i;
        readings.push_back(100 + own * normal(generator) + sigma * normal(generator));
        variances.push_back(sigma * sigma);
      }
      const auto mean = numerics::common_mean(readings, variances);
      const auto interval =
          coverage_interval(mean.value, mean.uncertainty, mean.degrees_of_freedom);
      if (interval.lower <= 100 && 100 <= interval.upper) ++covered;
      if (mean.scattered) ++scattered;
      own_squares += mean.own_error * mean.own_error / kDraws;
    }
    INFO("own error " << own);
    CHECK(covered > 0.93 * kDraws);
    CHECK(covered < 0.985 * kDraws);
    if (own > 0) {
      CHECK(scattered > 0.6 * kDraws);
      CHECK_THAT(std::sqrt(own_squares), WithinRel(own, 0.1));
    } else {
      CHECK(scattered < 0.02 * kDraws);
    }
  }
}
