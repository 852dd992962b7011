// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/correlation_crossing.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int kRuns = 20;
#else
constexpr int kRuns = 150;
#endif

constexpr int kRings = 128;
const auto kSeventh = [](double) { return 1.0 / 7; };

/// Correlations of a known ln(signal/noise), each with a deviation of `noise` times its own.
CorrelationCurve curve_of(const std::function<double(double)>& log_ratio, int frames, double noise,
                          unsigned seed = 1) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal(0, 1);
  CorrelationCurve curve;
  curve.frames = frames;
  curve.spacing = 0.5 / kRings;
  for (int k = 0; k < kRings; ++k) {
    const double q = std::max(k, 1) * curve.spacing;
    const double pairs = std::max(1.0, 2 * std::numbers::pi * k * 0.56);
    const double rho = 1 / (1 + std::exp(-log_ratio(q)));
    // Fisher's z of n frames, its variance n/(2 (n - 1) pairs), and back.
    const double n = frames;
    const double z = std::log((1 + (n - 1) * rho) / std::max(1 - rho, 1e-9)) / 2 +
                     noise * normal(generator) * std::sqrt(n / (2 * (n - 1) * pairs));
    const double ratio = std::exp(2 * z);
    curve.frequency.push_back(q);
    curve.pairs.push_back(pairs);
    curve.correlation.push_back((ratio - 1) / (ratio + n - 1));
  }
  return curve;
}

double gaussian(double q) {
  return std::log(400.0) - 4 * std::numbers::pi * std::numbers::pi * 6.25 * q * q;
}

double lens(double q) {
  const double s = std::min(q / 0.25, 1.0);
  const double transfer = 2 / std::numbers::pi * (std::acos(s) - s * std::sqrt(1 - s * s));
  return std::log(100) + 2 * std::log(std::max(transfer, 1e-9));
}

double root_of(const std::function<double(double)>& log_ratio, double level) {
  double below = 0.004;
  double above = 0.33;
  for (int i = 0; i < 60; ++i) {
    const double q = (below + above) / 2;
    (log_ratio(q) > std::log(level / (1 - level)) ? below : above) = q;
  }
  return below;
}

}  // namespace

TEST_CASE("without noise the crossing is where the curve crosses", "[numerics]") {
  for (const int frames : {2, 5}) {
    const auto curve = curve_of(gaussian, frames, 0);
    const double truth = root_of(gaussian, 1.0 / 7);
    const auto start = first_below(curve, kSeventh);
    REQUIRE(start);
    CHECK_THAT(*start, WithinAbs(truth, 3 * curve.spacing));
    const auto crossing = fit_crossing(curve, kSeventh, *start);
    REQUIRE(crossing);
    CHECK_THAT(crossing->frequency, WithinRel(truth, 1e-4));
    // f' = -8 pi^2 sigma^2 q, f'' = -8 pi^2 sigma^2.
    CHECK_THAT(crossing->log_slope, WithinRel(-493.48 * truth, 0.01));
    CHECK_THAT(crossing->log_bend, WithinRel(-493.48, 0.05));
    CHECK_THAT(crossing->slope, WithinRel(6.0 / 49 * crossing->log_slope, 1e-6));
  }
  const double truth = root_of(lens, 1.0 / 7);
  const auto curve = curve_of(lens, 2, 0);
  CHECK_THAT(fit_crossing(curve, kSeventh, *first_below(curve, kSeventh))->frequency,
             WithinRel(truth, 5e-3));
}

TEST_CASE("a threshold that changes with frequency is followed", "[numerics]") {
  const auto threshold = [](double q) { return 0.1 + 0.01 / q; };
  const auto curve = curve_of(gaussian, 2, 0);
  const auto crossing = fit_crossing(curve, threshold, *first_below(curve, threshold));
  REQUIRE(crossing);
  const double rho = 1 / (1 + std::exp(-gaussian(crossing->frequency)));
  CHECK_THAT(rho, WithinRel(threshold(crossing->frequency), 1e-3));
}

TEST_CASE("with noise the crossing scatters as much as it says", "[numerics]") {
  for (const auto& log_ratio : {std::function<double(double)>(gaussian), {lens}}) {
    for (const int frames : {2, 4}) {
      const double truth = root_of(log_ratio, 1.0 / 7);
      double squares = 0;
      double sum = 0;
      int inside = 0;
      for (unsigned seed = 1; seed <= kRuns; ++seed) {
        const auto curve = curve_of(log_ratio, frames, 1, seed);
        const auto crossing = fit_crossing(curve, kSeventh, first_below(curve, kSeventh).value());
        REQUIRE(crossing);
        const double model = crossing->between_fits / std::sqrt(3);
        const double error =
            (crossing->frequency - truth) / std::hypot(crossing->uncertainty, model);
        sum += error;
        squares += error * error;
        inside += std::abs(error) < 1.96 ? 1 : 0;
      }
      INFO(frames << " frames: " << inside << " of " << kRuns << ", mean error " << sum / kRuns
                  << ", mean square " << squares / kRuns);
      CHECK(inside >= 0.93 * kRuns - 3.72 * std::sqrt(0.93 * 0.07 * kRuns));
      CHECK(std::abs(sum / kRuns) < 0.2 + 4 / std::sqrt(kRuns));
      CHECK(squares / kRuns > 0.5);
    }
  }
}

TEST_CASE("a curve that never falls has no crossing", "[numerics]") {
  const auto high = curve_of([](double) { return 2.0; }, 2, 1);
  CHECK_FALSE(first_below(high, kSeventh));
  CHECK_FALSE(fit_crossing(high, kSeventh, 0.2));
  const auto low = curve_of([](double) { return -5.0; }, 2, 1);
  REQUIRE(first_below(low, kSeventh));
  CHECK(*first_below(low, kSeventh) < 3.5 * low.spacing);
}
