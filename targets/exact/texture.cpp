// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/texture.hpp"

#include "suite/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace etalon::targets {
namespace {

constexpr double kReach = 6.5;    // standard deviations: the Gaussian is 1e-9 there
constexpr double kFarthest = 16;  // px by which a texture may be moved

/// Weights by which the noise at -reach ... reach comes to a place that is moved by `offset`.
std::vector<double> weights_of(double blur, double offset, int reach) {
  std::vector<double> weights;
  for (int i = -reach; i <= reach; ++i) {
    const double x = (i + offset) / blur;
    weights.push_back(std::exp(-x * x / 2) / (blur * std::sqrt(2 * std::numbers::pi)));
  }
  return weights;
}

/// Adds white noise of unit variance through the Gaussian, times `scale`.
void add_layer(const Texture& texture, std::uint64_t number, ExpectedImage& image) {
  const Texture::Layer& layer = texture.layers[number];
  const double blur = layer.blur.in(px);
  const double scale =
      texture.mean.in(electrons)*layer.contrast * blur * std::sqrt(4 * std::numbers::pi);
  // The same for any offset, so that a moved texture is made of the same noise.
  const int reach = static_cast<int>(std::ceil(kReach * blur + kFarthest));
  const auto across = weights_of(blur, texture.offset_x.in(px), reach);
  const auto down = weights_of(blur, texture.offset_y.in(px), reach);
  const auto width = static_cast<std::size_t>(image.width);
  const auto height = static_cast<std::size_t>(image.height);
  const std::size_t beyond = across.size() - 1;

  auto generator = generator_for(static_cast<std::uint64_t>(texture.seed), number, 0);
  std::normal_distribution<double> normal(0, 1);
  std::vector<double> noise(width + beyond);
  std::vector<double> rows(width * (height + beyond));
  for (std::size_t y = 0; y < height + beyond; ++y) {
    for (double& v : noise) v = normal(generator);
    double* row = rows.data() + y * width;
    for (std::size_t i = 0; i <= beyond; ++i) {
      for (std::size_t x = 0; x < width; ++x) row[x] += across[i] * noise[x + i];
    }
    for (std::size_t x = 0; x < width; ++x) row[x] *= scale;
  }
  for (std::size_t y = 0; y < height; ++y) {
    double* to = image.electrons.data() + y * width;
    for (std::size_t i = 0; i <= beyond; ++i) {
      const double* from = rows.data() + (y + i) * width;
      for (std::size_t x = 0; x < width; ++x) to[x] += down[i] * from[x];
    }
  }
}

}  // namespace

ExpectedImage render(const Texture& texture) {
  ExpectedImage image{texture.width, texture.height, {}};
  image.electrons.assign(
      static_cast<std::size_t>(texture.width) * static_cast<std::size_t>(texture.height),
      texture.mean.in(electrons));
  for (std::size_t k = 0; k < texture.layers.size(); ++k) add_layer(texture, k, image);
  for (double& e : image.electrons) e = std::max(0.0, e);
  return image;
}

double power_of(const Texture& texture, double cycles_per_px) {
  double power = 0;
  for (const Texture::Layer& layer : texture.layers) {
    const double blur = layer.blur.in(px);
    const double turns = 2 * std::numbers::pi * blur * cycles_per_px;
    power += std::pow(layer.contrast * blur, 2) * 4 * std::numbers::pi * std::exp(-turns * turns);
  }
  return std::pow(texture.mean.in(electrons), 2) * power;
}

}  // namespace etalon::targets
