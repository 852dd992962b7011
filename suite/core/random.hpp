// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>

namespace etalon {

/// A generator that is a function of (seed, step, frame) alone, never of call history: the same
/// frame has the same noise on any number of threads and after any interruption.
inline std::mt19937_64 generator_for(std::uint64_t seed, std::uint64_t step, std::uint64_t frame) {
  const auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v & 0xffffffffU); };
  const auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32U); };
  std::seed_seq sequence{low(seed), high(seed), low(step), high(step), low(frame), high(frame)};
  return std::mt19937_64(sequence);
}

}  // namespace etalon
