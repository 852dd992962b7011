// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>

namespace etalon {

/// Four numbers at once: a vector extension that GCC and clang share, for any processor. Each lane
/// is computed like a single float, so results do not depend on the processor.
using Four = float __attribute__((vector_size(16)));
inline constexpr std::size_t kLanes = 4;

inline Four load(const float* from) {
  Four four;
  std::memcpy(&four, from, sizeof four);
  return four;
}

inline void store(Four four, float* to) { std::memcpy(to, &four, sizeof four); }

}  // namespace etalon
