// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/expose.hpp"
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 41;
constexpr std::uint64_t kBinStudy = 42;
constexpr std::uint64_t kRoundedStudy = 43;
constexpr int kLevels = 12;
constexpr int kPatternFrames = 16;
constexpr double kTop = 4095;  // 12 bits
constexpr double kOffset = 100;

/// One camera, drawn: everything that a result depends on.
struct DrawnCamera {
  hardware::CameraModel model;
  int size = 0;
  double full_e = 0;           ///< what fills its 12 bits
  double electrons_per_s = 0;  ///< of the lamp
  double flicker = 0;          ///< standard deviation from frame to frame, relative
};

DrawnCamera drawn_camera(std::mt19937_64& generator, std::uint64_t seed, int size) {
  DrawnCamera camera;
  camera.size = size;
  camera.model.bits = 12;
  camera.model.offset_dn = kOffset;
  camera.model.gain_dn_per_e = uniform(generator, 0.3, 1.5);
  camera.full_e = (kTop - kOffset) / camera.model.gain_dn_per_e;
  camera.model.read_noise_e = uniform(generator, 0.8, 6) / camera.model.gain_dn_per_e;
  camera.model.prnu = uniform(generator, 0.005, 0.02);
  camera.model.dsnu_e = camera.model.read_noise_e * uniform(generator, 0.5, 1);
  camera.model.dark_current_e_per_s = uniform(generator, 50, 400);
  camera.model.sensor_seed = seed + 1;
  camera.electrons_per_s = uniform(generator, 3e4, 3e5);
  camera.flicker = uniform(generator, 0, 0.005);
  return camera;
}

/// The same with so little gain that its dark noise is about half a step of its values. Where the
/// offset lies between two steps is drawn, and so is how many of them the dark signal passes.
DrawnCamera rounded_camera(std::mt19937_64& generator, std::uint64_t seed, int size) {
  DrawnCamera camera = drawn_camera(generator, seed, size);
  hardware::CameraModel& model = camera.model;
  model.gain_dn_per_e = uniform(generator, 0.05, 0.15);
  model.offset_dn = kOffset + uniform(generator, -0.5, 0.5);
  model.read_noise_e = uniform(generator, 0.42, 0.6) / model.gain_dn_per_e;
  model.dsnu_e = uniform(generator, 0.03, 0.15) / model.gain_dn_per_e;
  camera.full_e = (kTop - kOffset) / model.gain_dn_per_e;
  const double longest_s = 1.15 * camera.full_e / camera.electrons_per_s;
  model.dark_current_e_per_s = uniform(generator, 0.1, 1.5) / model.gain_dn_per_e / longest_s;
  return camera;
}

/// Frames of one camera, bright and dark.
class Recorder {
 public:
  Recorder(const DrawnCamera& camera, std::mt19937_64& generator, std::uint64_t seed)
      : camera_(camera), generator_(generator), seed_(seed) {}

  void add(double exposure_s, bool light, int count) {
    const auto pixels =
        static_cast<std::size_t>(camera_.size) * static_cast<std::size_t>(camera_.size);
    const double electrons = light ? exposure_s * camera_.electrons_per_s : 0;
    const hardware::LightImage image{
        camera_.size, camera_.size, {std::vector<float>(pixels, static_cast<float>(electrons))}};
    for (int k = 0; k < count; ++k) {
      hardware::Exposure exposure;
      exposure.time_s = exposure_s;
      exposure.seed = seed_;
      exposure.frame = next_++;
      if (light) exposure.light_factor = 1 + camera_.flicker * normal(generator_);
      (light ? bright_ : dark_).push_back(hardware::expose(image, camera_.model, exposure));
      FrameSetting setting;
      setting.exposure = s(exposure_s);
      (light ? settings_ : dark_settings_).push_back(setting);
    }
  }

  Observation observation() {
    Observation made = observation_of(std::move(bright_));
    made.dark = std::make_unique<MemoryFrames>(std::move(dark_));
    made.settings = settings_;
    made.dark_settings = dark_settings_;
    return made;
  }

 private:
  const DrawnCamera& camera_;
  std::mt19937_64& generator_;
  std::uint64_t seed_;
  std::uint64_t next_ = 0;
  std::vector<Frame> bright_;
  std::vector<Frame> dark_;
  std::vector<FrameSetting> settings_;
  std::vector<FrameSetting> dark_settings_;
};

/// Standard deviation over the pixels of what this sensor records without noise, in units of its
/// `scale`: its true pattern, which is not quite the one that it was drawn from.
double true_pattern(const DrawnCamera& camera, double electrons, double gain, double scale) {
  hardware::CameraModel model = camera.model;
  model.noise = false;
  model.bits = 16;
  model.gain_dn_per_e = gain;
  model.offset_dn = electrons > 0 ? 0 : 30'000;
  const auto pixels = static_cast<std::size_t>(camera.size) * static_cast<std::size_t>(camera.size);
  const hardware::LightImage image{
      camera.size, camera.size, {std::vector<float>(pixels, static_cast<float>(electrons))}};
  const Frame frame = hardware::expose(image, model, {});
  const auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
  double sum = 0;
  double square = 0;
  for (const std::uint16_t v : samples) {
    sum += v;
    square += 1.0 * v * v;
  }
  const double n = static_cast<double>(pixels);
  return std::sqrt(square / n - sum / n * (sum / n)) / scale;
}

/// Mean and variance of a normal distribution cut off at `top`.
std::pair<double, double> cut_off(double mean, double sigma, double top) {
  const double z = (top - mean) / sigma;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846);
  const double below = std::erfc(-z / std::sqrt(2.0)) / 2;
  const double first = -density + z * (1 - below);
  const double second = below - z * density + z * z * (1 - below);
  return {mean + sigma * first, sigma * sigma * (second - first * first)};
}

/// Signal in electrons at which the pixels have most temporal noise, on average.
double true_capacity(const DrawnCamera& camera) {
  const double k = camera.model.gain_dn_per_e;
  double most = 0;
  double capacity = 0;
  for (double share = 0.85; share < 1.02; share += 2e-4) {
    double mean = 0;
    double variance = 0;
    double weights = 0;
    for (double p = -4; p <= 4.01; p += 0.25) {
      const double weight = std::exp(-p * p / 2);
      const double e = share * camera.full_e * (1 + camera.model.prnu * p);
      const double noise = std::sqrt(e + std::pow(camera.model.read_noise_e, 2));
      const auto [m, v] = cut_off(k * e, k * noise, kTop - kOffset);
      mean += weight * m;
      variance += weight * v;
      weights += weight;
    }
    if (variance / weights <= most) continue;
    most = variance / weights;
    capacity = mean / weights / k;
  }
  return capacity;
}

Evaluation measured(const Observation& observation, const std::string& method) {
  return *metrics::find_metric("camera_noise")
              ->evaluate(observation, {{"method", "camera_noise/" + method}});
}

std::vector<std::optional<Draw>> draw(int size, bool rounded, std::uint64_t seed) {
  auto generator = draws_of(seed, rounded ? kRoundedStudy : kStudy);
  const DrawnCamera camera =
      rounded ? rounded_camera(generator, seed, size) : drawn_camera(generator, seed, size);
  const double full_s = camera.full_e / camera.electrons_per_s;
  Recorder recorder(camera, generator, seed);
  for (int k = 0; k < kLevels; ++k) {
    const double exposure_s =
        full_s * (0.05 + 1.1 * k / (kLevels - 1)) * uniform(generator, 0.99, 1.01);
    recorder.add(exposure_s, true, 2);
    recorder.add(exposure_s, false, 2);
  }
  recorder.add(full_s / 2, true, kPatternFrames);
  recorder.add(full_s / 2, false, kPatternFrames);
  const Evaluation found = measured(recorder.observation(), "emva_r4_wls");
  const auto& model = camera.model;
  const double k = model.gain_dn_per_e;
  const double threshold = std::sqrt(std::pow(model.read_noise_e, 2) + 1 / (12 * k * k)) + 0.5;
  const double capacity = true_capacity(camera);
  const double half = camera.full_e / 2;
  const double prnu = std::sqrt(std::pow(true_pattern(camera, half, 30'000 / half, 30'000), 2) -
                                std::pow(true_pattern(camera, 0, 100, 100) / half, 2));
  return {draw_of(found, "gain", k),
          draw_of(found, "read_noise", model.read_noise_e),
          draw_of(found, "saturation_capacity", capacity),
          draw_of(found, "dynamic_range", capacity / threshold),
          draw_of(found, "snr_max", std::sqrt(capacity)),
          draw_of(found, "prnu", 100 * prnu),
          draw_of(found, "dsnu", true_pattern(camera, 0, 100, 100)),
          draw_of(found, "dark_current", model.dark_current_e_per_s),
          draw_of(found, "sensitivity_threshold", threshold)};
}

/// One pair of an unevenly lit scene with four dark frames.
std::vector<std::optional<Draw>> draw_bins(int size, std::uint64_t seed) {
  auto generator = draws_of(seed, kBinStudy);
  const DrawnCamera camera = drawn_camera(generator, seed, size);
  const double brightest = camera.full_e * uniform(generator, 0.4, 0.8);
  hardware::LightImage image{size, size, {{}}};
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const double off = 2.0 * x / (size - 1) - 1;
      image.colours.front().push_back(static_cast<float>(brightest * (1 - 0.9 * off * off)));
    }
  }
  const hardware::LightImage black{
      size, size, {std::vector<float>(image.colours.front().size(), 0.0F)}};
  std::vector<Frame> bright;
  std::vector<Frame> dark;
  for (std::uint64_t frame = 0; frame < 6; ++frame) {
    hardware::Exposure exposure;
    exposure.seed = seed;
    exposure.frame = frame;
    exposure.light_factor = 1 + camera.flicker * normal(generator);
    (frame < 2 ? bright : dark)
        .push_back(hardware::expose(frame < 2 ? image : black, camera.model, exposure));
  }
  Observation observation = observation_of(std::move(bright));
  observation.dark = std::make_unique<MemoryFrames>(std::move(dark));
  const Evaluation found = measured(observation, "mean_variance_bins");
  return {draw_of(found, "gain", camera.model.gain_dn_per_e),
          draw_of(found, "read_noise", camera.model.read_noise_e)};
}

}  // namespace

std::vector<Condition> camera_noise_conditions() {
  std::vector<Condition> conditions;
  // Noise is what is measured here; the more pixels, the less is left of its own scatter.
  const struct {
    std::string name;
    int size;
    bool rounded;
  } series[] = {{tr("48 x 48 px"), 48, false},
                {tr("128 x 128 px"), 128, false},
                {tr("hardly any noise: 320 x 320 px"), 320, false},
                {tr("dark noise of half a step, 128 x 128 px"), 128, true}};
  for (const auto& [name, size, rounded] : series) {
    conditions.push_back({"camera_noise",
                          tr("a series"),
                          name,
                          {"gain", "read_noise", "saturation_capacity", "dynamic_range", "snr_max",
                           "prnu", "dsnu", "dark_current", "sensitivity_threshold"},
                          [size = size, rounded = rounded](std::uint64_t seed) {
                            return draw(size, rounded, seed);
                          }});
  }
  for (const auto& [name, size] :
       {std::pair{tr("128 x 128 px"), 128}, {tr("hardly any noise: 320 x 320 px"), 320}}) {
    conditions.push_back({"camera_noise",
                          tr("a pair of an uneven scene"),
                          name,
                          {"gain", "read_noise"},
                          [size = size](std::uint64_t seed) { return draw_bins(size, seed); }});
  }
  return conditions;
}

}  // namespace etalon::cli
