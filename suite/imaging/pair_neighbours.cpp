// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/pair_statistics.hpp"
#include "suite/imaging/plane_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace etalon::imaging {

namespace {

constexpr int kFar = 8;              // samples; beyond what cameras filter over
constexpr double kEnough = 100'000;  // samples: correlations of a pair to 0.3 %

/// Rows of a - b.
class Differences {
 public:
  Differences(const Frame& a, const Frame& b, int plane, const PlaneWindow& window, double mean)
      : a_(a), b_(b), plane_(plane), window_(window), mean_(static_cast<float>(mean)) {
    const auto width = static_cast<std::size_t>(plane_geometry(a.info, plane).width);
    row_a_.resize(width);
    row_b_.resize(width);
  }
  std::vector<float> row(int j) {
    copy_plane_row(a_, plane_, j, row_a_);
    copy_plane_row(b_, plane_, j, row_b_);
    std::vector<float> difference(static_cast<std::size_t>(window_.width()));
    const auto x0 = static_cast<std::size_t>(window_.x0);
    for (std::size_t i = 0; i < difference.size(); ++i)
      difference[i] = row_a_[x0 + i] - row_b_[x0 + i] - mean_;
    return difference;
  }

 private:
  const Frame& a_;
  const Frame& b_;
  int plane_;
  const PlaneWindow& window_;
  float mean_;
  std::vector<float> row_a_;
  std::vector<float> row_b_;
};

double product(const std::vector<float>& a, const std::vector<float>& b, std::size_t lag,
               std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i)
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i + lag]);
  return sum;
}

}  // namespace

NeighbourProducts& NeighbourProducts::operator+=(const NeighbourProducts& other) {
  own += other.own;
  next_in_row += other.next_in_row;
  next_in_column += other.next_in_column;
  far_in_row += other.far_in_row;
  far_in_column += other.far_in_column;
  count += other.count;
  return *this;
}

double NeighbourProducts::along_rows() const {
  return own > far_in_row ? (next_in_row - far_in_row) / (own - far_in_row) : 0;
}

double NeighbourProducts::along_columns() const {
  return own > far_in_column ? (next_in_column - far_in_column) / (own - far_in_column) : 0;
}

NeighbourProducts neighbour_products(const Frame& a, const Frame& b, int plane,
                                     const PlaneWindow& window, double mean_difference) {
  NeighbourProducts products;
  if (window.width() <= 2 * kFar || window.height() <= kFar) return products;
  const double all = static_cast<double>(window.width()) * window.height();
  const int stride = std::max(1, static_cast<int>(all / kEnough));
  const auto count = static_cast<std::size_t>(window.width() - kFar);
  Differences differences(a, b, plane, window, mean_difference);
  for (int j = window.y0; j + kFar < window.y1; j += stride) {
    const std::vector<float> here = differences.row(j);
    const std::vector<float> below = differences.row(j + 1);
    const std::vector<float> far_below = differences.row(j + kFar);
    products.own += product(here, here, 0, count);
    products.next_in_row += product(here, here, 1, count);
    products.far_in_row += product(here, here, kFar, count);
    products.next_in_column += product(here, below, 0, count);
    products.far_in_column += product(here, far_below, 0, count);
    products.count += static_cast<double>(count);
  }
  return products;
}

std::uint32_t common_step(const Frame& frame, int plane, const PlaneWindow& window) {
  constexpr int kStride = 16;
  constexpr float kLargest = 16'777'216;  // beyond it single precision has no whole numbers
  std::vector<float> row(static_cast<std::size_t>(plane_geometry(frame.info, plane).width));
  std::int64_t first = -1;
  std::uint32_t step = 0;
  for (int j = window.y0; j < window.y1; j += kStride) {
    copy_plane_row(frame, plane, j, row);
    for (int i = window.x0; i < window.x1; ++i) {
      const float value = row[static_cast<std::size_t>(i)];
      if (!(value >= 0 && value < kLargest) || value != std::floor(value)) return 0;
      const auto whole = static_cast<std::int64_t>(value);
      if (first < 0) first = whole;
      step = std::gcd(step, static_cast<std::uint32_t>(std::abs(whole - first)));
      if (step == 1 && !is_float(frame)) return step;
    }
  }
  return step;
}

}  // namespace etalon::imaging
