// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/texture.hpp"

#include <cmath>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 71;  // and the following, one for each motion
constexpr int kFrames = 61;
constexpr int kSize = 48;
constexpr double kIntervalS = 60;
constexpr double kVelocityPxPerH = 3;
constexpr double kPixelUm = 0.5;
constexpr double kPixelUncertaintyUm = 0.0025;

/// What moves the image beside its velocity, px.
struct Motion {
  std::string name;
  double step = 0;     ///< standard deviation of a walk's steps
  double settles = 0;  ///< over a tenth of the series
  std::uint64_t stream = kStudy;
};

/// An hour of one place, nothing touched.
Observation hour_of(const Motion& motion, double bright, std::uint64_t seed,
                    std::mt19937_64& generator) {
  std::vector<Frame> frames;
  std::vector<FrameSetting> settings;
  targets::Texture texture;
  texture.width = texture.height = kSize;
  texture.mean = electrons(bright);
  texture.layers = {{0.15, px(2.2)}};
  texture.seed = static_cast<int>(seed) + 1;
  double walked_x = 0;
  double walked_y = 0;
  for (int i = 0; i < kFrames; ++i) {
    const double time = kIntervalS * i;
    const double crept = kVelocityPxPerH * time / 3600;
    const double settled = motion.settles * (1 - std::exp(-10.0 * i / (kFrames - 1)));
    texture.offset_x = px(crept + settled + walked_x);
    texture.offset_y = px(-crept + walked_y);
    frames.push_back(camera_frame(targets::render(texture), bright, seed,
                                  kStudy + 1000 * static_cast<std::uint64_t>(i)));
    settings.push_back({.time = s(time)});
    walked_x += motion.step * normal(generator);
    walked_y += motion.step * normal(generator);
  }
  Observation observation = observation_of(std::move(frames));
  observation.settings = std::move(settings);
  observation.pictures = false;
  observation.references.pixel_size =
      Uncertain<PixelSize>{.value = PixelSize{um(kPixelUm)},
                           .standard_uncertainty = PixelSize{um(kPixelUncertaintyUm)},
                           .id = "micrometer"};
  return observation;
}

std::vector<std::optional<Draw>> draw(const Motion& motion, double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, motion.stream);
  const double pixel_um = kPixelUm + kPixelUncertaintyUm * normal(generator);
  const Evaluation e =
      *metrics::find_metric("drift")->evaluate(hour_of(motion, bright, seed, generator), {});
  return {draw_of(e, "drift_velocity_x", kVelocityPxPerH * pixel_um),
          draw_of(e, "drift_velocity_y", -kVelocityPxPerH * pixel_um)};
}

}  // namespace

std::vector<Condition> drift_conditions() {
  std::vector<Condition> conditions;
  const auto add = [&](Motion motion, const LightLevel& level) {
    motion.stream = kStudy + conditions.size();
    conditions.push_back({"drift",
                          motion.name,
                          level.name,
                          {"drift_velocity_x", "drift_velocity_y"},
                          [motion, bright = level.electrons](std::uint64_t seed) {
                            return draw(motion, bright, seed);
                          }});
  };
  const LightLevel& some = light_levels()[1];
  add({tr("an hour of creeping")}, some);
  add({tr("an hour of creeping")}, light_levels().back());
  // One frame is located to some 0.03 px: in sixty steps these walks make a third of that, as much,
  // and three times as much, and the last settling is three times as much.
  add({.name = tr("an hour, wandering by a third of the noise"), .step = 0.0013}, some);
  add({.name = tr("an hour, wandering by as much as the noise"), .step = 0.004}, some);
  add({.name = tr("an hour, wandering by three times the noise"), .step = 0.012}, some);
  add({.name = tr("an hour of wandering"), .step = 0.02}, some);
  add({.name = tr("an hour with weak settling"), .settles = 0.1}, some);
  add({.name = tr("an hour with settling"), .settles = 2}, some);
  return conditions;
}

}  // namespace etalon::cli
