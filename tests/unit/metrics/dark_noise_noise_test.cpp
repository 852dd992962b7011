// SPDX-License-Identifier: Apache-2.0
// Over many draws: no bias beyond what their number can show, and intervals that hold the truth.
#include "suite/metrics/dark_noise.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/dark_images.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace etalon;
using namespace etalon::test;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int kSeeds = 6;
#else
constexpr int kSeeds = 25;  // `etalon selftest --coverage dark_noise` has thousands
#endif

struct Tally {
  int n = 0;
  int contained = 0;
  double errors = 0;  // relative
  double squares = 0;
  double grid = 0;  // relative half-width: what the result says of its rounding
  void add(const MeasurementResult& result, double truth) {
    ++n;
    for (const BudgetComponent& part : result.budget)
      if (part.source == "rounding of the values")
        grid = std::max(grid, std::sqrt(3.0) * part.standard_uncertainty / result.value);
    contained += result.interval.lower <= truth && truth <= result.interval.upper ? 1 : 0;
    const double error = result.value / truth - 1;
    errors += error;
    squares += error * error;
  }
  double bias() const { return errors / n; }
  double of_bias() const { return std::sqrt(squares / n - bias() * bias()) / std::sqrt(n - 1.0); }
};

/// The fewest hits out of n that an interval of 93 % coverage gives with a probability above 1e-4.
double fewest(int n) { return 0.93 * n - 3.72 * std::sqrt(0.93 * 0.07 * n); }

/// Of the median and of the rms.
std::pair<Tally, Tally> tally(const DarkScene& scene) {
  std::pair<Tally, Tally> all;
  const double median = true_median(scene);
  const double rms = true_rms(scene);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Evaluation dark = measured(
        observation_of(dark_frames(scene, static_cast<std::uint64_t>(seed))), {}, "dark_noise");
    all.first.add(result_of(dark, "read_noise_median"), median);
    all.second.add(result_of(dark, "read_noise_rms"), rms);
  }
  return all;
}

void check(const Tally& all, double largest_bias) {
  INFO(all.contained << " of " << all.n << ", bias " << all.bias() << " +- " << all.of_bias());
  CHECK(all.contained >= fewest(all.n));
  CHECK(std::abs(all.bias()) < largest_bias + 4 * all.of_bias());
}

void check(const DarkScene& scene, double largest_bias) {
  const auto [median, rms] = tally(scene);
  // Variances of four values of a noise of 3 DN lie on a grid: a hundredth, and stated.
  check(median, largest_bias + (scene.frames < 8 ? std::min(0.012, median.grid) : 0));
  check(rms, largest_bias);
}

}  // namespace

// The naive median of standard deviations of five frames is 8.5 % low.
TEST_CASE("noise of pixels from few frames and many", "[metrics]") {
  for (const std::size_t n : {4U, 5U, 16U, 40U}) {
    DYNAMIC_SECTION(n << " frames") { check({.frames = n}, 0); }
  }
}

TEST_CASE("noise that differs from pixel to pixel, as in sCMOS cameras", "[metrics]") {
  for (const double spread : {0.1, 0.3}) {
    for (const std::size_t n : {8U, 24U}) {
      DYNAMIC_SECTION(spread << ", " << n << " frames") {
        // What is left of the correction is stated as an uncertainty.
        check({.frames = n, .spread = spread}, 0.1 / static_cast<double>(n));
      }
    }
  }
}

// Most pixels alike, some much noisier: the median moves towards the mean, and says by how much.
TEST_CASE("noise that is skewed over the pixels stays within what is stated", "[metrics]") {
  for (const double skew : {0.1, 0.3}) {
    for (const std::size_t n : {8U, 24U}) {
      const DarkScene scene{.frames = n, .skew = skew};
      const Tally all = tally(scene).first;
      INFO(skew << ", " << n << " frames: " << all.contained << " of " << all.n << ", bias "
                << all.bias());
      CHECK(all.contained >= fewest(all.n));
      CHECK(std::abs(all.bias()) < 0.06);
    }
  }
}

TEST_CASE("an offset that moves between the frames is no noise of pixels", "[metrics]") {
  const DarkScene scene{.frames = 16, .moves = 1.5};
  check(scene, 0.003);
  // The naive figure is too high by (1 + 0.25)^1/2.
  const Evaluation dark = measured(observation_of(dark_frames(scene, 1)), {}, "dark_noise");
  CHECK(has_caveat(dark, "dark_noise.offset_drift"));
  double naive = 0;
  for (const PeerValue& peer : dark.peers)
    if (peer.definition == "peer.metroloj_qc.rms_noise") naive = peer.value;
  CHECK(naive > 1.05 * true_rms(scene));
}

TEST_CASE("noise that rows share makes the rms less certain, and says so", "[metrics]") {
  const DarkScene scene{.frames = 16, .row_noise = 2};
  const Tally all = tally(scene).second;
  INFO(all.contained << " of " << all.n << ", bias " << all.bias() << " +- " << all.of_bias());
  CHECK(all.contained >= fewest(all.n));
}

TEST_CASE("dark current of simulated exposures, its interval holds the truth", "[metrics]") {
  for (const double moves : {0.0, 0.05, 0.5}) {
    Tally all;
    for (int seed = 1; seed <= kSeeds; ++seed) {
      const Observation observation =
          dark_exposures({.width = 40, .height = 30, .moves = moves}, {0.1, 0.2, 0.4, 0.6, 0.8, 1},
                         4, 3, static_cast<std::uint64_t>(seed));
      all.add(result_of(measured(observation, {}, "dark_noise"), "dark_current"), 3);
    }
    INFO(moves << " DN: " << all.contained << " of " << all.n << ", bias " << all.bias() << " +- "
               << all.of_bias());
    CHECK(all.contained >= fewest(all.n));
    CHECK(std::abs(all.bias()) < 4 * all.of_bias());
  }
}
