// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/sheared_bands.hpp"
#include "suite/imaging/surface.hpp"

#include <vector>

namespace etalon::imaging {

/// Where the lines of a family are, to a small part of their period, over the whole field and
/// through gaps and slow distortion: the number of line at (x, y) is fx x + fy y + phase(x, y).
struct LinePhase {
  double fx = 0;
  double fy = 0;
  Surface phase;           ///< periods
  Surface level;           ///< logarithm of the mean brightness, units of the plane
  bool has_level = false;  ///< brightness is positive wherever lines are
  double block_width = 0;
  std::vector<std::vector<bool>> strong;  ///< by band and block: lines are seen there

  /// Numbers of the lines along one row: a cubic in x.
  struct Row {
    double fx = 0;
    double offset = 0;
    Surface::Row phase;
    double at(double x) const { return offset + fx * x + phase.at(x); }
    double slope(double x) const { return fx + phase.slope(x); }
  };
  Row row(double y) const { return {fx, fy * y, phase.row(y)}; }
  bool is_strong(std::size_t band, double x) const;
};

/// Demodulates blocks of four periods by the frequency (fx, fy), unwraps the phase from block to
/// block, strongest neighbours first, and fits it by a cubic surface. `bands` are sheared by
/// fy/fx. Blocks with less than a quarter of the strongest contrast take no part.
LinePhase track_line_phase(const std::vector<Band>& bands, double fx, double fy, int width,
                           int height);

}  // namespace etalon::imaging
