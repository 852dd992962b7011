// SPDX-License-Identifier: Apache-2.0
#include "tests/support/bead_images.hpp"

#include "suite/core/random.hpp"

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace etalon::test {
namespace {

double value_of(double electrons, const BeadCamera& camera, std::mt19937_64& generator) {
  if (!camera.noise) return std::min(camera.gain * electrons + camera.offset, camera.full_scale);
  std::poisson_distribution<int> shot(electrons);
  std::normal_distribution<double> normal(0, 1);
  return std::min(
      camera.gain * shot(generator) + camera.offset + camera.read_noise_dn * normal(generator),
      camera.full_scale);
}

template <class Sample>
std::vector<Sample> rounded(const std::vector<double>& values) {
  std::vector<Sample> samples;
  for (const double v : values)
    samples.push_back(static_cast<Sample>(std::max(0.0, std::round(v))));
  return samples;
}

}  // namespace

BeadScene bead_scene(const std::vector<BeadTruth>& beads, int width, int height, int planes,
                     double background) {
  BeadScene scene{width, height, planes, {}};
  scene.electrons.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                             static_cast<std::size_t>(planes),
                         background);
  for (const BeadTruth& b : beads) {
    Eigen::Matrix3d spread;
    spread << b.sigma_x * b.sigma_x, b.xy, b.xz, b.xy, b.sigma_y * b.sigma_y, b.yz, b.xz, b.yz,
        b.sigma_z * b.sigma_z;
    const Eigen::Matrix3d precision = spread.inverse();
    const int reach = static_cast<int>(8 * std::max(b.sigma_x, b.sigma_y)) + 1;
    const int x0 = static_cast<int>(b.x);
    const int y0 = static_cast<int>(b.y);
    for (int z = 0; z < planes; ++z) {
      for (int y = std::max(0, y0 - reach); y <= std::min(height - 1, y0 + reach); ++y) {
        for (int x = std::max(0, x0 - reach); x <= std::min(width - 1, x0 + reach); ++x) {
          const Eigen::Vector3d d(x - b.x, y - b.y, planes == 1 ? 0 : z - b.z);
          scene.at(x, y, z) += b.amplitude * std::exp(-0.5 * d.dot(precision * d));
        }
      }
    }
  }
  return scene;
}

std::vector<Frame> recorded(const BeadScene& scene, std::uint64_t seed, const BeadCamera& camera) {
  std::vector<Frame> frames;
  const auto size = static_cast<std::size_t>(scene.width) * static_cast<std::size_t>(scene.height);
  for (int z = 0; z < scene.planes; ++z) {
    auto generator = generator_for(seed, 0, static_cast<std::uint64_t>(z));
    std::vector<double> values;
    for (std::size_t i = 0; i < size; ++i)
      values.push_back(
          value_of(scene.electrons[static_cast<std::size_t>(z) * size + i], camera, generator));
    Frame frame;
    frame.info.width = scene.width;
    frame.info.height = scene.height;
    frame.info.sample_type = camera.type;
    frame.info.transfer = Transfer::linear;
    if (camera.type == SampleType::u8) frame.samples = rounded<std::uint8_t>(values);
    if (camera.type == SampleType::u16) frame.samples = rounded<std::uint16_t>(values);
    if (camera.type == SampleType::f32)
      frame.samples = std::vector<float>(values.begin(), values.end());
    frames.push_back(std::move(frame));
  }
  return frames;
}

std::vector<BeadTruth> field_of_beads(int columns, int rows, double z, double low, double high,
                                      std::uint64_t seed) {
  auto generator = generator_for(seed, 1, 0);
  std::uniform_real_distribution<double> place(-4, 4);
  std::uniform_real_distribution<double> height(low, high);
  std::uniform_real_distribution<double> depth(-1.5, 1.5);
  std::vector<BeadTruth> beads;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i)
      beads.push_back({.x = 24 + 40.0 * i + place(generator),
                       .y = 24 + 40.0 * j + place(generator),
                       .z = z + depth(generator),
                       .amplitude = height(generator)});
  }
  return beads;
}

}  // namespace etalon::test
