// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/photon_transfer.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// An oracle in exact fractions: seven exposures of a small camera.
const std::vector<double> kSignal{82.46875,  164.03125, 327.1125, 488.6625,
                                  648.65625, 807.5625,  987.55};
const std::vector<double> kVariance{18.62625,      38.0825,       69.115546875, 112.4596875,
                                    132.363671875, 198.574921875, 2.9596875};
const std::vector<double> kDark{1.894921875, 2.177421875, 2.979296875, 2.37625,
                                2.11125,     3.199921875, 3.7796875};

std::vector<TransferLevel> oracle_levels(std::size_t count) {
  std::vector<TransferLevel> levels;
  for (std::size_t i = 0; i < count; ++i) levels.push_back({kSignal[i], kVariance[i], 79, i, i, 0});
  return levels;
}

std::vector<TransferDark> oracle_darks() {
  std::vector<TransferDark> darks;
  for (const double variance : kDark) darks.push_back({30, variance, 79});
  return darks;
}

/// Levels of a camera of gain 0.5, dark variance 4, whose variances have their noise.
std::vector<TransferLevel> drawn_levels(std::mt19937& generator, double pixels, double bend = 0,
                                        double jump_at = 1e9, double jump = 0) {
  std::normal_distribution<double> unit(0, 1);
  std::vector<TransferLevel> levels;
  for (int k = 1; k <= 14; ++k) {
    const double x = 100.0 * k;
    const double v = 4 + 0.5 * x * (1 + bend * x) + (x > jump_at ? jump : 0);
    levels.push_back(
        {x, v * (1 + std::sqrt(2 / (pixels - 1)) * unit(generator)), pixels - 1, 0, 0, 0});
  }
  return levels;
}

const std::vector<TransferDark> kOneDark{{100, 4, 1e9}};

}  // namespace

TEST_CASE("gains of four regressions are those of an oracle", "[numerics]") {
  const auto levels = oracle_levels(4);
  const auto darks = oracle_darks();
  CHECK_THAT(fit_gain(levels, darks, TransferWeights::equal).gain,
             WithinRel(0.21790987233647, 1e-12));
  const std::vector<double> x(kSignal.begin(), kSignal.begin() + 4);
  std::vector<double> y;
  std::vector<double> weights;
  for (std::size_t i = 0; i < 4; ++i) {
    y.push_back(kVariance[i] - kDark[i]);
    weights.push_back(79 / (2 * kVariance[i] * kVariance[i]));
  }
  const auto equal = fit_line(x, y, std::vector<double>(4, 1.0));
  CHECK_THAT(equal.slope, WithinRel(0.22506517644525, 1e-12));
  CHECK_THAT(equal.intercept, WithinRel(-2.5562541395936, 1e-11));
  const auto weighted = fit_line(x, y, weights);
  CHECK_THAT(weighted.slope, WithinRel(0.21850579054964, 1e-12));
  CHECK_THAT(weighted.intercept, WithinRel(-1.1726422723527, 1e-11));
  CHECK_THAT(std::sqrt(weighted.slope_variance), WithinRel(0.031748905699068, 1e-12));
  const auto dark = fit_line({1, 2, 4, 6, 8, 10, 13}, kDark, std::vector<double>(7, 1.0));
  CHECK_THAT(dark.intercept, WithinRel(1.8671658532746, 1e-12));
  CHECK_THAT(dark.slope, WithinRel(0.12383156879723, 1e-11));
}

TEST_CASE("the saturated level is the one with most noise, whatever comes before", "[numerics]") {
  CHECK(saturation_index(oracle_levels(7)) == 5);
  auto levels = oracle_levels(7);
  std::swap(levels[2].variance, levels[3].variance);  // a local maximum on the way up
  CHECK(saturation_index(levels) == 5);
  CHECK(saturation_index(oracle_levels(4)) == 3);
}

TEST_CASE("a gain changes with each variance as its derivatives say", "[numerics]") {
  for (const auto weights : {TransferWeights::equal, TransferWeights::by_noise}) {
    for (const bool with_dark : {true, false}) {
      auto levels = oracle_levels(6);
      auto darks = with_dark ? oracle_darks() : std::vector<TransferDark>{};
      levels[2].dark_after = 4;
      levels[2].dark_share = 0.3;
      const GainFit fit = fit_gain(levels, darks, weights);
      double sum = 0;
      for (std::size_t i = 0; i < levels.size(); ++i) sum += fit.of_level[i] * levels[i].variance;
      for (std::size_t j = 0; j < darks.size(); ++j) sum += fit.of_dark[j] * darks[j].variance;
      CHECK_THAT(sum, WithinRel(fit.gain, 1e-10));
    }
  }
}

TEST_CASE("weights by the noise that the line predicts do not pull the gain", "[numerics]") {
  // Weights by the variances as seen prefer those that came out small: with 80 pixels by 2 %.
  std::mt19937 generator(3);
  double mean = 0;
  double square = 0;
  constexpr int kRuns = 2000;
  double stated = 0;
  for (int k = 0; k < kRuns; ++k) {
    const auto levels = drawn_levels(generator, 80);
    const GainFit fit = fit_gain(levels, kOneDark, TransferWeights::by_noise);
    mean += fit.gain / kRuns;
    square += fit.gain * fit.gain / kRuns;
    double u = 0;
    for (std::size_t i = 0; i < levels.size(); ++i)
      u += std::pow(fit.of_level[i] * variance_uncertainty(4 + fit.gain * levels[i].signal, 79), 2);
    stated += u / kRuns;
  }
  const double scatter = std::sqrt(square - mean * mean);
  CHECK_THAT(mean, WithinAbs(0.5, 4 * scatter / std::sqrt(kRuns)));
  CHECK_THAT(std::sqrt(stated), WithinRel(scatter, 0.06));
}

TEST_CASE("lack of fit is seen where it is, and not where only noise is", "[numerics]") {
  std::mt19937 generator(4);
  int false_alarms = 0;
  for (int k = 0; k < 500; ++k) {
    const auto levels = drawn_levels(generator, 1e5);
    const auto fit = fit_gain(levels, kOneDark, TransferWeights::by_noise);
    if (lack_of_fit(fit, levels, kOneDark).significant) ++false_alarms;
    if (gain_switch(levels, kOneDark)) ++false_alarms;
  }
  CHECK(false_alarms <= 4);  // 0.1 % expected of the first
  const auto bent = drawn_levels(generator, 1e6, 4e-5);
  const auto fit = fit_gain(bent, kOneDark, TransferWeights::by_noise);
  const auto lack = lack_of_fit(fit, bent, kOneDark);
  CHECK(lack.significant);
  // What equal weights, which ask the brightest levels, would have said lies inside.
  const double equal = fit_gain(bent, kOneDark, TransferWeights::equal).gain;
  CHECK(std::abs(equal - fit.gain) <= lack.half_width);
  CHECK_FALSE(gain_switch(bent, kOneDark));
}

TEST_CASE("a second amplifier is seen, and where it begins", "[numerics]") {
  std::mt19937 generator(5);
  const auto levels = drawn_levels(generator, 1e6, 0, 750, 60);
  const auto found = gain_switch(levels, kOneDark);
  REQUIRE(found);
  CHECK(*found == 800);
}

TEST_CASE("parts of a pattern are those of an oracle", "[numerics]") {
  const double noise = 144.85833333333333;
  const MeasuredPattern bright{173.1793359375,
                               43.285911458333333 + noise / 32,
                               40.781940104166667 + noise / 40,
                               noise / 4,
                               noise / 32,
                               noise / 40,
                               10,
                               8,
                               4};
  const PatternParts parts = pattern_parts(bright);
  CHECK_THAT(parts.total.variance, WithinRel(136.96475260417, 1e-11));
  CHECK_THAT(parts.column.variance, WithinRel(34.754153225806, 1e-11));
  CHECK_THAT(parts.row.variance, WithinRel(33.956533518145, 1e-11));
  CHECK_THAT(parts.pixel.variance, WithinRel(68.254065860215, 1e-11));
  CHECK_THAT(parts.column.variance + parts.row.variance + parts.pixel.variance,
             WithinRel(parts.total.variance, 1e-12));
  const double dark = 3.259375;
  const PatternParts below =
      pattern_parts({2.329443359375, 0.784326171875 + dark / 32, 0.022255859375 + dark / 40,
                     dark / 4, dark / 32, dark / 40, 10, 8, 4});
  CHECK_THAT(below.row.variance, WithinRel(-0.069101247479839, 1e-10));  // never 0, never abs
}

namespace {

struct Rounded {
  double mean = 0;
  double variance = 0;
};

/// Of whole numbers next to normal values, by the exact sum over them.
Rounded rounded(double mean, double sigma) {
  Rounded found;
  const double root = sigma * std::sqrt(2.0);
  for (int n = -12; n <= 12; ++n) {
    const double p = (std::erf((n + 0.5 - mean) / root) - std::erf((n - 0.5 - mean) / root)) / 2;
    found.mean += p * n;
    found.variance += p * n * n;
  }
  found.variance -= found.mean * found.mean;
  return found;
}

}  // namespace

TEST_CASE("the ripple of rounding is that of the exact sum over values", "[numerics]") {
  for (const double sigma : {0.35, 0.5, 0.7}) {
    double least = 1e9;
    double largest = -1e9;
    for (int k = 0; k < 40; ++k) {
      const double off = rounded(k / 40.0, sigma).variance - sigma * sigma - 1.0 / 12;
      least = std::min(least, off);
      largest = std::max(largest, off);
    }
    INFO(sigma);
    CHECK_THAT((largest - least) / 2, WithinRel(rounding_ripple(sigma, 0, 1), 0.1));
  }
  CHECK_THAT(rounding_ripple(7, 2, 10), WithinRel(100 * rounding_ripple(0.7, 0.2, 1), 1e-12));
}

TEST_CASE("bounds of rounding hold at every place between two steps, and are no more than needed",
          "[numerics]") {
  for (const double sigma : {0.05, 0.2, 0.35, 0.42, 0.5, 0.7}) {
    INFO(sigma);
    double mean = 0;
    double slope = 0;
    double bound = 0;
    double bound_of_slope = 1e9;
    bool known = true;
    for (int k = 0; k < 40; ++k) {
      const double place = k / 40.0 + 0.003;
      const Rounded here = rounded(place, sigma);
      const auto stated = rounding_bound(here.variance, 0, 1);
      mean = std::max(mean, std::abs(here.mean - place));
      CHECK(std::abs(here.mean - place) < 1.1 * stated.mean);
      const double rise = (rounded(place + 0.01, sigma).mean - here.mean) / 0.01;
      slope = std::max(slope, std::abs(rise - 1));
      known = known && here.variance > rounding_floor(1);
      bound = std::max(bound, stated.mean);
      bound_of_slope = std::min(bound_of_slope, stated.slope);
    }
    CHECK(slope < 1.1 * bound_of_slope + (known ? 0 : 20));  // unknown noise: slopes without end
    if (known) CHECK(bound < 2.5 * mean);
  }
  const auto fine = rounding_bound(1.0 + 1.0 / 12, 0, 1);
  const auto coarse = rounding_bound(100 + 100.0 / 12, 0, 10);
  CHECK_THAT(coarse.mean, WithinRel(10 * fine.mean, 1e-9));
  CHECK_THAT(coarse.ripple, WithinRel(100 * fine.ripple, 1e-9));
  CHECK_THAT(coarse.slope, WithinRel(fine.slope, 1e-9));
  CHECK(rounding_bound(2, 0, 0).mean == 0);  // no whole numbers
}

TEST_CASE("errors of rounding add up by where their means lie", "[numerics]") {
  RoundingSum alike(1);
  alike.add(2, 0.25);
  alike.add(3, 7.25);
  CHECK_THAT(alike.amplitude(), WithinRel(5.0, 1e-9));
  RoundingSum apart(1);
  apart.add(2, 0.25);
  apart.add(2, 0.75);
  CHECK(apart.amplitude() < 1e-9);
  RoundingSum none(0);
  none.add(2, 0.25);
  CHECK(none.amplitude() == 0);
}
