// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 12;
constexpr int kWidth = 72;
constexpr int kHeight = 56;
constexpr double kRounding = 1.0 / 12;  // DN^2

/// A sensor without light; what is drawn anew in each run.
struct DarkSensor {
  double offset = 0;   ///< DN
  double current = 0;  ///< DN/s
  double moves = 0;    ///< standard deviation of the mean of frames, DN
  double row_noise = 0;
  double gain = 0;  ///< DN/e
  std::vector<double> offsets;
  std::vector<double> noise;  ///< of each pixel, DN
};

DarkSensor sensor_of(std::mt19937_64& generator, double noise) {
  DarkSensor sensor;
  sensor.offset = uniform(generator, 90, 110) + 6 * noise;
  sensor.current = uniform(generator, 0.2, 2) * noise;
  sensor.moves = uniform(generator, 0, 0.15) * noise;
  sensor.row_noise = uniform(generator, 0, 0.2) * noise;
  const double spread = uniform(generator, 0, 0.2);
  for (int i = 0; i < kWidth * kHeight; ++i) {
    sensor.offsets.push_back(0.3 * noise * normal(generator));
    sensor.noise.push_back(noise * std::exp(spread * normal(generator)));
  }
  return sensor;
}

Frame frame_of(const DarkSensor& sensor, double exposure_s, std::mt19937_64& generator) {
  Frame frame;
  frame.info.width = kWidth;
  frame.info.height = kHeight;
  frame.info.transfer = Transfer::linear;
  const double common =
      sensor.offset + sensor.current * exposure_s + sensor.moves * normal(generator);
  std::vector<std::uint16_t> samples;
  double row = 0;
  for (std::size_t i = 0; i < sensor.noise.size(); ++i) {
    if (i % kWidth == 0) row = sensor.row_noise * normal(generator);
    const double v = common + sensor.offsets[i] + row + sensor.noise[i] * normal(generator);
    samples.push_back(static_cast<std::uint16_t>(std::clamp(std::round(v), 0.0, 65535.0)));
  }
  frame.samples = std::move(samples);
  return frame;
}

/// Of the first exposure there are `frames`, of each of five others four.
Observation series_of(const DarkSensor& sensor, std::size_t frames, std::mt19937_64& generator) {
  std::vector<Frame> all;
  std::vector<FrameSetting> settings;
  const auto add = [&](double exposure_s) {
    all.push_back(frame_of(sensor, exposure_s, generator));
    settings.push_back({.exposure = s(exposure_s)});
  };
  for (std::size_t k = 0; k < frames; ++k) add(0.1);
  for (const double exposure : {0.3, 0.5, 0.7, 0.9, 1.1})
    for (int k = 0; k < 4; ++k) add(exposure);
  Observation observation = observation_of(std::move(all));
  observation.settings = std::move(settings);
  return observation;
}

double rms_of(const DarkSensor& sensor) {
  double sum = 0;
  for (const double sigma : sensor.noise) sum += sigma * sigma;
  return std::sqrt(sum / static_cast<double>(sensor.noise.size()) +
                   sensor.row_noise * sensor.row_noise + kRounding);
}

double median_of(const DarkSensor& sensor) {
  std::vector<double> sorted = sensor.noise;
  std::sort(sorted.begin(), sorted.end());
  return std::sqrt(std::pow(sorted[sorted.size() / 2], 2) + sensor.row_noise * sensor.row_noise +
                   kRounding);
}

std::vector<std::optional<Draw>> draw(double noise, std::size_t frames, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + frames);
  const DarkSensor sensor = sensor_of(generator, noise);
  Observation observation = series_of(sensor, frames, generator);
  constexpr double kGain = 0.4;  // DN/e, as stated; the true one is drawn
  constexpr double kGainUncertainty = 0.004;
  const double gain = kGain + kGainUncertainty * normal(generator);
  observation.instrument.detector.gain = Uncertain<ConversionGain>{
      .value = {kGain}, .standard_uncertainty = ConversionGain{kGainUncertainty}};
  const auto dark = metrics::find_metric("dark_noise")->evaluate(observation, {});
  const double rms = rms_of(sensor);
  const double median = median_of(sensor);
  const auto pixels = static_cast<double>(sensor.offsets.size());
  const double pattern = std::accumulate(sensor.offsets.begin(), sensor.offsets.end(), 0.0);
  const auto in_e = [&](double v) { return std::sqrt(v * v - kRounding) / gain; };
  return {draw_of(*dark, "read_noise_median", median),
          draw_of(*dark, "read_noise_rms", rms),
          draw_of(*dark, "read_noise_median_e", in_e(median)),
          draw_of(*dark, "read_noise_rms_e", in_e(rms)),
          draw_of(*dark, "offset", sensor.offset + 0.1 * sensor.current + pattern / pixels),
          draw_of(*dark, "dark_current", sensor.current),
          draw_of(*dark, "dark_current_e", sensor.current / gain)};
}

}  // namespace

std::vector<Condition> dark_noise_conditions() {
  const struct {
    std::string level;
    double noise;
    std::size_t frames;
  } levels[] = {{tr("noise of 2 DN, 5 frames"), 2, 5},
                {tr("noise of 2 DN, 16 frames"), 2, 16},
                {tr("noise of 15 DN, 16 frames"), 15, 16},
                {tr("noise of 15 DN, 100 frames"), 15, 100}};
  std::vector<Condition> conditions;
  for (const auto& [level, noise, frames] : levels) {
    conditions.push_back(
        {"dark_noise",
         "dark frames",
         level,
         {"read_noise_median", "read_noise_rms", "read_noise_median_e", "read_noise_rms_e",
          "offset", "dark_current", "dark_current_e"},
         [n = noise, f = frames](std::uint64_t seed) { return draw(n, f, seed); }});
  }
  return conditions;
}

}  // namespace etalon::cli
