// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 63;
constexpr int kSize = 64;
constexpr int kPlanes = 17;
constexpr int kWaves = 8;
constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kStepUm = 0.4;
constexpr double kScatterUm = 0.3;
constexpr double kBacklashUm = 0.4;
constexpr double kBlurPxPerUm = 0.5;

struct Wave {
  double u = 0;  ///< cycles/px
  double v = 0;
  double phase = 0;
};

std::vector<Wave> drawn_waves(std::mt19937_64& generator) {
  std::vector<Wave> waves;
  for (int k = 0; k < kWaves; ++k) {
    const double q = uniform(generator, 0.03, 0.22);
    const double angle = uniform(generator, 0, kTurn / 2);
    waves.push_back(
        {q * std::cos(angle) + 1e-6, q * std::sin(angle) + 1e-6, uniform(generator, 0, kTurn)});
  }
  return waves;
}

/// Through a Gaussian and the pixel, in closed form.
targets::ExpectedImage image_of(const std::vector<Wave>& waves, double bright, double blur) {
  const auto box = [](double q) { return std::sin(q * kTurn / 2) / (q * kTurn / 2); };
  targets::ExpectedImage image{kSize, kSize,
                               std::vector<double>(std::size_t{kSize} * kSize, bright / 2)};
  for (const Wave& w : waves) {
    const double height = bright / 20 * box(w.u) * box(w.v) *
                          std::exp(-kTurn * kTurn * blur * blur * (w.u * w.u + w.v * w.v) / 2);
    for (int j = 0; j < kSize; ++j)
      for (int i = 0; i < kSize; ++i)
        image.electrons[static_cast<std::size_t>(j * kSize + i)] +=
            height * std::cos(kTurn * (w.u * i + w.v * j) + w.phase);
  }
  return image;
}

std::vector<std::optional<Draw>> draw(double bright, int runs, std::uint64_t seed) {
  const auto level = static_cast<std::uint64_t>(bright);
  auto generator = draws_of(seed, kStudy + 100 * level + static_cast<std::uint64_t>(runs));
  const auto waves = drawn_waves(generator);
  const double drift = uniform(generator, -0.03, 0.03);  // um a run
  std::vector<Frame> frames;
  std::vector<FrameSetting> settings;
  for (int run = 0; run < runs; ++run) {
    const bool up = run % 2 == 0;
    const double focus = (up ? 0.5 : -0.5) * kBacklashUm + kScatterUm * normal(generator);
    for (int k = 0; k < kPlanes; ++k) {
      const double z = kStepUm * ((up ? k : kPlanes - 1 - k) - (kPlanes - 1) / 2.0);
      // Steady over the frames, so that a run is a little longer or shorter for it.
      const double crept = drift * static_cast<double>(frames.size()) / kPlanes;
      const double blur = std::hypot(1.0, kBlurPxPerUm * (z - focus - crept));
      FrameSetting setting;
      setting.z = um(z);
      setting.time = s(static_cast<double>(frames.size()));
      settings.push_back(setting);
      frames.push_back(
          camera_frame(image_of(waves, bright, blur), bright, seed, kStudy + 1000 * frames.size()));
    }
  }
  Observation observation = observation_of(std::move(frames));
  observation.settings = std::move(settings);
  const Evaluation e = *metrics::find_metric("focus_repeatability")->evaluate(observation, {});
  const double n = runs / 2.0;
  const double all = std::sqrt(kScatterUm * kScatterUm +
                               n / 2 * kBacklashUm * kBacklashUm / (static_cast<double>(runs) - 2));
  return {draw_of(e, "repeatability_z", all), draw_of(e, "backlash_z", kBacklashUm)};
}

}  // namespace

std::vector<Condition> focus_repeatability_conditions() {
  std::vector<Condition> conditions;
  for (const int runs : {6, 20}) {
    for (const LightLevel& level : light_levels()) {
      conditions.push_back(
          {"focus_repeatability",
           runs == 6 ? tr("six runs, up and down") : tr("twenty runs, up and down"),
           level.name,
           {"repeatability_z", "backlash_z"},
           [runs, bright = level.electrons](std::uint64_t seed) {
             return draw(bright, runs, seed);
           }});
    }
  }
  return conditions;
}

}  // namespace etalon::cli
