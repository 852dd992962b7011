// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/bead_finder.hpp"

#include "suite/core/parallel.hpp"
#include "suite/imaging/spot_filter.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace etalon::imaging {
namespace {

constexpr double kLeastSnr = 7;
constexpr double kSigmaOfBins = 0.65;  // bins as coarse as leave the spot's width about that
constexpr double kFineTile = 12;       // sigma, of the background that all blocks share
constexpr double kCoarseTile = 32;     // sigma, of what a block has of its own
constexpr double kFaintest = 2e-4;     // noise is not below that part of the brightest spot
constexpr double kSameSpot = 2.2;      // sigma: maxima closer than that are one
constexpr double kNear = 4;            // sigma
constexpr double kNearShare = 0.3;     // of a brighter spot's snr
constexpr double kFarShare = 0.06;
constexpr double kOtherShare = 0.1;  // in another block: light out of focus
constexpr double kValley = 0.5;

/// Position of the vertex of a parabola through three values, from the middle one.
double vertex(float before, float own, float after) {
  const double curvature =
      static_cast<double>(before) - 2 * static_cast<double>(own) + static_cast<double>(after);
  if (!(curvature < 0)) return 0;
  return std::clamp(0.5 * (static_cast<double>(before) - static_cast<double>(after)) / curvature,
                    -0.5, 0.5);
}

int bin_factor(const ZBlocks& blocks, double sigma) {
  const double most = std::max(1, std::min(blocks.width, blocks.height) / 4);
  return static_cast<int>(std::clamp(sigma / blocks.bin / kSigmaOfBins, 1.0, most));
}

/// Background of the mean of all blocks.
std::vector<float> shared_background(const std::vector<Bins>& images, std::size_t tile) {
  Bins mean = images.front();
  for (std::size_t b = 1; b < images.size(); ++b) {
    const float* from = images[b].values.data();
    for (std::size_t i = 0; i < mean.values.size(); ++i) mean.values[i] += from[i];
  }
  for (float& v : mean.values) v /= static_cast<float>(images.size());
  const Bins flat = without_background(mean, tile);
  for (std::size_t i = 0; i < mean.values.size(); ++i) mean.values[i] -= flat.values[i];
  return std::move(mean.values);
}

struct Peak {
  BeadCandidate candidate;
  std::size_t x = 0;  ///< in bins
  std::size_t y = 0;
};

class Finder {
 public:
  Finder(ZBlocks blocks, double sigma, double rounding_dn, std::size_t threads)
      : sigma_(sigma), bin_(blocks.bin * bin_factor(blocks, sigma)), threads_(threads) {
    const int factor = bin_ / blocks.bin;
    const double own = sigma / bin_;
    const double filter = std::sqrt(own * own + 1.0 / 12);
    const auto tile = [&](double sigmas) {
      return std::max<std::size_t>(8, static_cast<std::size_t>(sigmas * own));
    };
    std::vector<Bins> images(blocks.size());
    filtered_.resize(blocks.size());
    in_parallel(blocks.size(), threads_, [&](std::size_t first, std::size_t end) {
      for (std::size_t b = first; b < end; ++b)
        images[b] = {static_cast<std::size_t>(blocks.width / factor),
                     static_cast<std::size_t>(blocks.height / factor),
                     factor == 1 ? std::move(blocks.values[b]) : binned(blocks, b, factor)};
    });
    const auto shared = shared_background(images, tile(kFineTile));
    in_parallel(blocks.size(), threads_, [&](std::size_t first, std::size_t end) {
      for (std::size_t b = first; b < end; ++b) {
        for (std::size_t i = 0; i < shared.size(); ++i) images[b].values[i] -= shared[i];
        filtered_[b] =
            smoothed(without_background(std::move(images[b]), tile(kCoarseTile)), filter);
      }
    });
    const double samples = 1.0 * bin_ * bin_ * static_cast<double>(blocks.planes(0));
    rounding_ = rounding_dn / std::sqrt(12 * samples * 12.566370614359172) / filter;
  }

  std::vector<BeadCandidate> find() {
    float highest = 0;
    for (const Bins& image : filtered_) highest = std::max(highest, largest(image.values));
    const TileNoise noise(filtered_, static_cast<float>(std::max(
                                         rounding_, kFaintest * static_cast<double>(highest))));
    std::vector<std::vector<Peak>> by_block(filtered_.size());
    in_parallel(filtered_.size(), threads_, [&](std::size_t first, std::size_t end) {
      Bins both;
      for (std::size_t b = first; b < end; ++b) {
        add_peaks(filtered_[b], noise, 1, b, by_block[b]);
        if (b + 1 == filtered_.size()) break;
        both = filtered_[b];
        const float* next = filtered_[b + 1].values.data();
        for (std::size_t i = 0; i < both.values.size(); ++i)
          both.values[i] = 0.5F * (both.values[i] + next[i]);
        add_peaks(both, noise, std::sqrt(0.5), b, by_block[b]);
      }
    });
    std::vector<Peak> peaks;
    for (const auto& part : by_block) peaks.insert(peaks.end(), part.begin(), part.end());
    return chosen(std::move(peaks));
  }

 private:
  void add_peaks(const Bins& image, const TileNoise& noise, double share, std::size_t block,
                 std::vector<Peak>& peaks) const {
    for (std::size_t y = 0; y < image.height; ++y) {
      for (std::size_t x = 0; x < image.width; x += TileNoise::kTile)
        add_peaks_of_row(image, noise, share, block, x, y, peaks);
    }
  }

  /// Of the part of a row that lies in one tile, most of which have none.
  void add_peaks_of_row(const Bins& image, const TileNoise& noise, double share, std::size_t block,
                        std::size_t from, std::size_t y, std::vector<Peak>& peaks) const {
    const float least = static_cast<float>(kLeastSnr * share) * noise.at(from, y);
    const float* row = image.values.data() + y * image.width;
    const std::size_t end = std::min(from + TileNoise::kTile, image.width);
    int above = 0;
    for (std::size_t x = from; x < end; ++x) above += row[x] > least ? 1 : 0;
    for (std::size_t x = from; above > 0 && x < end; ++x) {
      if (!(row[x] > least) || !is_maximum(image, x, y)) continue;
      const float own = row[x];
      const double dx =
          x > 0 && x + 1 < image.width ? vertex(image.at(x - 1, y), own, image.at(x + 1, y)) : 0;
      const double dy =
          y > 0 && y + 1 < image.height ? vertex(image.at(x, y - 1), own, image.at(x, y + 1)) : 0;
      const bool later = share < 1 && filtered_[block + 1].at(x, y) > filtered_[block].at(x, y);
      const double scatter = share * static_cast<double>(noise.at(x, y));
      peaks.push_back({{(static_cast<double>(x) + 0.5 + dx) * bin_ - 0.5,
                        (static_cast<double>(y) + 0.5 + dy) * bin_ - 0.5, later ? block + 1 : block,
                        static_cast<double>(own), static_cast<double>(own) / scatter},
                       x,
                       y});
    }
  }

  /// Largest smoothed value of that block within a bin.
  float level(std::size_t block, const Peak& peak) const {
    const Bins& image = filtered_[block];
    float highest = image.at(peak.x, peak.y);
    for (std::size_t y = peak.y > 0 ? peak.y - 1 : 0; y <= std::min(peak.y + 1, image.height - 1);
         ++y)
      for (std::size_t x = peak.x > 0 ? peak.x - 1 : 0; x <= std::min(peak.x + 1, image.width - 1);
           ++x)
        highest = std::max(highest, image.at(x, y));
    return highest;
  }

  /// Whether the light falls well below both between their heights.
  bool apart_in_z(const Peak& peak, const Peak& brighter) const {
    const auto [low, high] = std::minmax(peak.candidate.block, brighter.candidate.block);
    const double own = peak.candidate.height;
    const double scatter = own / peak.candidate.snr;
    for (std::size_t b = low + 1; b < high; ++b) {
      const auto between = static_cast<double>(level(b, peak));
      if (between < kValley * own && between < own - 4 * scatter) return true;
    }
    return false;
  }

  /// Whether it can be a part of the brighter one's image.
  bool belongs_to(const Peak& peak, const Peak& brighter) const {
    const double dx = peak.candidate.x - brighter.candidate.x;
    const double dy = peak.candidate.y - brighter.candidate.y;
    const double distance = std::sqrt(dx * dx + dy * dy) / sigma_;
    const double share = peak.candidate.snr / brighter.candidate.snr;
    const double nearness = kNear / distance;
    const double most = peak.candidate.block == brighter.candidate.block ? kFarShare : kOtherShare;
    if (distance >= kNear) return share < most * nearness * nearness * nearness;
    if (share < kNearShare) return true;
    return distance < kSameSpot && !apart_in_z(peak, brighter);
  }

  std::vector<BeadCandidate> chosen(std::vector<Peak> peaks) const {
    const auto key = [](const Peak& p) {
      return std::make_tuple(-p.candidate.snr, p.candidate.block, p.y, p.x);
    };
    std::sort(peaks.begin(), peaks.end(),
              [&](const Peak& a, const Peak& b) { return key(a) < key(b); });
    std::vector<Peak> kept;
    for (const Peak& peak : peaks) {
      const bool part = std::any_of(kept.begin(), kept.end(), [&](const Peak& brighter) {
        return belongs_to(peak, brighter);
      });
      if (!part) kept.push_back(peak);
    }
    std::vector<BeadCandidate> candidates;
    for (const Peak& peak : kept) candidates.push_back(peak.candidate);
    return candidates;
  }

  double sigma_;
  int bin_;
  std::size_t threads_;
  double rounding_ = 0;
  std::vector<Bins> filtered_;
};

}  // namespace

std::vector<BeadCandidate> find_beads(ZBlocks blocks, double sigma, double rounding_dn,
                                      std::size_t threads) {
  return Finder(std::move(blocks), sigma, rounding_dn, threads).find();
}

}  // namespace etalon::imaging
