// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/ruler_fit.hpp"

#include "suite/core/uncertainty.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Marks {
  std::vector<int> numbers;
  std::vector<double> places;
  std::vector<double> variances;
  RulerFit fit() const { return fit_ruler(numbers, places, variances); }
};

/// place = 3 + 20 k + error; the measured part of its variance is `variance`.
Marks marks(int count, double error, double variance, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0, 1);
  Marks m;
  for (int k = 0; k < count; ++k) {
    m.numbers.push_back(k - 7);
    m.places.push_back(3 + 20 * (k - 7) + error * normal(generator));
    m.variances.push_back(variance);
  }
  return m;
}

}  // namespace

TEST_CASE("equal weights give the straight line of the textbook", "[numerics]") {
  const Marks m = marks(9, 0.1, 1e-6, 4);
  double mean_k = 0;
  double mean_x = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    mean_k += m.numbers[i] / 9.0;
    mean_x += m.places[i] / 9.0;
  }
  double both = 0;
  double squares = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    both += (m.numbers[i] - mean_k) * (m.places[i] - mean_x);
    squares += std::pow(m.numbers[i] - mean_k, 2);
  }
  const double slope = both / squares;
  double rest = 0;
  for (std::size_t i = 0; i < 9; ++i)
    rest += std::pow(m.places[i] - mean_x - slope * (m.numbers[i] - mean_k), 2);
  const RulerFit fit = m.fit();
  REQUIRE(fit.determined);
  CHECK_THAT(fit.spacing, WithinRel(slope, 1e-9));
  CHECK_THAT(fit.origin, WithinRel(mean_x - slope * mean_k, 1e-9));
  CHECK_THAT(fit.spacing_uncertainty, WithinRel(std::sqrt(rest / 7 / squares), 1e-3));
  CHECK(fit.degrees_of_freedom == 7);
  CHECK_THAT(fit.own_error, WithinRel(std::sqrt(rest / 7), 0.01));
}

TEST_CASE("the interval of the spacing holds the truth, with five marks and with fifty",
          "[numerics]") {
  for (const int count : {5, 12, 50}) {
    int covered = 0;
    constexpr unsigned kDraws = 1000;
    for (unsigned seed = 1; seed <= kDraws; ++seed) {
      Marks m = marks(count, 0.1, 0.0036, seed);  // part of it measured
      const RulerFit fit = m.fit();
      const double half = coverage_factor(fit.degrees_of_freedom) * fit.spacing_uncertainty;
      if (std::abs(fit.spacing - 20) <= half) ++covered;
    }
    INFO(count << " marks: " << covered);
    CHECK(covered >= 930);
    CHECK(covered <= 970);
  }
}

TEST_CASE("marks that bend say by how much the spacing changes", "[numerics]") {
  Marks m = marks(30, 0.01, 1e-4, 2);
  CHECK(m.fit().bend == 0);
  for (std::size_t i = 0; i < m.places.size(); ++i)
    m.places[i] += 0.01 * std::pow(m.numbers[i] - 7.5, 2);
  const RulerFit fit = m.fit();
  // The local spacing runs from 20 - 0.29 to 20 + 0.29: rms 0.29/sqrt 3.
  CHECK_THAT(fit.bend, WithinRel(0.29 / std::sqrt(3.0), 0.05));
  CHECK(fit.degrees_of_freedom == 26);
}

TEST_CASE("a mark far off is left out when there are ten, kept when there are nine", "[numerics]") {
  for (const int count : {9, 20}) {
    Marks m = marks(count, 0.01, 1e-4, 3);
    m.places[4] += 1;
    const RulerFit fit = m.fit();
    CHECK(std::count(fit.used.begin(), fit.used.end(), false) == (count == 20 ? 1 : 0));
  }
}

TEST_CASE("marks that determine nothing are no fit", "[numerics]") {
  CHECK_FALSE(fit_ruler({}, {}, {}).determined);
  CHECK_FALSE(fit_ruler({1, 2}, {20, 40}, {1, 1}).determined);
  CHECK_FALSE(fit_ruler({2, 2, 2}, {40, 41, 40}, {1, 1, 1}).determined);
}
