// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace etalon::imaging {

/// An image of bins, row by row.
struct Bins {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<float> values;
  float at(std::size_t x, std::size_t y) const { return values[y * width + x]; }
};

/// The values less the median of their neighbourhood (medians of tiles of about `tile` bins,
/// bilinear in between and on to the borders); bins that are no number become 0.
Bins without_background(Bins image, std::size_t tile);

/// Smoothed by a Gaussian; beyond the borders is nothing.
Bins smoothed(const Bins& image, double sigma);

/// The largest of some numbers.
float largest(const std::vector<float>& values);

/// Standard deviation of the noise of smoothed images, by tile: the distance between the quantiles
/// at -1.5 and -0.5 standard deviations of the values of all images there. Beads, which are
/// positive, hardly touch it. Not below half of its median, nor below `least`.
class TileNoise {
 public:
  static constexpr std::size_t kTile = 64;
  TileNoise(const std::vector<Bins>& images, float least);
  float at(std::size_t x, std::size_t y) const { return values_[y / kTile * columns_ + x / kTile]; }

 private:
  std::size_t columns_ = 0;
  std::vector<float> values_;
};

/// No neighbour is larger, and those before it in the row-by-row order are smaller.
bool is_maximum(const Bins& image, std::size_t x, std::size_t y);

}  // namespace etalon::imaging
