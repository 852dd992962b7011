// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace etalon::imaging {

template <class Sample>
struct Bounds {
  Sample low;
  Sample high;
};

/// Lowest and highest of `n` samples, at least one.
template <class Sample>
Bounds<Sample> bounds_of(const Sample* row, std::size_t n) {
  Bounds<Sample> bounds{row[0], row[0]};
  for (std::size_t i = 1; i < n; ++i) {
    bounds.low = std::min(bounds.low, row[i]);
    bounds.high = std::max(bounds.high, row[i]);
  }
  return bounds;
}

/// Every x86-64 compares eight numbers of 16 bits at once, but only with signs: with the highest
/// bit turned round the order is the same.
inline Bounds<std::uint16_t> bounds_of(const std::uint16_t* row, std::size_t n) {
  constexpr unsigned kSign = 0x8000;
  std::int16_t low = std::numeric_limits<std::int16_t>::max();
  std::int16_t high = std::numeric_limits<std::int16_t>::min();
  for (std::size_t i = 0; i < n; ++i) {
    const auto v = static_cast<std::int16_t>(row[i] ^ kSign);
    low = std::min(low, v);
    high = std::max(high, v);
  }
  const auto back = [](std::int16_t v) {
    return static_cast<std::uint16_t>(static_cast<std::uint16_t>(v) ^ kSign);
  };
  return {back(low), back(high)};
}

}  // namespace etalon::imaging
