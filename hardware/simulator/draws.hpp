// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>

namespace etalon::hardware {

/// What a random number is drawn for, so that draws of different kinds never share a generator.
enum class Draw : std::uint64_t {
  best_focus = 1,
  focusing,
  frame,
  stage,
  lamp,
  jitter,
  specks,
  recording
};

/// One number for all that tells a draw from others: the `step` that generator_for() asks for. Each
/// part is mixed by the finaliser of splitmix64 (Steele, Lea, Flood 2014), so their order matters.
inline std::uint64_t draw_key(Draw kind, std::initializer_list<std::int64_t> parts) {
  auto key = static_cast<std::uint64_t>(kind);
  for (const std::int64_t part : parts) {
    key = (key + 0x9e3779b97f4a7c15U) ^ static_cast<std::uint64_t>(part);
    key = (key ^ (key >> 30U)) * 0xbf58476d1ce4e5b9U;
    key = (key ^ (key >> 27U)) * 0x94d049bb133111ebU;
    key ^= key >> 31U;
  }
  return key;
}

}  // namespace etalon::hardware
