// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dark_evenness.hpp"

#include "suite/numerics/straight_line.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr int kBlocksAcross = 16;
constexpr double kSignificant = 5;

struct Sums {
  double n = 0;
  double offset = 0;
  double offset_squares = 0;
  double variance = 0;
};

}  // namespace

DarkBlocks dark_blocks(const DarkFrames& frames, const DarkPixels& pixels, int across) {
  const auto& info = frames.sums.info();
  const int longer = std::max(info.width, info.height);
  const int size = std::max(1, (longer + across - 1) / across);
  Map map;
  map.unit = "DN";
  map.width = (info.width + size - 1) / size;
  map.height = (info.height + size - 1) / size;
  map.x0_px = map.y0_px = (size - 1) / 2.0;
  map.pitch_px = size;
  std::vector<Sums> sums(static_cast<std::size_t>(map.width) *
                         static_cast<std::size_t>(map.height));
  std::vector<bool> left_out(pixels.offsets.size());
  for (const auto* list : {&pixels.hot, &pixels.cold})
    for (const std::size_t i : *list) left_out[i] = true;
  const auto width = static_cast<std::size_t>(info.width);
  const auto step = static_cast<std::size_t>(size);
  for (std::size_t i = 0; i < pixels.offsets.size(); ++i) {
    if (left_out[i]) continue;
    Sums& block =
        sums[(i / width / step) * static_cast<std::size_t>(map.width) + (i % width) / step];
    const double away = static_cast<double>(pixels.offsets[i]) - pixels.median_offset;
    ++block.n;
    block.offset += away;
    block.offset_squares += away * away;
    block.variance += static_cast<double>(pixels.variances[i]);
  }
  const double nu = static_cast<double>(frames.means.size()) - 1;
  DarkBlocks blocks{map, map};
  blocks.offset.name = "offset";
  blocks.noise.name = "dark noise";
  for (const Sums& block : sums) {
    const double n = std::max(1.0, block.n);
    const double variance = std::max(0.0, block.variance / n);
    blocks.offset.values.push_back(pixels.median_offset + block.offset / n);
    blocks.offset.standard_uncertainty.push_back(std::sqrt(variance / (n * (nu + 1))));
    blocks.noise.values.push_back(std::sqrt(variance));
    blocks.noise.standard_uncertainty.push_back(std::sqrt(variance / (2 * nu * n)));
  }
  return blocks;
}

DarkEvenness dark_evenness(const DarkFrames& frames, const DarkPixels& pixels) {
  const DarkBlocks blocks = dark_blocks(frames, pixels, kBlocksAcross);
  std::vector<double> offsets = blocks.offset.values;
  std::vector<double> variances;
  for (const double noise : blocks.noise.values) variances.push_back(noise * noise);
  DarkEvenness found;
  const auto [low, high] = std::minmax_element(offsets.begin(), offsets.end());
  if (offsets.size() > 2 && *high > *low) {
    const auto line = numerics::fit_straight_line(offsets, variances);
    found.noise_follows = line.slope > kSignificant * line.slope_uncertainty;
  }
  std::sort(offsets.begin(), offsets.end());
  const auto at = [&](double share) {
    return offsets[static_cast<std::size_t>(share * static_cast<double>(offsets.size() - 1) + 0.5)];
  };
  found.range = at(0.95) - at(0.05);
  return found;
}

}  // namespace etalon::metrics
