// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/bead_finder.hpp"

#include "suite/core/parallel.hpp"
#include "suite/imaging/spot_filter.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace etalon::imaging {
namespace {

constexpr double kLeastSnr = 7;
constexpr double kSigmaOfBins = 0.65;     // bins as coarse as leave the spot's width about that
constexpr double kBackgroundTile = 24;    // sigma
constexpr double kFaintest = 2e-4;        // noise is not below that part of the brightest spot
constexpr double kSameSpot = 2.2;         // sigma: maxima closer than that are one
constexpr double kNear = 4;               // sigma
constexpr double kNearShare = 0.3;        // of a brighter spot's snr
constexpr double kFarShare = 0.1;
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

struct Peak {
  BeadCandidate candidate;
  std::size_t x = 0;  ///< in bins
  std::size_t y = 0;
};

class Finder {
 public:
  Finder(const ZBlocks& blocks, double sigma, double rounding_dn, std::size_t threads)
      : blocks_(binned(blocks, bin_factor(blocks, sigma))),
        sigma_(sigma) {
    const double own = sigma / blocks_.bin;
    const double filter = std::sqrt(own * own + 1.0 / 12);
    const auto tile = std::max<std::size_t>(8, static_cast<std::size_t>(kBackgroundTile * own));
    filtered_.resize(blocks_.size());
    in_parallel(blocks_.size(), threads, [&](std::size_t first, std::size_t end) {
      for (std::size_t b = first; b < end; ++b) {
        const Bins image{static_cast<std::size_t>(blocks_.width),
                         static_cast<std::size_t>(blocks_.height), blocks_.values[b]};
        filtered_[b] = smoothed(without_background(image, tile), filter);
      }
    });
    const double samples = 1.0 * blocks_.bin * blocks_.bin * static_cast<double>(blocks_.planes(0));
    rounding_ = rounding_dn / std::sqrt(12 * samples * 12.566370614359172) / filter;
  }

  std::vector<BeadCandidate> find() {
    if (blocks_.width < 1 || blocks_.height < 1) return {};
    float highest = 0;
    for (const Bins& image : filtered_)
      highest = std::max(highest, *std::max_element(image.values.begin(), image.values.end()));
    const TileNoise noise(filtered_, static_cast<float>(std::max(
                                         rounding_, kFaintest * static_cast<double>(highest))));
    std::vector<Peak> peaks;
    for (std::size_t b = 0; b < filtered_.size(); ++b) {
      add_peaks(filtered_[b], noise, 1, b, peaks);
      if (b + 1 == filtered_.size()) break;
      Bins both = filtered_[b];
      const float* next = filtered_[b + 1].values.data();
      for (std::size_t i = 0; i < both.values.size(); ++i)
        both.values[i] = 0.5F * (both.values[i] + next[i]);
      add_peaks(both, noise, std::sqrt(0.5), b, peaks);
    }
    return chosen(std::move(peaks));
  }

 private:
  void add_peaks(const Bins& image, const TileNoise& noise, double share, std::size_t block,
                 std::vector<Peak>& peaks) const {
    const auto factor = static_cast<float>(kLeastSnr * share);
    for (std::size_t y = 0; y < image.height; ++y) {
      for (std::size_t x = 0; x < image.width; ++x) {
        const float own = image.at(x, y);
        if (!(own > factor * noise.at(x, y)) || !is_maximum(image, x, y)) continue;
        const double dx = x > 0 && x + 1 < image.width
                              ? vertex(image.at(x - 1, y), own, image.at(x + 1, y))
                              : 0;
        const double dy = y > 0 && y + 1 < image.height
                              ? vertex(image.at(x, y - 1), own, image.at(x, y + 1))
                              : 0;
        const bool later = share < 1 && filtered_[block + 1].at(x, y) > filtered_[block].at(x, y);
        const double scatter = share * static_cast<double>(noise.at(x, y));
        peaks.push_back({{(static_cast<double>(x) + 0.5 + dx) * blocks_.bin - 0.5,
                          (static_cast<double>(y) + 0.5 + dy) * blocks_.bin - 0.5,
                          later ? block + 1 : block, static_cast<double>(own),
                          static_cast<double>(own) / scatter},
                         x,
                         y});
      }
    }
  }

  /// Largest smoothed value of that block within a bin.
  float level(std::size_t block, const Peak& peak) const {
    const Bins& image = filtered_[block];
    float highest = image.at(peak.x, peak.y);
    for (std::size_t y = peak.y > 0 ? peak.y - 1 : 0; y <= std::min(peak.y + 1, image.height - 1); ++y)
      for (std::size_t x = peak.x > 0 ? peak.x - 1 : 0; x <= std::min(peak.x + 1, image.width - 1); ++x)
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
    const double distance = std::hypot(peak.candidate.x - brighter.candidate.x,
                                       peak.candidate.y - brighter.candidate.y) /
                            sigma_;
    const double share = peak.candidate.snr / brighter.candidate.snr;
    if (distance >= kNear) return share < kFarShare * std::pow(kNear / distance, 3);
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

  ZBlocks blocks_;
  double sigma_;
  double rounding_ = 0;
  std::vector<Bins> filtered_;
};

}  // namespace

std::vector<BeadCandidate> find_beads(const ZBlocks& blocks, double sigma, double rounding_dn,
                                      std::size_t threads) {
  return Finder(blocks, sigma, rounding_dn, threads).find();
}

}  // namespace etalon::imaging
