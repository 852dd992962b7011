// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field_map.hpp"
#include "hardware/simulator/image/fourier.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace etalon::hardware {

/// Steps from zero to the cutoff in which a transfer function may be tabulated and read in
/// proportion, right to 1e-5: where light goes `radius_um` far it turns like that of a disc.
std::size_t radial_cells(double radius_um, double cutoff_per_um);

/// A function of the modulus of frequency: values at k/cells of the cutoff, k = 0 ... cells, and
/// one more, so that any place below the cutoff has two neighbours. Zero from the cutoff on.
using RadialTable = std::vector<float>;

template <class Function>
RadialTable radial_table(std::size_t cells, double cutoff_per_um, const Function& at) {
  RadialTable table;
  table.reserve(cells + 2);
  for (std::size_t k = 0; k <= cells + 1; ++k) {
    table.push_back(static_cast<float>(
        at(cutoff_per_um * static_cast<double>(k) / static_cast<double>(cells))));
  }
  return table;
}

/// Where the frequencies of one column of a spectrum stand in radial tables: those below the
/// cutoff, which lie together.
struct RadialColumn {
  std::size_t first = 0;  ///< of them in the column
  std::vector<std::uint32_t> cell;
  std::vector<float> part;  ///< of the way to the next entry

  std::size_t size() const { return cell.size(); }
  float read(const float* table, std::size_t k) const {
    const float* entry = table + cell[k];
    return entry[0] + part[k] * (entry[1] - entry[0]);
  }
};

/// A grid of frequencies in the object plane: column and row times step, turned by the scale.
struct RadialGrid {
  PixelsPerMicrometre scale;
  Place step_per_px;  ///< cycles/px from column to column and from row to row
  int highest_row = 0;
  double cutoff_per_um = 1;
  std::size_t cells = 1;

  RadialColumn column(int column) const;
};

}  // namespace etalon::hardware
