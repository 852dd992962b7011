// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/light/illumination.hpp"

#include "hardware/simulator/draws.hpp"
#include "suite/core/parallel.hpp"
#include "suite/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <vector>

namespace etalon::hardware {
namespace {

/// A round shadow with soft borders, as of a grain out of focus.
struct Speck {
  double x_px;
  double y_px;
  double radius_px;
  double depth;
};

std::vector<Speck> specks_of(const LightSettings& settings, int width, int height,
                             std::uint64_t seed) {
  auto generator = generator_for(seed, draw_key(Draw::specks, {}), 0);
  std::uniform_real_distribution<double> uniform(0, 1);
  const double diagonal = std::hypot(width, height);
  std::vector<Speck> specks;
  for (int i = 0; i < settings.specks; ++i) {
    Speck speck{};
    speck.x_px = uniform(generator) * width;
    speck.y_px = uniform(generator) * height;
    speck.radius_px = diagonal * (0.005 + 0.015 * uniform(generator));
    speck.depth = 0.05 + 0.25 * uniform(generator);
    specks.push_back(speck);
  }
  return specks;
}

void shade(std::vector<float>& plane, int width, int height, const Speck& speck) {
  const double reach = 4 * speck.radius_px;
  const auto first = [&](double at) { return std::max(0, static_cast<int>(at - reach)); };
  const auto end = [&](double at, int size) {
    return std::min(size, static_cast<int>(at + reach) + 1);
  };
  for (int j = first(speck.y_px); j < end(speck.y_px, height); ++j) {
    for (int i = first(speck.x_px); i < end(speck.x_px, width); ++i) {
      const double r = std::hypot(i - speck.x_px, j - speck.y_px) / speck.radius_px;
      plane[static_cast<std::size_t>(j) * static_cast<std::size_t>(width) +
            static_cast<std::size_t>(i)] *=
          static_cast<float>(1 - speck.depth * std::exp(-r * r / 2));
    }
  }
}

/// (1 + a r^2/R^2)^-2 with a and R worked out once.
class Fall {
 public:
  Fall(const LightSettings& settings, int width, int height)
      : x_px_(settings.light_x.in(px)),
        y_px_(settings.light_y.in(px)),
        slope_((1 / std::sqrt(settings.corner_brightness.in(one)) - 1) * 4 /
               (static_cast<double>(width) * width + static_cast<double>(height) * height)) {}

  double at(double x_px, double y_px) const {
    const double x = x_px - x_px_;
    const double y = y_px - y_px_;
    const double tilt = 1 + slope_ * (x * x + y * y);
    return 1 / (tilt * tilt);
  }

 private:
  double x_px_;
  double y_px_;
  double slope_;
};

void light_row(std::vector<float>& plane, int width, const Fall& fall, double y_px,
               std::size_t row) {
  float* light = &plane[row * static_cast<std::size_t>(width)];
  for (int i = 0; i < width; ++i) {
    light[i] =
        static_cast<float>(static_cast<double>(light[i]) * fall.at(i - (width - 1) / 2.0, y_px));
  }
}

void spread(std::vector<float>& plane, double share) {
  const double mean =
      std::accumulate(plane.begin(), plane.end(), 0.0) / static_cast<double>(plane.size());
  for (float& light : plane) {
    light = static_cast<float>((1 - share) * static_cast<double>(light) + share * mean);
  }
}

}  // namespace

double illumination(const LightSettings& settings, int width, int height, double x_px,
                    double y_px) {
  return Fall(settings, width, height).at(x_px, y_px);
}

LightImage lit(LightImage image, const LightSettings& settings, std::uint64_t seed,
               std::size_t threads) {
  const Fall fall(settings, image.width, image.height);
  const auto specks = specks_of(settings, image.width, image.height, seed);
  for (auto& plane : image.colours) {
    in_parallel(static_cast<std::size_t>(image.height), threads,
                [&](std::size_t first, std::size_t end) {
                  for (std::size_t row = first; row < end; ++row) {
                    light_row(plane, image.width, fall,
                              static_cast<double>(row) - (image.height - 1) / 2.0, row);
                  }
                });
    for (const Speck& speck : specks) shade(plane, image.width, image.height, speck);
    if (settings.veil > one(0)) spread(plane, settings.veil.in(one));
  }
  return image;
}

}  // namespace etalon::hardware
