// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dark_images.hpp"

#include "suite/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <utility>

namespace etalon::test {

namespace {

using Normal = std::normal_distribution<double>;

std::size_t pixels(const DarkScene& scene) {
  return static_cast<std::size_t>(scene.width) * static_cast<std::size_t>(scene.height);
}

Frame dark_frame(const DarkScene& scene, double extra, std::uint64_t seed, std::uint64_t index) {
  auto generator = generator_for(seed, 1, index);
  auto pattern = generator_for(1, 2, 0);
  Normal normal(0, 1);
  const auto sigmas = noise_of_pixels(scene);
  const double common = scene.offset + extra + scene.moves * normal(generator);
  const double highest = std::exp2(scene.bits) - 1;
  std::vector<std::uint16_t> samples;
  double row = 0;
  for (std::size_t i = 0; i < pixels(scene); ++i) {
    if (i % static_cast<std::size_t>(scene.width) == 0) row = scene.row_noise * normal(generator);
    const double own = scene.pixel_offset > 0 ? scene.pixel_offset * normal(pattern) : 0;
    const double v = std::round(common + own + row + sigmas[i] * normal(generator));
    samples.push_back(static_cast<std::uint16_t>(std::clamp(v, 0.0, highest)));
  }
  Frame frame;
  frame.info.width = scene.width;
  frame.info.height = scene.height;
  frame.info.significant_bits = scene.bits;
  frame.info.transfer = Transfer::linear;
  frame.samples = std::move(samples);
  return frame;
}

}  // namespace

std::vector<double> noise_of_pixels(const DarkScene& scene) {
  std::vector<double> sigmas(pixels(scene), scene.noise);
  auto generator = generator_for(1, 3, 0);
  Normal normal(0, 1);
  std::exponential_distribution<double> skewed(1);
  for (double& sigma : sigmas)
    sigma *= std::exp(scene.spread * normal(generator) + scene.skew * skewed(generator));
  return sigmas;
}

double true_median(const DarkScene& scene) {
  auto sigmas = noise_of_pixels(scene);
  std::sort(sigmas.begin(), sigmas.end());
  const double middle = (sigmas[(sigmas.size() - 1) / 2] + sigmas[sigmas.size() / 2]) / 2;
  return std::sqrt(middle * middle + scene.row_noise * scene.row_noise + 1.0 / 12);
}

double true_rms(const DarkScene& scene) {
  double sum = 0;
  for (const double sigma : noise_of_pixels(scene)) sum += sigma * sigma;
  return std::sqrt(sum / static_cast<double>(pixels(scene)) + scene.row_noise * scene.row_noise +
                   1.0 / 12);
}

std::vector<Frame> dark_frames(const DarkScene& scene, std::uint64_t seed) {
  std::vector<Frame> frames;
  for (std::uint64_t k = 0; k < scene.frames; ++k) frames.push_back(dark_frame(scene, 0, seed, k));
  return frames;
}

Observation dark_exposures(const DarkScene& scene, const std::vector<double>& exposures,
                           std::size_t per_exposure, double dn_per_s, std::uint64_t seed) {
  std::vector<Frame> frames;
  Observation observation;
  for (const double exposure : exposures) {
    for (std::size_t k = 0; k < per_exposure; ++k) {
      frames.push_back(dark_frame(scene, dn_per_s * exposure, seed, frames.size()));
      observation.settings.push_back({.exposure = s(exposure)});
    }
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  return observation;
}

}  // namespace etalon::test
