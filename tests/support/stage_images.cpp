// SPDX-License-Identifier: Apache-2.0
#include "tests/support/stage_images.hpp"

#include "targets/exact/texture.hpp"
#include "tests/support/edge_images.hpp"

#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

namespace etalon::test {

namespace {

targets::ExpectedImage image_of(const StageScene& scene, const StageStop& stop) {
  targets::Texture texture;
  texture.width = texture.height = scene.size;
  texture.mean = electrons(scene.level);
  texture.layers = {{stop.slide == 0 ? 0 : scene.contrast, px(2.2)}};
  texture.offset_x = px(stop.at_x_px);
  texture.offset_y = px(stop.at_y_px);
  texture.seed = stop.slide;
  return targets::render(texture);
}

/// Waves of many directions through a Gaussian and the pixel, in closed form.
targets::ExpectedImage waves(double level, double blur) {
  constexpr int kSize = 64;
  constexpr double kTurn = 2 * std::numbers::pi;
  const double waves[][3] = {{0.021, 0.05, 0.3},  {0.06, -0.03, 2.1}, {0.09, 0.07, 4.4},
                             {-0.05, 0.12, 1.2},  {0.15, 0.02, 5.9},  {0.04, 0.17, 3.3},
                             {-0.13, -0.14, 0.7}, {0.2, -0.09, 2.8}};
  const auto box = [](double q) { return std::sin(q * kTurn / 2) / (q * kTurn / 2); };
  targets::ExpectedImage image{kSize, kSize, std::vector<double>(kSize * kSize, level)};
  for (const auto& [u, v, phase] : waves) {
    const double height = 0.1 * level * box(u) * box(v) *
                          std::exp(-kTurn * kTurn * blur * blur * (u * u + v * v) / 2);
    std::array<std::complex<double>, kSize> across;
    for (std::size_t i = 0; i < kSize; ++i)
      across[i] = std::polar(height, kTurn * u * static_cast<double>(i));
    for (std::size_t j = 0; j < kSize; ++j) {
      const auto down = std::polar(1.0, kTurn * v * static_cast<double>(j) + phase);
      for (std::size_t i = 0; i < kSize; ++i)
        image.electrons[j * kSize + i] += (across[i] * down).real();
    }
  }
  return image;
}

}  // namespace

Observation stage_observation(const StageScene& scene, std::uint64_t seed) {
  std::vector<Frame> frames;
  Observation observation;
  for (std::size_t i = 0; i < scene.stops.size(); ++i) {
    const StageStop& stop = scene.stops[i];
    const auto image = image_of(scene, stop);
    frames.push_back(scene.noise ? exposed(image, 1000 * seed + i) : noise_free(image));
    FrameSetting setting;
    if (scene.commanded) {
      setting.x = um(stop.x_um);
      setting.y = um(stop.y_um);
    }
    if (scene.timed) setting.time = s(stop.time_s);
    if (scene.commanded || scene.timed) observation.settings.push_back(setting);
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  if (scene.pixel_size)
    observation.references.pixel_size =
        Uncertain<PixelSize>{PixelSize{um(kStagePixelUm)}, PixelSize{um(0.001 * kStagePixelUm)},
                             Distribution::normal, 20, "micrometer"};
  return observation;
}

std::vector<StageStop> away_and_back(const AwayAndBack& test) {
  std::vector<StageStop> stops;
  const auto time = [&] { return 10.0 * static_cast<double>(stops.size()); };
  const auto error = [](const std::vector<double>& errors, int i) {
    return errors.empty() ? 0 : errors[static_cast<std::size_t>(i) % errors.size()];
  };
  stops.push_back({});
  for (int i = 0; i < 2 * test.each; ++i) {
    const double side = i % 2 == 0 ? -1 : 1;  // from smaller values first
    stops.push_back({300 * side, 300 * side, 0, 0, time(), 0});
    StageStop back;
    back.time_s = time();
    const double further = side < 0 ? test.backlash_px : 0;
    back.at_x_px = error(test.errors_x, i) + further + test.drift_px_per_s * back.time_s;
    back.at_y_px = error(test.errors_y, i) + further + test.drift_px_per_s * back.time_s;
    stops.push_back(back);
  }
  return stops;
}

Observation focus_observation(const FocusScene& scene, std::uint64_t seed) {
  std::vector<Frame> frames;
  Observation observation;
  std::uint64_t number = 0;
  for (std::size_t run = 0; run < scene.offset_um.size(); ++run) {
    const bool up = !scene.alternating || run % 2 == 0;
    for (int k = 0; k < scene.planes; ++k) {
      const int plane = up ? k : scene.planes - 1 - k;
      const double z = scene.centre_um + scene.step_um * (plane - (scene.planes - 1) / 2);
      const double blur = std::hypot(1.0, 0.5 * (z - scene.offset_um[run]));
      const auto image = waves(scene.level, blur);
      frames.push_back(scene.noise ? exposed(image, 1000 * seed + number) : noise_free(image));
      FrameSetting setting;
      setting.z = um(z);
      if (scene.timed) setting.time = s(static_cast<double>(number));
      observation.settings.push_back(setting);
      ++number;
    }
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  return observation;
}

}  // namespace etalon::test
