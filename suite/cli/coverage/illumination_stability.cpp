// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <cmath>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 13;
constexpr double kSecondsPerHour = 3600;

/// A lamp whose steadiness is known.
struct Lamp {
  std::size_t readings = 0;
  double interval_s = 1;
  double noise = 0;   ///< of single readings, relative
  double shared = 0;  ///< ... that readings share over `memory` of them
  double memory = 0;
  double drift = 0;  ///< relative, over the whole series
};

std::vector<double> light_of(const Lamp& lamp, std::mt19937_64& generator) {
  std::vector<double> light;
  const double keeps = lamp.memory > 0 ? std::exp(-1 / lamp.memory) : 0;
  double shared = normal(generator);
  const auto n = static_cast<double>(lamp.readings);
  for (std::size_t k = 0; k < lamp.readings; ++k) {
    const double place = static_cast<double>(k) / (n - 1) - 0.5;
    light.push_back(1 + lamp.drift * place + lamp.shared * shared + lamp.noise * normal(generator));
    shared = keeps * shared + std::sqrt(1 - keeps * keeps) * normal(generator);
  }
  return light;
}

/// With n - 1: of a line over n places 1/(n - 1) apart n (n + 1)/(12 (n - 1)^2).
double true_cv(const Lamp& lamp) {
  const auto n = static_cast<double>(lamp.readings);
  const double line = lamp.drift * lamp.drift * n * (n + 1) / (12 * (n - 1) * (n - 1));
  return 100 * std::sqrt(lamp.noise * lamp.noise + lamp.shared * lamp.shared + line);
}

double true_drift(const Lamp& lamp) {
  return 100 * lamp.drift * kSecondsPerHour /
         (lamp.interval_s * static_cast<double>(lamp.readings - 1));
}

std::vector<std::optional<Draw>> draws(const Lamp& lamp, const Observation& observation) {
  const auto seen = metrics::find_metric("illumination_stability")->evaluate(observation, {});
  std::vector<std::optional<Draw>> all{draw_of(*seen, "cv", true_cv(lamp))};
  if (lamp.readings >= 24) all.push_back(draw_of(*seen, "drift", true_drift(lamp)));
  return all;
}

std::vector<std::optional<Draw>> metered(const Lamp& lamp, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + lamp.readings);
  Observation observation;
  observation.power = PowerSeries{"mW", {}};
  const auto light = light_of(lamp, generator);
  for (std::size_t k = 0; k < light.size(); ++k)
    observation.power->readings.push_back(
        {s(lamp.interval_s * static_cast<double>(k)), 12 * light[k], {}, ms(100)});
  return draws(lamp, observation);
}

/// Images whose own noise is as large as what the lamp does.
std::vector<std::optional<Draw>> imaged(const Lamp& lamp, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + 1000 + lamp.readings);
  constexpr int kSide = 24;
  constexpr double kElectrons = 400;
  std::vector<Frame> frames;
  std::vector<FrameSetting> settings;
  for (const double light : light_of(lamp, generator)) {
    const targets::ExpectedImage even{kSide, kSide,
                                      std::vector<double>(kSide * kSide, kElectrons * light)};
    settings.push_back(
        {.exposure = ms(100), .time = s(lamp.interval_s * static_cast<double>(frames.size()))});
    frames.push_back(camera_frame(even, 10 * kElectrons, seed, kStudy + frames.size()));
  }
  Observation observation = observation_of(std::move(frames));
  observation.settings = std::move(settings);
  return draws(lamp, observation);
}

/// Ten set points up and nine down; two measurands.
std::vector<std::optional<Draw>> stepped(double noise, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + 5000);
  const double intercept = uniform(generator, -0.02, 0.05);
  Observation observation;
  observation.power = PowerSeries{"mW", {}};
  double sum = 0;
  const auto add = [&](int step) {
    const double x = 0.1 * step;
    sum += x / 19;
    const double light = intercept + (1 - intercept) * x + noise * normal(generator);
    observation.power->readings.push_back(
        {s(2.0 * static_cast<double>(observation.power->readings.size())), 8 * light, one(x),
         ms(100)});
  };
  for (int step = 1; step <= 10; ++step) add(step);
  for (int step = 9; step >= 1; --step) add(step);
  const auto seen = metrics::find_metric("illumination_stability")->evaluate(observation, {});
  const double slope = (1 - intercept) * sum / (intercept + (1 - intercept) * sum);
  return {draw_of(*seen, "linearity_slope", slope),
          draw_of(*seen, "linearity_intercept", 100 * intercept)};
}

}  // namespace

std::vector<Condition> illumination_stability_conditions() {
  const struct {
    std::string level;
    Lamp lamp;
  } lamps[] = {
      {tr("five readings"), {5, 1, 0.002, 0, 0, 0}},
      {tr("five minutes, white noise"), {300, 1, 0.002, 0, 0, 0.001}},
      {tr("five minutes, noise shared over four readings"), {300, 1, 0.001, 0.002, 4, 0}},
      {tr("five minutes, noise shared over a twentieth of them"), {300, 1, 0.001, 0.002, 15, 0}},
      {tr("five minutes, noise shared over a tenth of them"), {300, 1, 0.001, 0.002, 30, 0}},
      {tr("one minute, noise shared over a tenth of it"), {60, 1, 0.001, 0.002, 6, 0}},
      {tr("two hours, drift of 3 %"), {240, 30, 0.002, 0.001, 3, 0.03}},
      {tr("two hours, hardly any noise"), {240, 30, 0.0001, 0, 0, 0.03}},
  };
  std::vector<Condition> conditions;
  for (const auto& [level, lamp] : lamps) {
    std::vector<std::string> measurands{"cv"};
    if (lamp.readings >= 24) measurands.emplace_back("drift");
    conditions.push_back({"illumination_stability", tr("a power meter"), level, measurands,
                          [l = lamp](std::uint64_t seed) { return metered(l, seed); }});
  }
  const Lamp lamp{60, 1, 0.003, 0, 0, 0.004};
  conditions.push_back({"illumination_stability",
                        tr("images"),
                        tr("as much noise of the camera as of the lamp"),
                        {"cv", "drift"},
                        [=](std::uint64_t seed) { return imaged(lamp, seed); }});
  for (const double noise : {0.01, 0.0002}) {
    conditions.push_back({"illumination_stability",
                          tr("set points up and down"),
                          noise > 0.001 ? tr("noise of 1 %") : tr("hardly any noise"),
                          {"linearity_slope", "linearity_intercept"},
                          [=](std::uint64_t seed) { return stepped(noise, seed); }});
  }
  return conditions;
}

}  // namespace etalon::cli
