// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/spot_filter.hpp"

#include "suite/core/four_floats.hpp"
#include "suite/core/order_statistic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon::imaging {
namespace {

constexpr std::size_t kMedianSample = 100;
constexpr std::size_t kNoiseSample = 1000;

float quantile(std::vector<float>& values, double share) {
  return order_statistic(
      values, static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5));
}

struct Span {
  std::size_t from = 0;
  std::size_t to = 0;
};

Span part(std::size_t length, std::size_t parts, std::size_t i) {
  return {length * i / parts, length * (i + 1) / parts};
}

/// Median of a sample of the numbers of a tile; 0 when there is none.
float tile_median(const Bins& image, Span x, Span y) {
  const std::size_t area = (x.to - x.from) * (y.to - y.from);
  const auto step = static_cast<std::size_t>(
      std::max(1.0, std::round(std::sqrt(static_cast<double>(area) / kMedianSample))));
  std::vector<float> sample;
  sample.reserve(4 * kMedianSample);
  for (std::size_t j = y.from; j < y.to; j += step) {
    for (std::size_t i = x.from + (j - y.from) / step % 2 * (step / 2); i < x.to; i += step) {
      if (std::isfinite(image.at(i, j))) sample.push_back(image.at(i, j));
    }
  }
  return sample.empty() ? 0 : quantile(sample, 0.5);
}

/// Place between the middles of equal parts: index of the left one and the share of the right one.
struct Place {
  std::size_t left = 0;
  std::size_t right = 0;
  float share = 0;
};

/// The outermost middles serve on to the borders.
Place place_of(std::size_t at, std::size_t length, std::size_t parts) {
  if (parts == 1) return {};
  const double middle =
      (static_cast<double>(at) + 0.5) * static_cast<double>(parts) / static_cast<double>(length) -
      0.5;
  const auto left =
      static_cast<std::size_t>(std::clamp(middle, 0.0, static_cast<double>(parts - 2)));
  return {left, left + 1, static_cast<float>(middle - static_cast<double>(left))};
}

/// A row and its weight.
struct Weighted {
  const float* row;
  float tap;
};

/// Sums of rows, in the order in which they stand.
void sum_rows(const std::vector<Weighted>& rows, float* to, std::size_t count) {
  std::size_t x = 0;
  for (; x + kLanes <= count; x += kLanes) {
    Four sum = rows.front().tap * load(rows.front().row + x);
    for (std::size_t r = 1; r < rows.size(); ++r) sum += rows[r].tap * load(rows[r].row + x);
    store(sum, to + x);
  }
  for (; x < count; ++x) {
    float sum = rows.front().tap * rows.front().row[x];
    for (std::size_t r = 1; r < rows.size(); ++r) sum += rows[r].tap * rows[r].row[x];
    to[x] = sum;
  }
}

/// A row smoothed along itself; as many values as there are taps must lie beside it.
void smooth_row(const float* row, const std::vector<float>& taps, float* to, std::size_t count) {
  std::size_t x = 0;
  for (; x + kLanes <= count; x += kLanes) {
    const float* at = row + x;
    Four sum = taps[0] * load(at);
    for (std::size_t k = 1; k < taps.size(); ++k) sum += taps[k] * (load(at - k) + load(at + k));
    store(sum, to + x);
  }
  for (; x < count; ++x) {
    const float* at = row + x;
    float sum = taps[0] * *at;
    for (std::size_t k = 1; k < taps.size(); ++k) sum += taps[k] * (*(at - k) + *(at + k));
    to[x] = sum;
  }
}

/// The indices whose left middle is the same: from[k] ... from[k + 1] - 1.
std::vector<std::size_t> stretches(const std::vector<Place>& places) {
  std::vector<std::size_t> from{0};
  for (std::size_t i = 1; i < places.size(); ++i) {
    if (places[i].left != places[i - 1].left) from.push_back(i);
  }
  from.push_back(places.size());
  return from;
}

/// Values less a level that rises from `low` by `share` of `rise`; 0 for what is no number.
void subtract_ramp(float* values, const float* share, float low, float rise, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const float value = values[i] - (low + rise * share[i]);
    values[i] = std::abs(value) <= std::numeric_limits<float>::max() ? value : 0.0F;
  }
}

}  // namespace

Bins without_background(Bins image, std::size_t tile) {
  const std::size_t columns = std::max<std::size_t>(1, image.width / tile);
  const std::size_t rows = std::max<std::size_t>(1, image.height / tile);
  std::vector<float> medians;
  for (std::size_t j = 0; j < rows; ++j) {
    for (std::size_t i = 0; i < columns; ++i)
      medians.push_back(
          tile_median(image, part(image.width, columns, i), part(image.height, rows, j)));
  }
  std::vector<Place> across;
  std::vector<float> share;
  for (std::size_t x = 0; x < image.width; ++x) {
    across.push_back(place_of(x, image.width, columns));
    share.push_back(across.back().share);
  }
  const auto from = stretches(across);
  std::vector<float> line(columns);
  for (std::size_t y = 0; y < image.height; ++y) {
    const Place down = place_of(y, image.height, rows);
    for (std::size_t i = 0; i < columns; ++i)
      line[i] = medians[down.left * columns + i] * (1 - down.share) +
                medians[down.right * columns + i] * down.share;
    float* row = image.values.data() + y * image.width;
    for (std::size_t k = 0; k + 1 < from.size(); ++k) {  // loops for vector code
      const Place& p = across[from[k]];
      subtract_ramp(row + from[k], share.data() + from[k], line[p.left],
                    line[p.right] - line[p.left], from[k + 1] - from[k]);
    }
  }
  return image;
}

Bins smoothed(const Bins& image, double sigma) {
  const auto reach = static_cast<std::size_t>(std::ceil(3 * sigma));
  std::vector<float> taps;
  double sum = 0;
  for (std::size_t k = 0; k <= reach; ++k) {
    const double tap = std::exp(-0.5 * static_cast<double>(k * k) / (sigma * sigma));
    taps.push_back(static_cast<float>(tap));
    sum += k == 0 ? tap : 2 * tap;
  }
  for (float& tap : taps) tap = static_cast<float>(static_cast<double>(tap) / sum);
  const std::size_t w = image.width;
  Bins result{image.width, image.height, {}};
  result.values.reserve(image.values.size());
  std::vector<float> padded(w + 2 * reach, 0.0F);
  std::vector<float> line(w);
  std::vector<Weighted> rows;
  for (std::size_t y = 0; y < image.height; ++y) {
    float* column = padded.data() + reach;
    const float* own = image.values.data() + y * w;
    rows.assign({{own, taps[0]}});
    for (std::size_t k = 1; k <= reach; ++k) {
      if (y >= k) rows.push_back({own - k * w, taps[k]});
      if (y + k < image.height) rows.push_back({own + k * w, taps[k]});
    }
    sum_rows(rows, column, w);
    smooth_row(column, taps, line.data(), w);
    result.values.insert(result.values.end(), line.begin(), line.end());
  }
  return result;
}

float largest(const std::vector<float>& values) {
  Four lanes;
  for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = values.front();
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    const Four four = load(values.data() + i);
    lanes = four > lanes ? four : lanes;
  }
  float most = std::max({lanes[0], lanes[1], lanes[2], lanes[3]});
  for (; i < values.size(); ++i) most = std::max(most, values[i]);
  return most;
}

TileNoise::TileNoise(const std::vector<Bins>& images, float least) {
  const std::size_t width = images.front().width;
  const std::size_t height = images.front().height;
  columns_ = (width + kTile - 1) / kTile;
  const std::size_t rows = (height + kTile - 1) / kTile;
  std::vector<float> sample;
  for (std::size_t t = 0; t < columns_ * rows; ++t) {
    const Span x{t % columns_ * kTile, std::min((t % columns_ + 1) * kTile, width)};
    const Span y{t / columns_ * kTile, std::min((t / columns_ + 1) * kTile, height)};
    const std::size_t across = x.to - x.from;
    const std::size_t area = across * (y.to - y.from);
    // An odd step: no pattern of even period is met always in the same phase.
    const std::size_t step = area * images.size() / kNoiseSample | 1U;
    sample.clear();
    for (std::size_t k = 0; k < area * images.size(); k += step) {
      const std::size_t place = k % area;
      sample.push_back(images[k / area].at(x.from + place % across, y.from + place / across));
    }
    const float lower = quantile(sample, 0.0668);
    values_.push_back(quantile(sample, 0.3085) - lower);
  }
  std::vector<float> sorted = values_;
  const float floor = std::max(least, 0.5F * quantile(sorted, 0.5));
  for (float& v : values_) v = std::max(v, floor);
}

bool is_maximum(const Bins& image, std::size_t x, std::size_t y) {
  const float own = image.at(x, y);
  const std::size_t left = x > 0 ? x - 1 : 0;
  const std::size_t top = y > 0 ? y - 1 : 0;
  for (std::size_t j = top; j <= std::min(y + 1, image.height - 1); ++j) {
    for (std::size_t i = left; i <= std::min(x + 1, image.width - 1); ++i) {
      const bool before = j < y || (j == y && i < x);
      if (before ? image.at(i, j) >= own : image.at(i, j) > own) return false;
    }
  }
  return true;
}

}  // namespace etalon::imaging
