// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/texture.hpp"

#include <cmath>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 503;
constexpr int kSize = 256;
constexpr double kReadNoise = 2;        // e, of camera_frame
constexpr double kFarthestDrift = 0.4;  // px

/// Coarse structure and fine detail; how fine and how rich is drawn.
targets::Texture texture_of(std::mt19937_64& generator, double light, std::uint64_t seed) {
  return {.width = kSize,
          .height = kSize,
          .mean = electrons(light),
          .layers = {{uniform(generator, 0.08, 0.12), px(uniform(generator, 5, 7))},
                     {uniform(generator, 0.08, 0.12), px(uniform(generator, 2.4, 2.8))}},
          .seed = static_cast<int>(seed) + 1};
}

/// Where signal/(signal + noise) is 1/7. Noise of a pixel: photons, read noise, rounding.
double true_frequency(const targets::Texture& texture, double rounding) {
  const double noise = texture.mean.in(electrons) + kReadNoise * kReadNoise + rounding;
  double below = 0;
  double above = 0.5;
  for (int i = 0; i < 60; ++i) {
    const double middle = (below + above) / 2;
    (6 * targets::power_of(texture, middle) > noise ? below : above) = middle;
  }
  return below;
}

std::vector<std::optional<Draw>> draw(double light, std::size_t frames, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + 100 * frames);
  targets::Texture texture = texture_of(generator, light, seed);
  std::vector<Frame> recorded;
  for (std::uint64_t i = 0; i < frames; ++i) {
    recorded.push_back(
        camera_frame(targets::render(texture), light, seed, kStudy + 1000 * (i + 1)));
    texture.offset_x = px(uniform(generator, -kFarthestDrift, kFarthestDrift));
    texture.offset_y = px(uniform(generator, -kFarthestDrift, kFarthestDrift));
  }
  const double electrons_per_step = light / 32'000;
  const double truth = true_frequency(texture, electrons_per_step * electrons_per_step / 12);
  const auto evaluation =
      metrics::find_metric("frc")->evaluate(observation_of(std::move(recorded)), {});
  return {draw_of(*evaluation, "frc_resolution_px", 1 / truth)};
}

}  // namespace

std::vector<Condition> frc_conditions() {
  std::vector<Condition> conditions;
  for (const std::size_t frames : {2U, 4U}) {
    for (const LightLevel& level : light_levels()) {
      conditions.push_back({"frc",
                            frames == 2 ? "two images" : "four images",
                            level.name,
                            {"frc_resolution_px"},
                            [=, bright = level.electrons](std::uint64_t seed) {
                              return draw(bright, frames, seed);
                            }});
    }
  }
  return conditions;
}

}  // namespace etalon::cli
