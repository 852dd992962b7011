// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/radial_table.hpp"

#include "hardware/simulator/image/blur.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::hardware {

// A straight line through a curve that turns by `a` from entry to entry is wrong by a^2/8, and a
// disc's 2 J1(a)/a bends a quarter as much.
std::size_t radial_cells(double radius_um, double cutoff_per_um) {
  constexpr double kCellsPerTurn = 320;
  return 4096 + static_cast<std::size_t>(kCellsPerTurn * radius_um * cutoff_per_um);
}

RadialColumn RadialGrid::column(int column) const {
  RadialColumn found;
  const auto length = static_cast<std::size_t>(2 * highest_row + 1);
  const double per_cutoff = static_cast<double>(cells) / cutoff_per_um;
  const Place across = per_um(scale, column * step_per_px.x, 0);
  const Place down = per_um(scale, 0, step_per_px.y);
  const auto ax = static_cast<float>(across.x * per_cutoff);
  const auto ay = static_cast<float>(across.y * per_cutoff);
  const auto dx = static_cast<float>(down.x * per_cutoff);
  const auto dy = static_cast<float>(down.y * per_cutoff);
  std::vector<float> place(length);
  for (std::size_t k = 0; k < length; ++k) {
    const auto row = static_cast<float>(static_cast<int>(k) - highest_row);
    const float x = ax + row * dx;
    const float y = ay + row * dy;
    place[k] = std::sqrt(x * x + y * y);
  }
  const auto inside = [&](float value) { return value < static_cast<float>(cells); };
  const auto begin = std::find_if(place.begin(), place.end(), inside);
  const auto end = std::find_if_not(begin, place.end(), inside);
  found.first = static_cast<std::size_t>(begin - place.begin());
  const auto count = static_cast<std::size_t>(end - begin);
  found.cell.resize(count);
  found.part.resize(count);
  const float* first = place.data() + found.first;
  for (std::size_t k = 0; k < count; ++k) {
    const int cell = static_cast<int>(first[k]);
    found.cell[k] = static_cast<std::uint32_t>(cell);
    found.part[k] = first[k] - static_cast<float>(cell);
  }
  return found;
}

}  // namespace etalon::hardware
