// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/blur.hpp"
#include "hardware/simulator/image/radial_table.hpp"

#include <functional>
#include <span>

namespace etalon::hardware {

/// The transfer of the optics, without the pixel, at the frequencies of a grid. Where it has no
/// azimuth it is read from a table, several times quicker than from the transfer functions.
class GridOptics {
 public:
  /// `period_px`: the length of the grid. `gain`: what the optics is multiplied by, over the square
  /// of the frequency in the object plane, 1/um^2.
  using Gain = std::function<double(double)>;
  GridOptics(const Blur& blur, const Grid& grid, Place period_px, Gain gain);

  /// Multiplies a column, fy = -highest ... highest, and clears it beyond -within ... within.
  void apply(int column, int within, std::span<Complex> spectrum) const;

 private:
  void apply_table(int column, std::size_t first, std::size_t end,
                   std::span<Complex> spectrum) const;
  void apply_directly(int column, int within, std::span<Complex> spectrum) const;

  const Blur& blur_;
  Gain gain_;
  RadialGrid grid_;
  RadialTable table_;  // none: the optics has azimuth
};

}  // namespace etalon::hardware
