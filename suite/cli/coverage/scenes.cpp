// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/scenes.hpp"

#include "hardware/simulator/camera/expose.hpp"
#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"

#include <utility>

namespace etalon::cli {
namespace {

constexpr double kHalfRange = 32'000;  // DN
constexpr double kOffset = 1'000;      // DN, eight times the noise of dark frames at 500 e

}  // namespace

const std::vector<LightLevel>& light_levels() {
  static const std::vector<LightLevel> levels{
      {"500 e", 500}, {"2 000 e", 2'000}, {"20 000 e", 20'000}, {tr("hardly any noise"), 4e6}};
  return levels;
}

Frame camera_frame(const targets::ExpectedImage& expected, double brightest_electrons,
                   std::uint64_t seed, std::uint64_t frame) {
  const hardware::CameraModel camera{
      .gain_dn_per_e = kHalfRange / brightest_electrons, .offset_dn = kOffset, .full_well_e = 1e9};
  constexpr std::uint64_t kCameraStep = 1;
  return hardware::expose(expected, camera, seed, kCameraStep, frame);
}

Observation observation_of(std::vector<Frame> frames) {
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  observation.pictures = false;
  return observation;
}

std::mt19937_64 draws_of(std::uint64_t seed, std::uint64_t study) {
  constexpr std::uint64_t kSceneStep = 2;
  return generator_for(seed, kSceneStep, study);
}

double uniform(std::mt19937_64& generator, double lower, double upper) {
  return std::uniform_real_distribution<double>(lower, upper)(generator);
}

double normal(std::mt19937_64& generator) {
  return std::normal_distribution<double>(0, 1)(generator);
}

}  // namespace etalon::cli
