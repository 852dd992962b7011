// SPDX-License-Identifier: Apache-2.0
#include "tests/support/lamp_series.hpp"

#include "suite/core/random.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>
#include <memory>
#include <random>
#include <utility>

namespace etalon::test {

std::vector<double> light_of(const LampModel& lamp, std::uint64_t seed) {
  auto generator = generator_for(seed, 4, 0);
  std::normal_distribution<double> normal(0, 1);
  std::vector<double> light;
  double walked = 0;
  const double keeps = std::exp(-1 / lamp.memory);
  double shared = lamp.slow > 0 ? lamp.slow * normal(generator) : 0;
  const double half = lamp.interval_s * static_cast<double>(lamp.readings - 1) / 2;
  for (std::size_t k = 0; k < lamp.readings; ++k) {
    const double t = lamp.interval_s * static_cast<double>(k);
    light.push_back(1 + lamp.drift * (t - half) / 3600 + walked + lamp.noise * normal(generator) +
                    lamp.warm_up * std::exp(-t / lamp.warm_up_time_s));
    walked += lamp.walk * normal(generator);
    if (!(lamp.slow > 0)) continue;
    light.back() += shared;
    shared = keeps * shared + std::sqrt(1 - keeps * keeps) * lamp.slow * normal(generator);
  }
  return light;
}

Observation metered(const std::vector<double>& light, double interval_s) {
  Observation observation;
  observation.power = PowerSeries{"mW", {}};
  for (std::size_t k = 0; k < light.size(); ++k)
    observation.power->readings.push_back(
        {s(interval_s * static_cast<double>(k)), 7 * light[k], {}, ms(100)});
  return observation;
}

Observation imaged(const std::vector<double>& light, double interval_s, int side, double electrons,
                   std::uint64_t seed) {
  std::vector<Frame> frames;
  std::vector<FrameSetting> settings;
  for (std::size_t k = 0; k < light.size(); ++k) {
    const auto pixels = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    frames.push_back(
        exposed({side, side, std::vector<double>(pixels, electrons * light[k])}, 1000 * seed + k));
    settings.push_back({.exposure = ms(20), .time = s(interval_s * static_cast<double>(k))});
  }
  Observation observation = observation_of(std::move(frames));
  observation.settings = std::move(settings);
  return observation;
}

Observation stepped(const std::vector<double>& set_points,
                    const std::function<double(double)>& light) {
  Observation observation;
  observation.power = PowerSeries{"mW", {}};
  for (const double x : set_points) {
    const auto k = static_cast<double>(observation.power->readings.size());
    observation.power->readings.push_back({s(2 * k), light(x), one(x), ms(100)});
  }
  return observation;
}

}  // namespace etalon::test
