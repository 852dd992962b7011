// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/brightness_bins.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr std::size_t kBins = 64;

struct Row {
  std::vector<float> sum;
  std::vector<float> difference;
  std::vector<char> clipped;
};

/// What is asked of a pixel that has all eight neighbours.
struct Pixel {
  double around = 0;  ///< mean of the neighbours in both frames
  double sum = 0;
  double difference = 0;
  bool clipped = false;
};

class PairRows {
 public:
  PairRows(const Frame& a, const Frame& b, int plane, const PlaneWindow& window, double below,
           double above)
      : a_(a), b_(b), plane_(plane), window_(window), below_(below), above_(above) {}

  template <class Visit>
  void each_pixel(const Visit& visit) const {
    if (window_.height() < 3 || window_.width() < 3) return;
    Row above = read(window_.y0);
    Row here = read(window_.y0 + 1);
    for (int j = window_.y0 + 2; j < window_.y1; ++j) {
      Row below = read(j);
      for (int i = window_.x0 + 1; i + 1 < window_.x1; ++i)
        visit(pixel(above, here, below, static_cast<std::size_t>(i)));
      above = std::move(here);
      here = std::move(below);
    }
  }

 private:
  Row read(int j) const {
    const auto width = static_cast<std::size_t>(plane_geometry(a_.info, plane_).width);
    Row row{std::vector<float>(width), std::vector<float>(width), std::vector<char>(width)};
    copy_plane_row(a_, plane_, j, row.sum);
    copy_plane_row(b_, plane_, j, row.difference);
    for (std::size_t i = 0; i < width; ++i) {
      const float a = row.sum[i];
      const float b = row.difference[i];
      row.sum[i] = a + b;
      row.difference[i] = a - b;
      row.clipped[i] = static_cast<double>(std::min(a, b)) <= below_ ||
                       static_cast<double>(std::max(a, b)) >= above_;
    }
    return row;
  }

  static Pixel pixel(const Row& above, const Row& here, const Row& below, std::size_t i) {
    Pixel pixel{0, static_cast<double>(here.sum[i]), static_cast<double>(here.difference[i]),
                false};
    for (const Row* row : {&above, &here, &below}) {
      for (const std::size_t k : {i - 1, i, i + 1}) {
        pixel.around += static_cast<double>(row->sum[k]);
        pixel.clipped = pixel.clipped || row->clipped[k] != 0;
      }
    }
    pixel.around = (pixel.around - pixel.sum) / 16;
    return pixel;
  }

  const Frame& a_;
  const Frame& b_;
  int plane_;
  const PlaneWindow& window_;
  double below_;
  double above_;
};

struct BinSums {
  double count = 0;
  double sum = 0;
  double difference = 0;
  double square = 0;
  bool clipped = false;

  void add(const Pixel& pixel) {
    count += 1;
    sum += pixel.sum;
    difference += pixel.difference;
    square += pixel.difference * pixel.difference;
    clipped = clipped || pixel.clipped;
  }
  BrightnessBin bin() const {
    const double mean = difference / count;
    return {count, sum / (2 * count), (square - count * mean * mean) / (count - 1) / 2, clipped};
  }
};

}  // namespace

std::vector<BrightnessBin> brightness_bins(const Frame& a, const Frame& b, int plane,
                                           const PlaneWindow& window, double clipped_below,
                                           double clipped_above) {
  const PairRows rows(a, b, plane, window, clipped_below, clipped_above);
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  rows.each_pixel([&](const Pixel& pixel) {
    lowest = std::min(lowest, pixel.around);
    highest = std::max(highest, pixel.around);
  });
  std::vector<BinSums> sums(kBins);
  const double scale = highest > lowest ? static_cast<double>(kBins) / (highest - lowest) : 0;
  rows.each_pixel([&](const Pixel& pixel) {
    const auto k = static_cast<std::size_t>((pixel.around - lowest) * scale);
    sums[std::min(k, kBins - 1)].add(pixel);
  });
  std::vector<BrightnessBin> bins;
  for (const BinSums& s : sums)
    if (s.count >= 2) bins.push_back(s.bin());
  return bins;
}

}  // namespace etalon::imaging
