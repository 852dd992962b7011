// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/shared_noise.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace etalon::numerics;
using Catch::Matchers::WithinRel;

namespace {

std::vector<double> swings(double slow, double fast) {
  std::vector<double> readings;
  for (int k = 0; k < 40; ++k)
    readings.push_back(5 + 0.03 * k + slow * std::sin(0.11 * std::pow(k, 1.15)) +
                       fast * std::sin(1.7 * k * k));
  return readings;
}

}  // namespace

// Computed in Python (numpy, scipy) with the full covariance matrices.
TEST_CASE("slope and variance of noise that is shared are those of another program", "[light]") {
  const auto few = shared_noise_models(swings(0, 1));
  const auto white = joined(few);
  CHECK_THAT(white.slope, WithinRel(0.018884047368380903, 1e-7));
  CHECK_THAT(white.slope_half_width, WithinRel(0.028409422742926103, 1e-7));
  CHECK_THAT(white.variance, WithinRel(0.6057730227294176, 1e-7));
  CHECK_THAT(white.variance_interval.lower, WithinRel(0.3859871646363727, 1e-7));
  CHECK_THAT(white.variance_interval.upper, WithinRel(1.1068108612539855, 1e-7));
  CHECK_THAT(slow_probability(few), WithinRel(0.22352841840055673, 1e-7));
  const auto shared = shared_noise_models(swings(0.9, 0.3));
  const auto slow = joined(shared);
  CHECK_THAT(slow.slope, WithinRel(0.03147046338526424, 1e-7));
  CHECK_THAT(slow.slope_half_width, WithinRel(0.044362685714269885, 1e-7));
  CHECK_THAT(slow.variance, WithinRel(0.37890399592298035, 1e-7));
  CHECK_THAT(slow.variance_interval.lower, WithinRel(0.18315318279308537, 1e-7));
  CHECK_THAT(slow.variance_interval.upper, WithinRel(0.9033782818582552, 1e-7));
  CHECK_THAT(slow_probability(shared), WithinRel(0.948861279111908, 1e-7));
}

TEST_CASE("noise that is shared over a tenth of the readings is told from white noise", "[light]") {
  std::mt19937_64 generator(4);
  std::normal_distribution<double> normal(0, 1);
  std::vector<double> white;
  std::vector<double> slow;
  double shared = normal(generator);
  const double keeps = std::exp(-1 / 20.0);
  for (int k = 0; k < 200; ++k) {
    white.push_back(7 + normal(generator));
    slow.push_back(7 + 2 * shared + normal(generator));
    shared = keeps * shared + std::sqrt(1 - keeps * keeps) * normal(generator);
  }
  CHECK(slow_probability(shared_noise_models(white)) < 0.3);
  CHECK_THAT(joined(shared_noise_models(white)).variance, WithinRel(1.0, 0.3));
  CHECK(slow_probability(shared_noise_models(slow)) > 0.9);
  const auto told = joined(shared_noise_models(slow));
  CHECK(told.variance_interval.lower < 5);
  CHECK(told.variance_interval.upper > 5);
  CHECK(std::abs(told.slope) < told.slope_half_width);
}
