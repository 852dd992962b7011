// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/transfer_curve.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <functional>
#include <random>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<ModulationSample> samples_of(const std::function<double(double)>& curve, double lowest,
                                         double highest, double noise = 0, unsigned seed = 1) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> draw(0, 1);
  std::vector<ModulationSample> samples;
  for (int i = 0; i < 150; ++i) {
    const double f = lowest + (highest - lowest) * i / 149;
    const double weight = 100 + i;
    samples.push_back({f, curve(f) + noise / std::sqrt(weight) * draw(generator), weight});
  }
  return samples;
}

double gaussian(double f) { return 0.7 * std::exp(-8 * f * f); }
const double kHalf = std::sqrt(std::log(2.0) / 8);

}  // namespace

TEST_CASE("transfer curve: a Gaussian is met, its zero extrapolated", "[numerics]") {
  const auto curve = fit_transfer(samples_of(gaussian, 0.04, 0.6), 0.6, 0);
  REQUIRE(curve.has_value());
  CHECK_THAT(curve->zero().value, WithinRel(0.7, 1e-4));
  REQUIRE(curve->crossing(0.5).has_value());
  CHECK_THAT(curve->crossing(0.5)->value, WithinRel(kHalf, 2e-4));
  CHECK_THAT(curve->at(0.2), WithinAbs(std::exp(-0.32), 1e-4));
  CHECK_THAT(curve->slope(0.2), WithinAbs(-3.2 * std::exp(-0.32), 2e-3));
  CHECK(curve->at(0) == 1);
  CHECK(curve->uncertainty(0) == 0);
  CHECK(curve->crossing(0.02) == std::nullopt);
}

TEST_CASE("transfer curve: only crossings above the lowest sample are answered", "[numerics]") {
  const auto curve = fit_transfer(samples_of(gaussian, 0.35, 0.6), 0.6, 0);
  REQUIRE(curve.has_value());
  CHECK(curve->crossing(0.5) == std::nullopt);
}

TEST_CASE("transfer curve: the term of spokes is taken out", "[numerics]") {
  constexpr int kPairs = 12;
  // f^3 H''' of a Gaussian with 8 f^2 in the exponent.
  const auto seen = [](double f) {
    const double third = 0.7 * std::exp(-8 * f * f) * (12 * 64 * f - 8 * 512 * f * f * f);
    return gaussian(f) - f * f * f * third / (6.0 * kPairs * kPairs);
  };
  const auto samples = samples_of(seen, 0.03, 0.6);
  const auto with = fit_transfer(samples, 0.6, kPairs);
  const auto without = fit_transfer(samples, 0.6, 0);
  REQUIRE((with && without));
  CHECK_THAT(with->crossing(0.5)->value, WithinRel(kHalf, 4e-4));
  CHECK(std::abs(without->crossing(0.5)->value / kHalf - 1) > 1.5e-3);
}

TEST_CASE("transfer curve: noise is estimated, and its uncertainty is that of repeats",
          "[numerics]") {
  constexpr int kRuns = 200;
  double squares = 0;
  double stated = 0;
  double variance = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto curve =
        fit_transfer(samples_of(gaussian, 0.04, 0.5, 0.1, static_cast<unsigned>(run)), 0.5, 0);
    REQUIRE(curve.has_value());
    const auto half = curve->crossing(0.5);
    REQUIRE(half.has_value());
    squares += std::pow(half->value - kHalf, 2) / kRuns;
    stated += (std::pow(half->noise, 2) + std::pow(half->smoothness, 2)) / kRuns;
    variance += curve->sample_variance() / kRuns;
  }
  CHECK_THAT(variance, WithinRel(0.01, 0.03));
  CHECK_THAT(std::sqrt(squares / stated), WithinAbs(1, 0.15));
}

TEST_CASE("transfer curve: too few samples, or no light, make no curve", "[numerics]") {
  auto few = samples_of(gaussian, 0.04, 0.6);
  few.resize(25);
  CHECK_FALSE(fit_transfer(few, 0.6, 0).has_value());
  CHECK_FALSE(fit_transfer(samples_of([](double) { return -1; }, 0.04, 0.6), 0.6, 0).has_value());
  CHECK_FALSE(fit_transfer({}, 0.6, 0).has_value());
}
