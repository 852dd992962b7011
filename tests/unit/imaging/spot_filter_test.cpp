// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/spot_filter.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace etalon::imaging;
using Catch::Matchers::WithinAbs;

namespace {

/// Widths that fill no whole vector.
Bins noise(std::size_t width, std::size_t height) {
  Bins image{width, height, {}};
  std::mt19937_64 generator(3);
  for (std::size_t i = 0; i < width * height; ++i)
    image.values.push_back(static_cast<float>(generator() % 1000) * 0.1F);
  return image;
}

/// The weighted mean over all bins, one by one.
double gaussian_mean(const Bins& image, int x, int y, double sigma) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  double sum = 0;
  double weights = 0;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      const double weight = std::exp(-0.5 * (dx * dx + dy * dy) / (sigma * sigma));
      weights += weight;
      if (x + dx < 0 || y + dy < 0 || x + dx >= static_cast<int>(image.width) ||
          y + dy >= static_cast<int>(image.height))
        continue;
      sum += weight * static_cast<double>(image.at(static_cast<std::size_t>(x + dx),
                                                   static_cast<std::size_t>(y + dy)));
    }
  }
  return sum / weights;
}

}  // namespace

TEST_CASE("An image is smoothed by a Gaussian, up to its borders", "[spot_filter]") {
  for (const double sigma : {0.5, 0.71, 1.6}) {
    const Bins image = noise(23, 9);
    const Bins result = smoothed(image, sigma);
    for (int y = 0; y < 9; ++y) {
      for (int x = 0; x < 23; ++x) {
        INFO(sigma << " at " << x << ", " << y);
        CHECK_THAT(static_cast<double>(
                       result.at(static_cast<std::size_t>(x), static_cast<std::size_t>(y))),
                   WithinAbs(gaussian_mean(image, x, y, sigma), 1e-4));
      }
    }
  }
}

TEST_CASE("A background that rises evenly is taken away, and what is no number", "[spot_filter]") {
  Bins image{53, 47, {}};
  for (std::size_t y = 0; y < image.height; ++y) {
    for (std::size_t x = 0; x < image.width; ++x)
      image.values.push_back(100.0F + 2.0F * static_cast<float>(x) + 3.0F * static_cast<float>(y));
  }
  image.values[20 * image.width + 30] = std::numeric_limits<float>::quiet_NaN();
  image.values[21 * image.width + 40] = std::numeric_limits<float>::infinity();
  const Bins flat = without_background(image, 10);
  CHECK(flat.at(30, 20) == 0);
  CHECK(flat.at(40, 21) == 0);
  // The median of a tile of some samples is not quite in its middle.
  for (const float v : flat.values) CHECK(std::abs(v) < 8);
}

TEST_CASE("The largest number is found wherever it stands", "[spot_filter]") {
  for (std::size_t size = 1; size < 14; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      std::vector<float> values(size, -2.0F);
      values[place] = -1.0F;
      CHECK(largest(values) == -1.0F);
    }
  }
}
