// SPDX-License-Identifier: Apache-2.0
// Radial distortion told from bars: numbers by the formula, and images of the virtual microscope,
// which shares no code with the metric.
#include "suite/metrics/usaf_distortion.hpp"

#include "hardware/simulator/simulate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::metrics;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kTruePixelUm = 0.3471;

/// Bars at `count` places of an image that a lens has distorted by `k`: periods by the phase
/// n . u(p), u = p (1 - k |p|^2), differentiated by steps.
std::vector<BarsInView> bars_of(int count, double k, double noise) {
  std::mt19937_64 generator(5);
  std::uniform_real_distribution<double> place(-0.7, 0.7);
  std::normal_distribution<double> normal(0, 1);
  std::vector<BarsInView> bars;
  for (int i = 0; i < count; ++i) {
    BarsInView b;
    b.standing = i % 2 == 0;
    const double angle = b.standing ? 0.1 : 0.1 + 1.5707963;
    const double x = place(generator);
    const double y = place(generator);
    const double nx = std::cos(angle);
    const double ny = std::sin(angle);
    const auto phase = [&](double px, double py) {
      return (nx * px + ny * py) * (1 - k * (px * px + py * py));
    };
    constexpr double kStep = 1e-4;
    const double gx = (phase(x + kStep, y) - phase(x - kStep, y)) / (2 * kStep);
    const double gy = (phase(x, y + kStep) - phase(x, y - kStep)) / (2 * kStep);
    b.along_normal = x * nx + y * ny;
    b.along_bars = y * nx - x * ny;
    b.periods = (b.standing ? 0.05 : 0.051) * std::hypot(gx, gy) * (1 + noise * normal(generator));
    b.variance = std::pow(0.05 * 1e-4, 2);
    bars.push_back(b);
  }
  return bars;
}

Evaluation seen_by_a_lens(const std::string& k1, int seed) {
  auto settings = hardware::simulator_settings({{"width", "600"},
                                                {"height", "500"},
                                                {"pixel_size", "0.3471 um"},
                                                {"magnification", "10"},
                                                {"lens_na", "0.3"},
                                                {"wavelength", "550 nm"},
                                                {"distortion_k1", k1},
                                                {"brightness", "8000 e"},
                                                {"gain", "0.36"},
                                                {"full_well", "10500 e"},
                                                {"bits", "12"},
                                                {"best_focus", "0 um"}});
  settings.seed = seed;
  hardware::Recording recording;
  recording.target = "usaf_1951";
  recording.geometry = {{"first_group", "3"}, {"last_group", "7"}};
  std::vector<Frame> frames;
  hardware::simulate(settings, recording, 1,
                     [&](Frame frame, int) { frames.push_back(std::move(frame)); });
  Observation observation = observation_of(std::move(frames.front()));
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.345)}};
  return measured(observation, {}, "usaf_1951");
}

bool has_part(const MeasurementResult& r, const std::string& source) {
  for (const BudgetComponent& part : r.budget) {
    if (part.source == source) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("radial distortion is read from the periods of bars at many places", "[metrics]") {
  const auto found = radial_distortion(bars_of(24, 0.004, 1e-4));
  REQUIRE(found.has_value());
  CHECK_THAT(found->k, WithinAbs(0.004, 3.5 * found->uncertainty));
  CHECK(found->uncertainty < 2e-4);
  CHECK(found->degrees_of_freedom == 21);
  // Nothing where there is none, where places are too few to tell, or scatter hides it.
  CHECK_FALSE(radial_distortion(bars_of(24, 0, 1e-4)).has_value());
  CHECK_FALSE(radial_distortion(bars_of(7, 0.004, 1e-4)).has_value());
  CHECK_FALSE(radial_distortion(bars_of(24, 0.001, 2e-3)).has_value());
  CHECK_FALSE(radial_distortion({}).has_value());
}

TEST_CASE("bars in a distorted field tell the pixel size in the middle of the image", "[metrics]") {
  for (const char* k1 : {"0.006", "-0.006"}) {
    const Evaluation e = seen_by_a_lens(k1, 3);
    INFO(k1 << " " << described(e));
    CHECK(has_caveat(e, "usaf_1951.distortion"));
    for (const char* name : {"pixel_size_x", "pixel_size_y"}) {
      const MeasurementResult r = result_of(e, name);
      CHECK(has_part(r, "radial distortion"));
      CHECK_THAT(r.value, WithinRel(kTruePixelUm, 1.5e-3));
      CHECK(r.interval.lower <= kTruePixelUm);
      CHECK(r.interval.upper >= kTruePixelUm);
    }
  }
}

TEST_CASE("a straight field has no part for radial distortion", "[metrics]") {
  const MeasurementResult r = result_of(seen_by_a_lens("0", 3), "pixel_size_x");
  CHECK_FALSE(has_part(r, "radial distortion"));
  CHECK_THAT(r.value, WithinRel(kTruePixelUm, 5e-4));
}
