// SPDX-License-Identifier: Apache-2.0
// Fits to one-dimensional samples of edges in closed form: no image, no binning.
#include "suite/numerics/edge_spread.hpp"
#include "targets/exact/edge_spread.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

using namespace etalon;
using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Truth {
  double sigma;  // of the blur, px; behind a square pixel, at 5 degrees
  double mtf50;
  double mtf10;
  double width;
  double fwhm;
  double variance;  // of the line spread, px^2
};

// Computed elsewhere with 25 digits.
constexpr Truth kChain[] = {
    {0.4, 0.37663787001117, 0.66914110837604, 1.2743060160595, 1.2075563877874, 0.24333333333333},
    {0.8, 0.22012731248293, 0.40025160786629, 2.1818575545919, 2.009610503771, 0.72333333333333},
    {1.5, 0.12266518038372, 0.2235244407106, 3.9155405450351, 3.5981305235005, 2.3333333333333},
    {3.0, 0.062175993364045, 0.11332141575172, 7.7248695621594, 7.0972276743165, 9.0833333333333}};

constexpr double kLow = 200;
constexpr double kHeight = 1800;

/// Samples every 1/16 px near the edge, four to the pixel further out.
EdgeSpreadSamples samples_of(const targets::EdgeSpread& spread, double reach, double height) {
  EdgeSpreadSamples samples;
  for (double x = -reach; x <= reach; x += std::abs(x) < 12 ? 1.0 / 16 : 0.25) {
    samples.x.push_back(x);
    samples.y.push_back(kLow + height * spread(x));
    samples.weight.push_back(1);
  }
  return samples;
}

EdgeSpreadReading mtf_crossing(const EdgeSpreadFit& fit, double level) {
  double f = 0;
  while (f < 2 && modulation(fit.model, fit.coefficients, f, 0).value > level) f += 0.004;
  return frequency_at(fit.model, fit.coefficients, level, f - 0.004, f, 0);
}

}  // namespace

TEST_CASE("samples without noise give the figures of the chain", "[numerics]") {
  for (const Truth& truth : kChain) {
    for (const double height : {kHeight, -kHeight}) {
      DYNAMIC_SECTION("sigma " << truth.sigma << (height > 0 ? ", rising" : ", falling")) {
        const auto fit = fit_edge_spread(
            samples_of(targets::gaussian_edge_spread(truth.sigma, deg(5)), 60, height),
            std::sqrt(truth.variance));
        CHECK_THAT(fit.coefficients[0], WithinAbs(kLow, 0.01 * kHeight));
        CHECK_THAT(fit.coefficients[1], WithinRel(height, 1e-4));
        CHECK_THAT(mtf_crossing(fit, 0.5).value, WithinRel(truth.mtf50, 2e-4));
        CHECK_THAT(mtf_crossing(fit, 0.1).value, WithinRel(truth.mtf10, 5e-4));
        CHECK_THAT(rise_distance(fit.model, fit.coefficients, 0.1).value,
                   WithinRel(truth.width, 5e-4));
        CHECK_THAT(line_spread_fwhm(fit.model, fit.coefficients).value,
                   WithinRel(truth.fwhm, 1.5e-3));
      }
    }
  }
}

TEST_CASE("a start that is a quarter off does not matter", "[numerics]") {
  const Truth& truth = kChain[1];
  const auto samples = samples_of(targets::gaussian_edge_spread(0.8, deg(5)), 60, kHeight);
  for (const double factor : {0.75, 1.25}) {
    const auto fit = fit_edge_spread(samples, factor * std::sqrt(truth.variance));
    CHECK_THAT(mtf_crossing(fit, 0.5).value, WithinRel(truth.mtf50, 1e-3));
  }
}

TEST_CASE("a finite aperture shows its 1/x tail, a Gaussian does not", "[numerics]") {
  const auto otf = targets::diffraction_otf(0.55);
  std::mt19937_64 generator(7);
  std::normal_distribution<double> noise(0, 1);
  auto airy = samples_of(targets::edge_spread(otf, deg(5)), 120, kHeight);
  auto gauss = samples_of(targets::gaussian_edge_spread(0.8, deg(5)), 120, kHeight);
  for (auto* samples : {&airy, &gauss}) {
    for (double& y : samples->y) y += noise(generator);
  }
  const auto with = fit_edge_spread(airy, 0.9);
  CHECK(with.tail_probability > 0.99);
  CHECK_THAT(mtf_crossing(with, 0.5).value, WithinRel(targets::true_mtf50(otf, deg(5)), 0.005));
  CHECK(fit_edge_spread(gauss, 0.85).tail_probability < 0.5);
}

TEST_CASE("the noise is found from the residuals, whatever the weights are scaled to",
          "[numerics]") {
  std::mt19937_64 generator(3);
  std::normal_distribution<double> noise(0, 5);
  auto samples = samples_of(targets::gaussian_edge_spread(0.8, deg(5)), 60, kHeight);
  for (double& y : samples.y) y += noise(generator);
  const auto fit = fit_edge_spread(samples, 0.85);
  CHECK_THAT(std::sqrt(fit.noise_scale), WithinRel(5, 0.1));
  for (double& w : samples.weight) w *= 1e4;
  const auto scaled = fit_edge_spread(samples, 0.85);
  CHECK_THAT(scaled.noise_scale, WithinRel(1e4 * fit.noise_scale, 1e-4));
  CHECK_THAT(mtf_crossing(scaled, 0.5).value, WithinRel(mtf_crossing(fit, 0.5).value, 1e-5));
}

// 400 draws: mean error within 3 standard errors + 0.05 %, standard deviation of the pulls within
// 4 standard errors (4/sqrt(800) = 0.14), coverage of u x 1.96 at least 93 % less 3.7 standard
// deviations of the binomial distribution (88.3 %).
TEST_CASE("over many draws: no bias, pulls of unit width, true coverage", "[numerics]") {
#ifdef __SANITIZE_ADDRESS__
  constexpr int kDraws = 40;
#else
  constexpr int kDraws = 400;
#endif
  const Truth& truth = kChain[1];
  const auto clean = samples_of(targets::gaussian_edge_spread(0.8, deg(5)), 40, kHeight);
  double sum = 0;
  double squares = 0;
  double pull_squares = 0;
  int contained = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    std::mt19937_64 generator(1000U + static_cast<unsigned>(draw));
    std::normal_distribution<double> noise(0, 12);
    auto samples = clean;
    for (double& y : samples.y) y += noise(generator);
    const auto fit = fit_edge_spread(samples, 0.85);
    const auto mtf50 = mtf_crossing(fit, 0.5);
    const double u = reading_uncertainty(mtf50, fit.covariance);
    const double error = mtf50.value / truth.mtf50 - 1;
    const double pull = (mtf50.value - truth.mtf50) / u;
    sum += error;
    squares += error * error;
    pull_squares += pull * pull;
    contained += std::abs(pull) < 1.96 ? 1 : 0;
  }
  const double mean = sum / kDraws;
  const double scatter = std::sqrt(squares / kDraws - mean * mean);
  INFO("mean error " << 100 * mean << " %, scatter " << 100 * scatter << " %, rms pull "
                     << std::sqrt(pull_squares / kDraws) << ", " << contained << " contained");
  CHECK(std::abs(mean) <= 0.0005 + 3 * scatter / std::sqrt(kDraws));
  const double width = 4 / std::sqrt(2.0 * kDraws);
  CHECK_THAT(std::sqrt(pull_squares / kDraws), WithinAbs(1, std::max(0.15, width)));
  CHECK(contained >= 0.93 * kDraws - 3.7 * std::sqrt(0.93 * 0.07 * kDraws));
}
