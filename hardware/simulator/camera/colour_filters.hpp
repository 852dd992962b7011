// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <array>
#include <cstddef>

namespace etalon::hardware {

/// By mosaic, then row by row.
constexpr std::array<std::array<std::size_t, 4>, 5> kColourOfCell{
    {{1, 1, 1, 1}, {0, 1, 1, 2}, {2, 1, 1, 0}, {1, 0, 2, 1}, {1, 2, 0, 1}}};

/// Colour (0 red, 1 green, 2 blue) that the pixel in column x, row y sees; grey counts as green.
constexpr std::size_t colour_at(Mosaic mosaic, std::size_t x, std::size_t y) {
  return kColourOfCell[static_cast<std::size_t>(mosaic)][2 * (y % 2) + x % 2];
}

}  // namespace etalon::hardware
