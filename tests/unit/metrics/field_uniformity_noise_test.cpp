// SPDX-License-Identifier: Apache-2.0
// With noise: no bias beyond what the number of draws can show, and intervals that contain the
// truth. The truth of a figure is what its definition gives for the image without noise.
#include "suite/metrics/field_uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/field_images.hpp"

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::test;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int kSeeds = 6;
#else
constexpr int kSeeds = 40;
#endif

const std::vector<std::string> kMeasurands = {"uniformity", "cv", "centring_x", "centring_y",
                                              "roll_off"};

struct Tally {
  int n = 0;
  int contained = 0;
  double errors = 0;  // in standard uncertainties
  double squares = 0;
  void add(const MeasurementResult& result, double truth) {
    ++n;
    contained += result.interval.lower <= truth && truth <= result.interval.upper ? 1 : 0;
    const double error = (result.value - truth) / result.standard_uncertainty;
    errors += error;
    squares += error * error;
  }
};

/// The fewest hits out of n that an interval of 93 % coverage gives with a probability above 1e-4.
double fewest(int n) { return 0.93 * n - 3.72 * std::sqrt(0.93 * 0.07 * n); }

Evaluation field_of(Frame frame) {
  return measured(observation_of(std::move(frame)), {}, "field_uniformity");
}

/// Exposures whose true offset lies anywhere within the rounding of the stated one.
Frame exposed_with_unknown_rounding(const targets::ExpectedImage& image, std::uint64_t seed) {
  std::mt19937_64 generator(seed + 1000);
  hardware::CameraModel camera;
  camera.offset_dn = std::uniform_real_distribution<double>(99.5, 100.5)(generator);
  Frame frame = hardware::expose(image, camera, seed, 0, 0);
  frame.info.black_level = 100;
  return frame;
}

std::map<std::string, Tally> tally(const FieldScene& scene) {
  const auto image = rendered(scene);
  const Evaluation truth = field_of(noise_free(image));
  std::map<std::string, Tally> tallies;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const Evaluation field =
        field_of(exposed_with_unknown_rounding(image, static_cast<std::uint64_t>(seed)));
    for (const auto& measurand : kMeasurands)
      tallies[measurand].add(result_of(field, measurand), result_of(truth, measurand).value);
  }
  return tallies;
}

}  // namespace

TEST_CASE("figures of noisy fields: no bias, true intervals", "[metrics]") {
  const std::vector<FieldScene> scenes = {{"gaussian", 0.576, 0.454, 0.73},
                                          {"cos4", 0.3, 0.6, 1.2},
                                          {"quadratic", 0.498, 0.498, 0.7071}};
  for (FieldScene scene : scenes) {
    std::map<std::string, Tally> all;
    for (const double level : {200.0, 2000.0, 20000.0}) {
      scene.level = level;
      for (const auto& [measurand, part] : tally(scene)) {
        INFO(scene.law << " " << level << " e, " << measurand << ": " << part.contained << " of "
                       << part.n << ", mean error " << part.errors / part.n << " u");
        CHECK(part.contained >= fewest(part.n));
        CHECK(std::abs(part.errors / part.n) < 4 / std::sqrt(part.n));
        Tally& sum = all[measurand];
        sum.n += part.n;
        sum.contained += part.contained;
        sum.squares += part.squares;
      }
    }
    for (const auto& [measurand, sum] : all) {
      INFO(scene.law << ", " << measurand << ": " << sum.contained << " of " << sum.n);
      CHECK(sum.contained >= fewest(sum.n));
      CHECK(sum.squares / sum.n < 1 + 4.3 * std::sqrt(2.0 / sum.n));
      // Nor twice too wide; the place also holds how far a surface may be from the light.
      if (measurand == "uniformity") CHECK(sum.squares / sum.n > 0.4);
    }
  }
}

// Four corners that differ by noise alone, and a field that is even altogether: without correction
// the ratio of extremes would be off by 1.3 and 3.3 standard uncertainties.
TEST_CASE("a ratio of noisy extremes is corrected", "[metrics]") {
  for (const FieldScene& scene :
       {FieldScene{"quadratic", 0.498, 0.498, 0.7071, 2000}, FieldScene{"cos4", 0.5, 0.5, 1e4}}) {
    DYNAMIC_SECTION(scene.law) {
      const Tally part = tally(scene).at("uniformity");
      INFO(part.contained << " of " << part.n << ", mean error " << part.errors / part.n << " u");
      CHECK(part.contained >= fewest(part.n));
      CHECK(std::abs(part.errors / part.n) < 0.45 + 4 / std::sqrt(part.n));
    }
  }
}

TEST_CASE("with hardly any noise the interval still holds the light", "[metrics]") {
  const auto image = rendered({"gaussian", 0.576, 0.454, 0.73, 20000, 512, 512});
  std::mt19937_64 generator(1);
  std::normal_distribution<double> noise(0, 0.2);
  targets::ExpectedImage noisy = image;
  for (double& v : noisy.electrons) v += noise(generator);
  const Evaluation field = field_of(noise_free(noisy));
  const Evaluation truth = field_of(noise_free(image));
  for (const auto& measurand : kMeasurands) {
    INFO(measurand);
    const MeasurementResult& result = result_of(field, measurand);
    CHECK(result.interval.lower < result_of(truth, measurand).value);
    CHECK(result.interval.upper > result_of(truth, measurand).value);
    // What limits it is declared: noise is below half of the uncertainty.
    REQUIRE(result.budget.front().source == "noise");
    CHECK(result.budget.front().contribution() < 0.5 * result.standard_uncertainty);
  }
  CHECK(result_of(field, "centring_x").interval.lower < 0.576 * 512);
  CHECK(result_of(field, "centring_x").interval.upper > 0.576 * 512);
}

TEST_CASE("noise that neighbouring pixels share widens the interval", "[metrics]") {
  const auto image = rendered({"gaussian", 0.576, 0.454, 0.73, 2000, 512, 512});
  const double plain = result_of(field_of(exposed(image, 1)), "uniformity").standard_uncertainty;
  std::mt19937_64 generator(2);
  std::normal_distribution<double> normal(0, 1);
  targets::ExpectedImage striped = image;  // every row has its own offset
  for (std::size_t y = 0; y < 512; ++y) {
    const double offset = 60 * normal(generator);
    for (std::size_t x = 0; x < 512; ++x) striped.electrons[512 * y + x] += offset;
  }
  const MeasurementResult wide = result_of(field_of(exposed(striped, 1)), "uniformity");
  const double truth = result_of(field_of(noise_free(image)), "uniformity").value;
  CHECK(wide.standard_uncertainty > 3 * plain);
  CHECK(wide.interval.lower < truth);
  CHECK(wide.interval.upper > truth);
}
