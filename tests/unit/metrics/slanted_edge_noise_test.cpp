// SPDX-License-Identifier: Apache-2.0
// With noise: no bias beyond what the number of draws can show, and intervals that contain the
// truth.
#include "suite/metrics/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::test;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int kSeeds = 8;
#else
constexpr int kSeeds = 60;
#endif

struct Optics {
  std::string name;
  targets::Otf otf;
  double bias_allowed;  // relative, of MTF50
};

const std::vector<Optics>& optics() {
  static const std::vector<Optics> all = {{"Gaussian", targets::gaussian_otf(0.8), 0.001},
                                          {"diffraction", targets::diffraction_otf(0.55), 0.002}};
  return all;
}

constexpr double kLevels[] = {20000, 2000, 500};  // electrons on the bright side

struct Tally {
  int n = 0;
  int contained = 0;
  double sum = 0;  // of relative errors
  double squares = 0;
  double pulls = 0;
  void add(const MeasurementResult& result, double truth) {
    const double error = result.value / truth - 1;
    ++n;
    contained += result.interval.lower <= truth && truth <= result.interval.upper ? 1 : 0;
    sum += error;
    squares += error * error;
    pulls += std::pow((result.value - truth) / result.standard_uncertainty, 2);
  }
  double mean() const { return sum / n; }
  double standard_error() const {
    return std::sqrt(std::max(0.0, squares / n - mean() * mean()) / (n - 1));
  }
};

/// 120 x 200 px, the edge elsewhere in each draw; one tally for each measurand whose truth is
/// given.
std::map<std::string, Tally> tally(const targets::Otf& otf, double bright,
                                   const std::map<std::string, double>& truths) {
  const auto spread = targets::edge_spread(otf, deg(5));
  std::map<std::string, Tally> tallies;
  for (int seed = 0; seed < kSeeds; ++seed) {
    targets::SlantedEdge edge;
    edge.width = 120;
    edge.height = 200;
    edge.offset = px(-5 + 10.0 * seed / kSeeds);
    edge.bright = electrons(bright);
    edge.dark = electrons(bright / 10);
    const auto evaluation =
        measured(exposed(targets::render_spread(edge, spread), static_cast<std::uint64_t>(seed)));
    for (const auto& [measurand, truth] : truths)
      tallies[measurand].add(result_of(evaluation, measurand), truth);
  }
  return tallies;
}

/// The fewest hits out of n that an interval of 93 % coverage gives with a probability above 1e-4
/// (normal approximation of the binomial distribution, 3.72 standard deviations).
double fewest(int n) { return 0.93 * n - 3.72 * std::sqrt(0.93 * 0.07 * n); }

}  // namespace

TEST_CASE("MTF50 of noisy edges: no bias, true intervals", "[metrics]") {
  for (const Optics& lens : optics()) {
    const double truth = targets::true_mtf50(lens.otf, deg(5));
    Tally all;
    for (const double bright : kLevels) {
      const Tally level = tally(lens.otf, bright, {{"mtf50", truth}}).at("mtf50");
      INFO(lens.name << ", " << bright << " electrons: mean error " << 100 * level.mean() << " %, "
                     << level.contained << " of " << level.n);
      CHECK(level.n == kSeeds);
      CHECK(std::abs(level.mean()) <= lens.bias_allowed + 3 * level.standard_error());
      // A single level: 60 draws, so that 47 of them still pass.
      CHECK(level.contained >= fewest(level.n));
      all.n += level.n;
      all.contained += level.contained;
      all.pulls += level.pulls;
    }
    INFO(lens.name << ": " << all.contained << " of " << all.n);
    CHECK(all.contained >= fewest(all.n));
    // An interval of twice the scatter is not true either: mean squared pull below 1 + 4.3 standard
    // deviations of chi-squared, and not below a quarter of it (the tail's type B is part of u).
    CHECK(all.pulls / all.n < 1 + 4.3 * std::sqrt(2.0 / all.n));
    CHECK(all.pulls / all.n > 0.25);
  }
}

TEST_CASE("MTF10, edge width, line spread and angle: true intervals", "[metrics]") {
  const std::vector<Optics> lenses = {{"sharp Gaussian", targets::gaussian_otf(0.4), 0},
                                      {"Gaussian", targets::gaussian_otf(0.8), 0},
                                      {"diffraction", targets::diffraction_otf(0.55), 0},
                                      {"defocus", targets::defocus_otf(0.55, 0.5), 0}};
  for (const Optics& lens : lenses) {
    const std::map<std::string, double> truths = {
        {"mtf10", targets::true_mtf10(lens.otf, deg(5))},
        {"edge_width_10_90_px", targets::true_edge_width_10_90(lens.otf, deg(5))},
        {"lsf_fwhm_px", targets::true_lsf_fwhm(lens.otf, deg(5))},
        {"edge_angle", 5}};
    for (const auto& [measurand, result] : tally(lens.otf, 2000, truths)) {
      INFO(lens.name << ", " << measurand << ": mean error " << 100 * result.mean() << " %, "
                     << result.contained << " of " << result.n);
      CHECK(result.contained >= fewest(result.n));
    }
  }
}

// At a few electrons a result may be wide or refused, but not wrong.
TEST_CASE("the dimmest edges are refused or right within their interval", "[metrics]") {
  const auto& lens = optics()[0];
  const double truth = targets::true_mtf50(lens.otf, deg(5));
  const auto spread = targets::gaussian_edge_spread(0.8, deg(5));
  int measured_ones = 0;
  int contained = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    targets::SlantedEdge edge;
    edge.width = 120;
    edge.height = 200;
    edge.bright = electrons(20);
    edge.dark = electrons(2);
    const auto evaluation =
        measured(exposed(targets::render_spread(edge, spread), static_cast<std::uint64_t>(seed)));
    const MeasurementResult* mtf50 = find_result(evaluation, "mtf50");
    if (mtf50 == nullptr) {
      CHECK_FALSE(evaluation.failures.empty());
      continue;
    }
    ++measured_ones;
    contained += mtf50->interval.lower <= truth && truth <= mtf50->interval.upper ? 1 : 0;
    CHECK(std::abs(mtf50->value / truth - 1) < 0.6);
  }
  CHECK(contained >= fewest(measured_ones));
}

// Noise that is alike in neighbouring rows (a vibrating lamp, a resampled picture) hides in a
// covariance of independent pixels: the scatter between blocks of rows has to show it.
TEST_CASE("correlated noise widens the interval", "[metrics]") {
  const double truth = targets::true_mtf50(targets::gaussian_otf(0.8), deg(5));
  Tally result;
  for (int seed = 0; seed < kSeeds; ++seed) {
    targets::SlantedEdge edge;
    edge.width = 120;
    edge.height = 200;
    edge.bright = electrons(2000);
    edge.dark = electrons(200);
    Frame frame = exposed(gaussian_edge(edge, 0.8), static_cast<std::uint64_t>(seed));
    auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
    // The noise (not the edge) of each row is copied to the next one.
    const auto expected = gaussian_edge(edge, 0.8);
    for (std::size_t y = 1; y < 200; y += 2) {
      for (std::size_t x = 0; x < 120; ++x) {
        const double above =
            samples[(y - 1) * 120 + x] - 100 - expected.electrons[(y - 1) * 120 + x];
        const double scale = std::sqrt((expected.electrons[y * 120 + x] + 4) /
                                       (expected.electrons[(y - 1) * 120 + x] + 4));
        samples[y * 120 + x] = static_cast<std::uint16_t>(
            std::lround(expected.electrons[y * 120 + x] + 100 + above * scale));
      }
    }
    result.add(result_of(measured(std::move(frame)), "mtf50"), truth);
  }
  INFO(result.contained << " of " << result.n);
  // Pairs of equal rows have 1.4 times the noise that independent pixels would claim (coverage 83
  // %).
  CHECK(result.contained >= 0.87 * result.n - 3.72 * std::sqrt(0.87 * 0.13 * result.n));
}
