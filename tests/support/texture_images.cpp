// SPDX-License-Identifier: Apache-2.0
#include "tests/support/texture_images.hpp"

#include "tests/support/edge_images.hpp"

#include <utility>

namespace etalon::test {

targets::Texture fine_texture(double level, int seed, int size) {
  targets::Texture texture;
  texture.width = texture.height = size;
  texture.mean = electrons(level);
  texture.layers = {{0.1, px(2.5)}};
  texture.seed = seed;
  return texture;
}

std::vector<Frame> exposures(const targets::Texture& texture, std::uint64_t seed,
                             std::size_t count) {
  const auto image = targets::render(texture);
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < count; ++i) frames.push_back(exposed(image, 1000 * seed + i));
  return frames;
}

double true_crossing(const targets::Texture& texture, double level) {
  const double noise = texture.mean.in(electrons) + 4 + 1.0 / 12;
  double below = 0;
  double above = 0.5;
  for (int i = 0; i < 60; ++i) {
    const double q = (below + above) / 2;
    const double signal = targets::power_of(texture, q);
    (signal / (signal + noise) > level ? below : above) = q;
  }
  return below;
}

Evaluation frc_of(std::vector<Frame> frames, const OptionTexts& options) {
  return measured(observation_of(std::move(frames)), options, "frc");
}

}  // namespace etalon::test
