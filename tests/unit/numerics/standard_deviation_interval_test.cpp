// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/standard_deviation_interval.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::numerics;
using Catch::Matchers::WithinRel;

TEST_CASE("the interval of a standard deviation is that of the chi-square tables", "[statistics]") {
  // Computed with 25 digits by mpmath, in another language.
  const struct {
    double n;
    double lower;
    double upper;
  } rows[] = {{3, 0.52065826669882, 6.2847346964854},
              {5, 0.59913313913414, 2.8735556340782},
              {10, 0.687835206749, 1.8256101825196},
              {20, 0.76049039432987, 1.4605716361192}};
  for (const auto& row : rows) {
    INFO(row.n);
    const Interval interval = standard_deviation_interval(2, row.n - 1);
    CHECK_THAT(interval.lower, WithinRel(2 * row.lower, 1e-11));
    CHECK_THAT(interval.upper, WithinRel(2 * row.upper, 1e-11));
  }
  CHECK(standard_deviation_interval(3, kInfiniteDegreesOfFreedom) == Interval{3, 3});
  CHECK(standard_deviation_interval(0, 4) == Interval{0, 0});
}

TEST_CASE("parts of a sum widen its interval in quadrature, each side by itself", "[statistics]") {
  const Bounded sum = sum_of({10, {7, 14}}, {5, {1, 8}});
  CHECK(sum.value == 15);
  CHECK(sum.interval == Interval{10, 20});
}

TEST_CASE("what the reading adds to a scatter is taken out of it", "[statistics]") {
  const Scatter scatter = scatter_without(5, 9, 3);
  CHECK(scatter.value == 4);
  CHECK(scatter.interval.lower < 0.5 * 4);  // 5 * 0.69 = 3.4, less 3 in quadrature
  CHECK(scatter.interval.upper > 4 * 1.83);
  const Scatter nothing = scatter_without(5, 9, 0);
  CHECK_THAT(nothing.interval.lower, WithinRel(5 * 0.687835206749, 1e-11));
  CHECK_THAT(nothing.interval.upper, WithinRel(5 * 1.8256101825196, 1e-11));
  CHECK_THAT(nothing.uncertainty, WithinRel(5 / std::sqrt(18.0), 1e-12));
}

TEST_CASE("a scatter below that of the reading is bounded, not zero", "[statistics]") {
  const Scatter scatter = scatter_without(2, 9, 3);
  CHECK_FALSE(scatter.visible());
  CHECK(scatter.interval.lower == 0);
  CHECK_THAT(scatter.interval.upper, WithinRel(2 * 1.8256101825196, 1e-11));
}

TEST_CASE("intervals of a scatter beside the reading hold the truth", "[statistics]") {
  std::mt19937_64 generator(5);
  std::normal_distribution<double> normal;
  for (const double truth : {0.5, 1.0, 3.0}) {
    int contained = 0;
    constexpr int kRuns = 4000;
    for (int run = 0; run < kRuns; ++run) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 5; ++i) {
        const double v = truth * normal(generator) + normal(generator);
        sum += v;
        squares += v * v;
      }
      const double s = std::sqrt((squares - sum * sum / 5) / 4);
      const Scatter scatter = scatter_without(s, 4, 1 + 0.1 * normal(generator));
      contained += scatter.interval.lower <= truth && truth <= scatter.interval.upper;
    }
    INFO(truth << ": " << contained);
    CHECK(contained >= 0.93 * kRuns);
  }
}
