// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::cli {
namespace {

constexpr int kWidth = 512;
constexpr int kHeight = 384;
constexpr int kFrames = 2;
constexpr int kDarkFrames = 2;
constexpr std::uint64_t kStudy = 4;

/// Light that falls off as a polynomial of second degree in x and in y: the spline surface of the
/// definition can follow it exactly, so its truth needs no spline.
struct Light {
  double centre_x = 0;  ///< px
  double centre_y = 0;
  double fall_x = 0;  ///< per (half width)^2
  double fall_y = 0;

  double at(double x, double y) const {
    const double u = (x - centre_x) / (kWidth / 2.0);
    const double v = (y - centre_y) / (kHeight / 2.0);
    return (1 - fall_x * u * u) * (1 - fall_y * v * v);
  }
};

Light light_of(std::mt19937_64& generator) {
  return {.centre_x = uniform(generator, 0.35, 0.65) * kWidth,
          .centre_y = uniform(generator, 0.35, 0.65) * kHeight,
          .fall_x = uniform(generator, 0.05, 0.25),
          .fall_y = uniform(generator, 0.05, 0.25)};
}

targets::ExpectedImage expected_of(const Light& light, double bright) {
  targets::ExpectedImage image{kWidth, kHeight, {}};
  image.electrons.reserve(static_cast<std::size_t>(kWidth) * kHeight);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) image.electrons.push_back(bright * light.at(x, y));
  }
  return image;
}

struct Truth {
  double uniformity = 0;  ///< %
  double cv = 0;          ///< %
};

Truth truth_of(const targets::ExpectedImage& image) {
  const auto [lowest, highest] =
      std::minmax_element(image.electrons.begin(), image.electrons.end());
  double sum = 0;
  double squares = 0;
  for (const double e : image.electrons) {
    sum += e / *highest;
    squares += std::pow(e / *highest, 2);
  }
  const auto n = static_cast<double>(image.electrons.size());
  const double mean = sum / n;
  return {100 * *lowest / *highest, 100 * std::sqrt(squares / n - mean * mean) / mean};
}

std::vector<std::optional<Draw>> draw(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const Light light = light_of(generator);
  const auto expected = expected_of(light, bright);
  const targets::ExpectedImage nothing{kWidth, kHeight,
                                       std::vector<double>(expected.electrons.size(), 0.0)};
  std::vector<Frame> frames;
  std::vector<Frame> dark;
  for (std::uint64_t i = 0; i < kFrames; ++i) {
    frames.push_back(camera_frame(expected, bright, seed, kStudy + 1000 * i));
  }
  for (std::uint64_t i = 0; i < kDarkFrames; ++i) {
    dark.push_back(camera_frame(nothing, bright, seed, kStudy + 1000 * (i + kFrames)));
  }
  Observation observation = observation_of(std::move(frames));
  observation.dark = std::make_unique<MemoryFrames>(std::move(dark));
  const auto evaluation = metrics::find_metric("field_uniformity")->evaluate(observation, {});
  const Truth truth = truth_of(expected);
  return {draw_of(*evaluation, "uniformity", truth.uniformity),
          draw_of(*evaluation, "cv", truth.cv), draw_of(*evaluation, "centring_x", light.centre_x),
          draw_of(*evaluation, "centring_y", light.centre_y)};
}

}  // namespace

std::vector<Condition> field_uniformity_conditions() {
  std::vector<Condition> conditions;
  for (const LightLevel& level : light_levels()) {
    conditions.push_back(
        {"field_uniformity",
         "a blank field",
         level.name,
         {"uniformity", "cv", "centring_x", "centring_y"},
         [bright = level.electrons](std::uint64_t seed) { return draw(bright, seed); }});
  }
  return conditions;
}

}  // namespace etalon::cli
