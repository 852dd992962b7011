// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/frame_maker.hpp"

#include "hardware/simulator/camera/expose.hpp"
#include "hardware/simulator/draws.hpp"
#include "hardware/simulator/light/lamp.hpp"
#include "hardware/simulator/mechanics/motion.hpp"
#include "suite/core/random.hpp"

#include <random>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr Time kTimeOfBrightness = ms(20);

/// As many lamps and jitters as there are frames: a generator of their own for each kind.
std::mt19937_64 generator_of(const SimulatorSettings& settings, Draw kind, std::uint64_t key,
                             std::uint64_t frame) {
  return generator_for(seed_of(settings), draw_key(kind, {static_cast<std::int64_t>(key)}), frame);
}

LampDraws lamp_draws(const SimulatorSettings& settings, std::uint64_t key, std::uint64_t frame) {
  auto generator = generator_of(settings, Draw::lamp, key, frame);
  LampDraws draws;
  draws.phase = std::uniform_real_distribution<double>(0, 1)(generator);
  draws.scatter = std::normal_distribution<double>(0, 1)(generator);
  return draws;
}

}  // namespace

std::uint64_t seed_of(const SimulatorSettings& settings) {
  return static_cast<std::uint64_t>(settings.seed);
}

Frame recorded(const SimulatorSettings& settings, const LightImage& image, const Shot& shot,
               std::uint64_t key, std::uint64_t frame, std::size_t threads) {
  const double lamp = shot.lamp.in(one)*lamp_output(settings.light, shot.begin, shot.exposure,
                                                    lamp_draws(settings, key, frame));
  const double brightest = settings.light.brightness.in(electrons) /
                           settings.camera.quantum_efficiency.in(one) *
                           (shot.exposure / kTimeOfBrightness);
  return expose(image, camera_of(settings),
                {.time_s = shot.exposure.in(s),
                 .light_factor = lamp * brightest,
                 .seed = seed_of(settings),
                 .step = key,
                 .frame = frame,
                 .threads = threads});
}

Crept crept_at(const MechanicsSettings& settings, Time time) {
  const auto along = [&](Length per_hour, Length warm_up) {
    return crept(time, per_hour, warm_up, settings.warm_up_time);
  };
  return {along(settings.drift_x_per_hour, settings.warm_up_x),
          along(settings.drift_y_per_hour, settings.warm_up_y),
          along(settings.drift_z_per_hour, settings.warm_up_z)};
}

std::pair<Length, Length> jitter_of(const SimulatorSettings& settings, std::uint64_t key,
                                    std::uint64_t frame) {
  auto generator = generator_of(settings, Draw::jitter, key, frame);
  std::normal_distribution<double> normal(0, 1);
  const double x = normal(generator);
  const double y = normal(generator);
  return {settings.mechanics.jitter * x, settings.mechanics.jitter * y};
}

}  // namespace etalon::hardware
