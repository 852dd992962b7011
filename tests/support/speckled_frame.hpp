// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstdint>
#include <vector>

namespace etalon::test {

/// A small frame of 12 bits of which each is another: every pixel counts with `number`.
inline Frame speckled_frame(int number, int width = 8, int height = 6) {
  Frame frame;
  frame.info.width = width;
  frame.info.height = height;
  frame.info.significant_bits = 12;
  std::vector<std::uint16_t> samples;
  for (int i = 0; i < width * height; ++i) {
    samples.push_back(static_cast<std::uint16_t>((1000 + 37 * i + 11 * number) % 4096));
  }
  frame.samples = std::move(samples);
  return frame;
}

}  // namespace etalon::test
