// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/pair_statistics.hpp"

#include "suite/core/contract.hpp"
#include "suite/imaging/plane_rows.hpp"
#include "suite/imaging/row_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon::imaging {

namespace {

/// Lowest and highest value of all rows so far, and how many samples have them.
class Extremes {
 public:
  template <class Sample>
  void add(const Sample* row, std::size_t n, const Bounds<Sample>& bounds) {
    const auto low = static_cast<double>(bounds.low);
    const auto high = static_cast<double>(bounds.high);
    if (low < lowest_) at_lowest_ = 0;
    if (high > highest_) at_highest_ = 0;
    lowest_ = std::min(lowest_, low);
    highest_ = std::max(highest_, high);
    // Only rows that reach the extreme are counted: few, but where values are cut off.
    if (low == lowest_) at_lowest_ += count_of(row, n, bounds.low);
    if (high == highest_) at_highest_ += count_of(row, n, bounds.high);
  }

  void report(PairStatistics& total) const {
    total.lowest = lowest_;
    total.highest = highest_;
    total.at_lowest = at_lowest_;
    total.at_highest = at_highest_;
  }

 private:
  template <class Sample>
  static double count_of(const Sample* row, std::size_t n, Sample value) {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < n; ++i) count += row[i] == value ? 1U : 0U;
    return count;
  }
  double lowest_ = std::numeric_limits<double>::infinity();
  double highest_ = -std::numeric_limits<double>::infinity();
  double at_lowest_ = 0;
  double at_highest_ = 0;
};

/// Sums of whole numbers, exact up to 2^29 samples of 16 bits.
struct WholeSums {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint64_t square_difference = 0;
  std::uint64_t square_sum = 0;
};

/// Values less `low`, at most `span`: products are summed in 32 bits for as many samples as cannot
/// overflow, then in 64. The compiler makes one instruction for four products of it.
WholeSums narrow_sums(const std::uint16_t* a, const std::uint16_t* b, std::size_t n,
                      std::uint16_t low, std::uint32_t span) {
  const std::size_t block = std::size_t{0x7fffffff} / (4U * span * span + 1U);
  WholeSums sums;
  for (std::size_t first = 0; first < n; first += block) {
    const std::size_t end = std::min(n, first + block);
    std::int32_t differences = 0;
    std::int32_t squares = 0;
    std::int32_t total_a = 0;
    std::int32_t total_b = 0;
    for (std::size_t i = first; i < end; ++i) {
      const auto va = static_cast<std::int16_t>(a[i] - low);
      const auto vb = static_cast<std::int16_t>(b[i] - low);
      const auto d = static_cast<std::int16_t>(va - vb);
      const auto s = static_cast<std::int16_t>(va + vb);
      differences += d * d;
      squares += s * s;
      total_a += va;
      total_b += vb;
    }
    sums.square_difference += static_cast<std::uint32_t>(differences);
    sums.square_sum += static_cast<std::uint32_t>(squares);
    sums.a += static_cast<std::uint32_t>(total_a);
    sums.b += static_cast<std::uint32_t>(total_b);
  }
  return sums;
}

WholeSums wide_sums(const std::uint16_t* a, const std::uint16_t* b, std::size_t n,
                    std::uint16_t low) {
  WholeSums sums;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t va = std::uint32_t{a[i]} - low;
    const std::uint32_t vb = std::uint32_t{b[i]} - low;
    const std::uint32_t d = va > vb ? va - vb : vb - va;
    const std::uint32_t s = va + vb;
    sums.square_difference += std::uint64_t{d} * d;
    sums.square_sum += std::uint64_t{s} * s;
    sums.a += va;
    sums.b += vb;
  }
  return sums;
}

constexpr std::uint32_t kNarrowSpan = 8191;  // twice of it still fits into 16 bits with sign

void add_row(const std::uint16_t* a, const std::uint16_t* b, std::size_t n, std::uint16_t low,
             std::uint16_t high, WholeSums& total) {
  const std::uint32_t span = std::uint32_t{high} - low;
  const WholeSums sums =
      span <= kNarrowSpan ? narrow_sums(a, b, n, low, span) : wide_sums(a, b, n, low);
  const std::uint64_t shift = low;
  total.a += sums.a + n * shift;
  total.b += sums.b + n * shift;
  total.square_difference += sums.square_difference;
  total.square_sum += sums.square_sum + 4 * shift * (sums.a + sums.b) + 4 * n * shift * shift;
}

PairStatistics of_whole_numbers(const Frame& a, const Frame& b, int plane,
                                const PlaneWindow& window) {
  PlaneRows<std::uint16_t> rows_a(a, plane);
  PlaneRows<std::uint16_t> rows_b(b, plane);
  const auto n = static_cast<std::size_t>(window.width());
  WholeSums sums;
  Extremes extremes;
  for (int j = window.y0; j < window.y1; ++j) {
    const std::uint16_t* row_a = rows_a.row(j) + window.x0;
    const std::uint16_t* row_b = rows_b.row(j) + window.x0;
    const auto bounds_a = bounds_of(row_a, n);
    const auto bounds_b = bounds_of(row_b, n);
    extremes.add(row_a, n, bounds_a);
    extremes.add(row_b, n, bounds_b);
    add_row(row_a, row_b, n, std::min(bounds_a.low, bounds_b.low),
            std::max(bounds_a.high, bounds_b.high), sums);
  }
  PairStatistics total;
  total.samples = static_cast<double>(n) * window.height();
  total.mean_a = static_cast<double>(sums.a) / total.samples;
  total.mean_b = static_cast<double>(sums.b) / total.samples;
  total.square_difference = static_cast<double>(sums.square_difference) / total.samples;
  total.square_sum = static_cast<double>(sums.square_sum) / total.samples;
  extremes.report(total);
  return total;
}

double count_not_finite(const float* row, std::size_t n) {
  return static_cast<double>(
      std::count_if(row, row + n, [](float v) { return !std::isfinite(v); }));
}

PairStatistics of_floats(const Frame& a, const Frame& b, int plane, const PlaneWindow& window) {
  PlaneRows<float> rows_a(a, plane);
  PlaneRows<float> rows_b(b, plane);
  const auto n = static_cast<std::size_t>(window.width());
  PairStatistics total;
  Extremes extremes;
  for (int j = window.y0; j < window.y1; ++j) {
    const float* row_a = rows_a.row(j) + window.x0;
    const float* row_b = rows_b.row(j) + window.x0;
    total.not_finite += count_not_finite(row_a, n) + count_not_finite(row_b, n);
    if (total.not_finite > 0) continue;
    extremes.add(row_a, n, bounds_of(row_a, n));
    extremes.add(row_b, n, bounds_of(row_b, n));
    PairStatistics row;
    for (std::size_t i = 0; i < n; ++i) {
      const double va = static_cast<double>(row_a[i]);
      const double vb = static_cast<double>(row_b[i]);
      row.mean_a += va;
      row.mean_b += vb;
      row.square_difference += (va - vb) * (va - vb);
      row.square_sum += (va + vb) * (va + vb);
    }
    total.mean_a += row.mean_a;
    total.mean_b += row.mean_b;
    total.square_difference += row.square_difference;
    total.square_sum += row.square_sum;
  }
  total.samples = static_cast<double>(n) * window.height();
  for (double* sum : {&total.mean_a, &total.mean_b, &total.square_difference, &total.square_sum})
    *sum /= total.samples;
  extremes.report(total);
  return total;
}

}  // namespace

PairStatistics pair_statistics(const Frame& a, const Frame& b, int plane,
                               const PlaneWindow& window) {
  ETALON_EXPECTS(a.info.width == b.info.width && a.info.height == b.info.height);
  ETALON_EXPECTS(window.width() > 0 && window.height() > 0);
  return is_float(a) ? of_floats(a, b, plane, window) : of_whole_numbers(a, b, plane, window);
}

}  // namespace etalon::imaging
