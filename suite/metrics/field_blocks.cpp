// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_blocks.hpp"

#include "suite/core/contract.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr std::size_t kLanes = 8;  // so many sums side by side: the compiler makes vectors of them
using Lanes = std::array<float, kLanes>;

double total(const Lanes& lanes) {
  double sum = 0;
  for (const float lane : lanes) sum += static_cast<double>(lane);
  return sum;
}

/// Sums of one block about its first sample: no digits are lost to a large mean.
struct BlockSums {
  float pivot = 0;
  Lanes sum{};
  Lanes squares{};

  void add(const float* values, std::size_t count) {
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
      for (std::size_t k = 0; k < kLanes; ++k) {
        const float x = values[i + k] - pivot;
        sum[k] += x;
        squares[k] += x * x;
      }
    }
    for (std::size_t k = 0; i < count; ++i, ++k) {
      const float x = values[i] - pivot;
      sum[k] += x;
      squares[k] += x * x;
    }
  }
};

}  // namespace

void MeanFrame::add(Frame frame) {
  ++frames_;
  if (frames_ == 1) {
    first_ = std::move(frame);
    return;
  }
  const int count = plane_count(first_.info);
  ETALON_EXPECTS(plane_count(frame.info) == count);
  for (int p = static_cast<int>(planes_.size()); p < count; ++p)
    planes_.push_back(extract_plane(first_, p));
  first_.samples = {};
  const float share = 1.0F / static_cast<float>(frames_);
  for (int p = 0; p < count; ++p) {
    Plane& mean = planes_[static_cast<std::size_t>(p)];
    std::vector<float> row(static_cast<std::size_t>(mean.width));
    for (int j = 0; j < mean.height; ++j) {
      copy_plane_row(frame, p, j, row);
      float* to = mean.values.data() + static_cast<std::size_t>(j) * row.size();
      for (std::size_t i = 0; i < row.size(); ++i) to[i] += (row[i] - to[i]) * share;
    }
  }
}

void MeanFrame::copy_row(int plane, int j, std::vector<float>& row) const {
  if (planes_.empty()) {
    copy_plane_row(first_, plane, j, row);
  } else {
    const Plane& mean = planes_[static_cast<std::size_t>(plane)];
    std::copy(mean.row(j), mean.row(j) + mean.width, row.begin());
  }
}

SampleRange samples_of(const Plane& geometry, const std::optional<Region>& region) {
  if (!region) return {0, 0, geometry.width, geometry.height};
  const auto first = [&](int start, double origin, int size) {
    return std::clamp(static_cast<int>(std::ceil((start - origin) / geometry.pitch)), 0, size);
  };
  return {first(region->x, geometry.x0, geometry.width),
          first(region->y, geometry.y0, geometry.height),
          first(region->x + region->width, geometry.x0, geometry.width),
          first(region->y + region->height, geometry.y0, geometry.height)};
}

std::optional<int> block_size(const SampleRange& range) {
  const int side = std::min(range.width(), range.height());
  for (const int size : {32, 16, 8, 4}) {
    if (side >= 16 * size) return size;
  }
  return std::nullopt;
}

FieldBlocks field_blocks(const MeanFrame& light, const MeanFrame* dark, int plane, double offset,
                         const SampleRange& range, int block) {
  const int across = (range.width() + block - 1) / block;
  const int down = (range.height() + block - 1) / block;
  FieldBlocks blocks;
  for (auto* matrix : {&blocks.mean, &blocks.variance, &blocks.count}) matrix->resize(down, across);
  const Plane geometry = plane_geometry(light.info(), plane);
  std::vector<float> row(static_cast<std::size_t>(geometry.width));
  std::vector<float> dark_row(row.size());
  std::vector<BlockSums> sums;
  for (int j = 0; j < down; ++j) {
    sums.assign(static_cast<std::size_t>(across), {});
    const int first = range.y0 + j * block;
    const int last = std::min(range.y1, first + block);
    for (int y = first; y < last; ++y) {
      light.copy_row(plane, y, row);
      if (dark != nullptr) {
        dark->copy_row(plane, y, dark_row);
        for (std::size_t i = 0; i < row.size(); ++i) row[i] -= dark_row[i];
      }
      for (int i = 0; i < across; ++i) {
        BlockSums& sum = sums[static_cast<std::size_t>(i)];
        const int x = range.x0 + i * block;
        if (y == first) sum.pivot = row[static_cast<std::size_t>(x)];
        sum.add(row.data() + x, static_cast<std::size_t>(std::min(block, range.x1 - x)));
      }
    }
    for (int i = 0; i < across; ++i) {
      const BlockSums& sum = sums[static_cast<std::size_t>(i)];
      const double n =
          static_cast<double>(last - first) * std::min(block, range.x1 - range.x0 - i * block);
      const double mean = total(sum.sum) / n;
      const double scatter = n > 1 ? (total(sum.squares) - n * mean * mean) / (n - 1) : 0;
      blocks.mean(j, i) = static_cast<double>(sum.pivot) + mean - offset;
      blocks.variance(j, i) = std::max(0.0, scatter);
      blocks.count(j, i) = n;
    }
  }
  return blocks;
}

namespace {

/// Extremes of a row, lane by lane; what is no number compares as neither higher nor lower.
struct Extremes {
  Lanes high;
  Lanes low;
  void add(const float* values, std::size_t count) {
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
      for (std::size_t k = 0; k < kLanes; ++k) {
        high[k] = values[i + k] > high[k] ? values[i + k] : high[k];
        low[k] = values[i + k] < low[k] ? values[i + k] : low[k];
      }
    }
    for (; i < count; ++i) {
      high[0] = values[i] > high[0] ? values[i] : high[0];
      low[0] = values[i] < low[0] ? values[i] : low[0];
    }
  }
};

}  // namespace

Highlights highlights_of(const Frame& frame, int plane, const SampleRange& range) {
  const Plane geometry = plane_geometry(frame.info, plane);
  const auto width = static_cast<std::size_t>(range.width());
  std::vector<float> row(static_cast<std::size_t>(geometry.width));
  Extremes extremes;
  extremes.high.fill(-3e38F);
  extremes.low.fill(3e38F);
  Highlights found;
  for (int y = range.y0; y < range.y1; ++y) {
    copy_plane_row(frame, plane, y, row);
    extremes.add(row.data() + range.x0, width);
    if (frame.info.sample_type != SampleType::f32) continue;
    found.not_finite += static_cast<std::size_t>(std::count_if(
        row.begin() + range.x0, row.begin() + range.x1, [](float v) { return !std::isfinite(v); }));
  }
  found.highest =
      static_cast<double>(*std::max_element(extremes.high.begin(), extremes.high.end()));
  found.lowest = static_cast<double>(*std::min_element(extremes.low.begin(), extremes.low.end()));
  found.level = clipping_level(found.highest, full_scale(frame.info));
  if (!found.level) return found;
  for (int y = range.y0; y < range.y1; ++y) {
    copy_plane_row(frame, plane, y, row);
    found.at_level += static_cast<std::size_t>(
        std::count_if(row.begin() + range.x0, row.begin() + range.x1,
                      [&](float v) { return static_cast<double>(v) >= *found.level; }));
  }
  return found;
}

}  // namespace etalon::metrics
