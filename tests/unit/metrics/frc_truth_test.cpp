// SPDX-License-Identifier: Apache-2.0
// Textures whose spectrum is known in closed form: where signal/(signal + noise) crosses a
// threshold is the truth. Bias, and how often the interval contains it.
#include "suite/metrics/frc.hpp"
#include "suite/metrics/frc_threshold.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/texture_images.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int kSeeds = 5;
#else
constexpr int kSeeds = 60;
#endif

const MeasurementResult& resolution(const Evaluation& evaluation) {
  return result_of(evaluation, "frc_resolution_px");
}

/// The fewest hits out of n that an interval of 93 % coverage gives with a probability above 1e-4.
double fewest(int n) { return 0.93 * n - 3.72 * std::sqrt(0.93 * 0.07 * n); }

}  // namespace

TEST_CASE("frc of noisy textures: no bias, true intervals", "[metrics][long]") {
  for (const std::size_t frames : {2U, 4U}) {
    for (const double level : {500.0, 20'000.0, 4e6}) {
      int contained = 0;
      double sum = 0;
      double squares = 0;
      for (int seed = 1; seed <= kSeeds; ++seed) {
        targets::Texture texture = fine_texture(level, seed);
        texture.layers.push_back({0.1, px(6)});
        const auto expected = targets::render(texture);
        std::vector<Frame> pair;
        for (std::size_t i = 0; i < frames; ++i) {
          // The noise of bright frames needs finer steps than 16 bits of whole electrons.
          hardware::CameraModel camera{.gain_dn_per_e = std::min(1.0, 20'000 / level),
                                       .full_well_e = 1e9};
          pair.push_back(
              hardware::expose(expected, camera, static_cast<std::uint64_t>(seed), 0, i));
        }
        const Evaluation evaluation = frc_of(std::move(pair));
        INFO(described(evaluation));
        const MeasurementResult& result = resolution(evaluation);
        const double truth = 1 / true_crossing(texture);
        contained += result.interval.lower < truth && truth < result.interval.upper ? 1 : 0;
        const double error = (result.value - truth) / result.standard_uncertainty;
        sum += error;
        squares += error * error;
      }
      INFO(frames << " frames, " << level << " e: " << contained << " of " << kSeeds
                  << ", mean error " << sum / kSeeds << " u, mean square " << squares / kSeeds);
      CHECK(contained >= fewest(kSeeds));
      CHECK(std::abs(sum / kSeeds) < 0.2 + 4 / std::sqrt(kSeeds));
      CHECK(squares / kSeeds < 1 + 4.3 * std::sqrt(2.0 / kSeeds));
      CHECK(squares / kSeeds > 1 - 3.3 * std::sqrt(2.0 / kSeeds));
    }
  }
}

TEST_CASE("frc in px, cycles/px and um are the same place", "[metrics]") {
  Observation observation = observation_of(exposures(fine_texture(), 1));
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.1)}, PixelSize{um(0.001)},
                                                           Distribution::normal, 20, "micrometer"};
  const Evaluation frc = measured(observation, {}, "frc");
  const MeasurementResult& px_result = resolution(frc);
  const MeasurementResult& object = result_of(frc, "frc_resolution");
  CHECK_THAT(object.value, WithinRel(0.1 * px_result.value, 1e-12));
  CHECK_THAT(result_of(frc, "frc_frequency").value, WithinRel(1 / px_result.value, 1e-12));
  CHECK_THAT(std::pow(object.standard_uncertainty / object.value, 2),
             WithinRel(std::pow(px_result.standard_uncertainty / px_result.value, 2) + 1e-4, 1e-6));
  CHECK(object.budget.back().input == "micrometer");
}

TEST_CASE("thresholds by name", "[metrics]") {
  CHECK(metrics::frc_threshold("frc/fixed_1_7", 50) == 1.0 / 7);
  CHECK_THAT(metrics::frc_threshold("frc/half_bit", 400),
             WithinRel((0.2071 + 1.9102 / 20) / (1.2071 + 0.9102 / 20), 1e-4));
  CHECK_THAT(metrics::frc_threshold("frc/one_bit", 400),
             WithinRel((0.5 + 2.4142 / 20) / (1.5 + 1.4142 / 20), 1e-4));
  CHECK_THAT(metrics::frc_threshold("frc/three_sigma", 400), WithinRel(0.15, 1e-12));
  CHECK(metrics::frc_threshold("frc/three_sigma", 4) < 1);
  // Higher correlation is reached at coarser detail only.
  const auto frames = [] { return exposures(fine_texture(500), 1); };
  const double one_bit = resolution(frc_of(frames(), {{"method", "frc/one_bit"}})).value;
  const double half_bit = resolution(frc_of(frames(), {{"method", "frc/half_bit"}})).value;
  const double seventh = resolution(frc_of(frames())).value;
  CHECK(one_bit > half_bit);
  CHECK(half_bit > seventh);
}

TEST_CASE("the truth of another threshold is met as well", "[metrics]") {
  double sum = 0;
  double squares = 0;
  const int seeds = kSeeds / 5 + 2;
  for (int seed = 1; seed <= seeds; ++seed) {
    const targets::Texture texture = fine_texture(500, seed);
    // Half of the samples on a ring are independent of their conjugates, 0.566 of those of each
    // other (numerically, of a window with a cosine over half of its length).
    double q = 0.15;
    for (int i = 0; i < 50; ++i) {
      const double n = 3.14159 * q * 256 * 0.566;
      q = true_crossing(texture, metrics::frc_threshold("frc/half_bit", n));
    }
    const MeasurementResult result = resolution(
        frc_of(exposures(texture, static_cast<std::uint64_t>(seed)), {{"method", "frc/half_bit"}}));
    const double error = (result.value - 1 / q) / result.standard_uncertainty;
    sum += error;
    squares += error * error;
  }
  INFO("mean error " << sum / seeds << " u, mean square " << squares / seeds);
  CHECK(std::abs(sum / seeds) < 4 / std::sqrt(seeds));
  CHECK(squares / seeds < 1 + 4.3 * std::sqrt(2.0 / seeds));
}

TEST_CASE("drift between the frames does not change the result", "[metrics]") {
  targets::Texture texture = fine_texture();
  const double still = resolution(frc_of(exposures(texture, 1))).value;
  for (const auto& [x, y] : {std::pair{0.4, -0.3}, {2.5, 1.25}}) {
    std::vector<Frame> frames = exposures(texture, 1, 1);
    texture.offset_x = px(x);
    texture.offset_y = px(y);
    frames.push_back(exposed(targets::render(texture), 1001));
    texture.offset_x = texture.offset_y = px(0);
    const Evaluation frc = frc_of(std::move(frames));
    INFO(described(frc));
    CHECK_THAT(resolution(frc).value, WithinAbs(still, 1.5 * resolution(frc).standard_uncertainty));
    CHECK_THAT(frc.items.at(1).values.at("shift_x").value, WithinAbs(x, 0.05));
    CHECK_THAT(frc.items.at(1).values.at("shift_y").value, WithinAbs(y, 0.05));
    CHECK(has_caveat(frc, "frc.drift") == (x > 1));
  }
}

TEST_CASE("more frames narrow the interval about the same value", "[metrics]") {
  const auto pair = frc_of(exposures(fine_texture(), 1, 2));
  const auto eight = frc_of(exposures(fine_texture(), 1, 8));
  CHECK(resolution(eight).standard_uncertainty < 0.6 * resolution(pair).standard_uncertainty);
  CHECK_THAT(resolution(eight).value,
             WithinAbs(resolution(pair).value, 3 * resolution(pair).standard_uncertainty));
  CHECK(resolution(eight).n == 8);
}

TEST_CASE("planes of a mosaic keep their pitch", "[metrics]") {
  targets::Texture texture = fine_texture();
  texture.layers = {{0.1, px(5)}};
  const auto image = targets::render(texture);
  Frame first = exposed(image, 1);
  Frame second = exposed(image, 2);
  const double grey = resolution(frc_of({first, second})).value;
  first.info.mosaic = second.info.mosaic = Mosaic::rggb;
  const Evaluation green = frc_of({first, second});
  INFO(described(green));
  // Every other sample has a quarter of the power per sample of the plane, the same noise.
  CHECK(resolution(green).value > grey);
  CHECK(resolution(green).value < 1.4 * grey);
}
