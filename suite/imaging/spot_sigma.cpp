// SPDX-License-Identifier: Apache-2.0
// The width of spots from scale space (declared in bead_finder.hpp).
#include "suite/core/parallel.hpp"
#include "suite/imaging/bead_finder.hpp"
#include "suite/imaging/spot_filter.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::imaging {
namespace {

constexpr double kLeastSnr = 8;
constexpr std::size_t kTile = 24;
constexpr std::size_t kFewestBins = 12;
constexpr std::size_t kMostSpots = 50;
constexpr double kSinglePixel =
    0.15;  // mean of the four neighbours over the pixel: sigma below 0.51

Bins image_of(const ZBlocks& blocks, std::vector<float> values) {
  return {static_cast<std::size_t>(blocks.width), static_cast<std::size_t>(blocks.height),
          std::move(values)};
}

/// How much each bin changes along z; of one or two blocks their mean.
Bins contrast(const ZBlocks& blocks) {
  std::vector<float> high = blocks.values.front();
  if (blocks.size() < 3) {
    if (blocks.size() == 2) {
      for (std::size_t i = 0; i < high.size(); ++i)
        high[i] = 0.5F * (high[i] + blocks.values[1][i]);
    }
    return image_of(blocks, std::move(high));
  }
  std::vector<float> low = high;
  for (std::size_t b = 1; b < blocks.size(); ++b) {
    const float* from = blocks.values[b].data();
    for (std::size_t i = 0; i < high.size(); ++i) {
      high[i] = std::max(high[i], from[i]);
      low[i] = std::min(low[i], from[i]);
    }
  }
  for (std::size_t i = 0; i < high.size(); ++i) high[i] -= low[i];
  return image_of(blocks, std::move(high));
}

Bins halved(const Bins& image) {
  Bins half{image.width / 2, image.height / 2, {}};
  half.values.resize(half.width * half.height);
  for (std::size_t y = 0; y < half.height; ++y) {
    const float* a = image.values.data() + 2 * y * image.width;
    const float* b = a + image.width;
    for (std::size_t x = 0; x < half.width; ++x)
      half.values[y * half.width + x] = 0.25F * (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]);
  }
  return half;
}

/// A maximum at one scale; lengths in bins of the first octave.
struct Spot {
  double x = 0;
  double y = 0;
  double sigma = 0;
  double snr = 0;
};

bool is_single_pixel(const Bins& image, std::size_t x, std::size_t y) {
  if (x == 0 || y == 0 || x + 1 >= image.width || y + 1 >= image.height) return false;
  const double around =
      0.25 * (static_cast<double>(image.at(x - 1, y)) + static_cast<double>(image.at(x + 1, y)) +
              static_cast<double>(image.at(x, y - 1)) + static_cast<double>(image.at(x, y + 1)));
  return around < kSinglePixel * static_cast<double>(image.at(x, y));
}

/// One scale of one octave.
struct Scale {
  std::size_t octave = 0;
  double sigma = 1;  ///< bins of the octave
  double magnified = 1;
  bool finest = false;
};

std::vector<Spot> spots_of(const Bins& flat, const Scale& scale) {
  const double sigma = scale.sigma;
  const double magnified = scale.magnified;
  std::vector<Spot> spots;
  std::vector<Bins> filtered{smoothed(flat, sigma)};
  const Bins& image = filtered.front();
  const TileNoise noise(filtered, 0);
  const double own =
      std::sqrt(sigma * sigma * magnified * magnified + (magnified * magnified - 1) / 12);
  const auto look_at = [&](std::size_t x, std::size_t y) {
    const auto value = static_cast<double>(image.at(x, y));
    const auto scatter = static_cast<double>(noise.at(x, y));
    if (!(value > kLeastSnr * scatter) || !(value > 0) || !is_maximum(image, x, y)) return;
    if (scale.finest && is_single_pixel(flat, x, y)) return;
    spots.push_back({(static_cast<double>(x) + 0.5) * magnified,
                     (static_cast<double>(y) + 0.5) * magnified, own,
                     value / std::max(scatter, 1e-6 * value)});
  };
  for (std::size_t y = 0; y < image.height; ++y) {
    const float* row = image.values.data() + y * image.width;
    for (std::size_t from = 0; from < image.width; from += TileNoise::kTile) {
      // Most tiles have none: counted in a loop for vector code.
      const std::size_t end = std::min(from + TileNoise::kTile, image.width);
      const float least = 0.99F * static_cast<float>(kLeastSnr) * noise.at(from, y);
      int above = 0;
      for (std::size_t x = from; x < end; ++x) above += row[x] > least ? 1 : 0;
      for (std::size_t x = from; above > 0 && x < end; ++x) look_at(x, y);
    }
  }
  return spots;
}

/// The scales of the spots that stand out most, each place once.
std::vector<Spot> strongest(std::vector<Spot> spots) {
  std::stable_sort(spots.begin(), spots.end(),
                   [](const Spot& a, const Spot& b) { return a.snr > b.snr; });
  std::vector<Spot> chosen;
  for (const Spot& spot : spots) {
    if (chosen.size() == kMostSpots || (!chosen.empty() && spot.snr < 0.1 * chosen.front().snr))
      break;
    const bool seen = std::any_of(chosen.begin(), chosen.end(), [&](const Spot& other) {
      return std::hypot(spot.x - other.x, spot.y - other.y) < 4 * std::max(other.sigma, spot.sigma);
    });
    if (!seen) chosen.push_back(spot);
  }
  return chosen;
}

}  // namespace

std::optional<double> spot_sigma(const ZBlocks& blocks, std::size_t threads) {
  std::vector<Bins> octaves;
  std::vector<Scale> scales;
  double magnified = 1;
  for (Bins image = contrast(blocks); std::min(image.width, image.height) >= kFewestBins;
       magnified *= 2) {
    const bool finest = magnified == 1;
    for (const double sigma : {0.5, 0.7, 1.0}) {
      if (sigma > 0.5 || finest)
        scales.push_back({octaves.size(), sigma, magnified, finest && blocks.bin == 1});
    }
    Bins next = halved(image);
    octaves.push_back(without_background(std::move(image), kTile));
    image = std::move(next);
  }
  std::vector<std::vector<Spot>> found(scales.size());
  one_by_one(scales.size(), threads,
             [&](std::size_t i) { found[i] = spots_of(octaves[scales[i].octave], scales[i]); });
  std::vector<Spot> spots;
  for (const auto& part : found) spots.insert(spots.end(), part.begin(), part.end());
  spots = strongest(std::move(spots));
  if (spots.empty()) return std::nullopt;
  std::nth_element(spots.begin(), spots.begin() + static_cast<std::ptrdiff_t>(spots.size() / 2),
                   spots.end(), [](const Spot& a, const Spot& b) { return a.sigma < b.sigma; });
  return spots[spots.size() / 2].sigma * blocks.bin;
}

}  // namespace etalon::imaging
