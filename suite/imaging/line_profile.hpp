// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/line_phase.hpp"

#include <vector>

namespace etalon::imaging {

/// What the lines of a family have in common: brightness over its mean, about the middle of the
/// line, along a row. Its own shape, so whether it is symmetric does not matter to their distances.
struct LineProfile {
  double period = 0;           ///< samples along the row
  double origin = 0;           ///< periods from where the phase says to the middle of the line
  bool dark = true;            ///< line darker than what is between
  double contrast = 0;         ///< Michelson
  double rms = 0;              ///< of the values
  bool overlapping = true;     ///< neighbours reach into each other
  double step = 0.125;         ///< samples between table entries
  std::vector<double> values;  ///< mean 0
  std::vector<double> slopes;  ///< per sample

  struct Point {
    double value;
    double slope;
  };
  /// `s`: samples from the middle of the line; periodic.
  Point at(double s) const;
};

/// Folds all samples where lines are by their phase, in bins of an eighth of a sample, and smooths
/// by local parabolas (tricube weights, 0.75 samples to either side, further where phases are few).
LineProfile fold_lines(const std::vector<Band>& bands, const LinePhase& phase);

/// Divides by exp(level), so that slow changes of light are gone.
void divide_by_level(std::vector<Band>& bands, const Surface& level);

}  // namespace etalon::imaging
