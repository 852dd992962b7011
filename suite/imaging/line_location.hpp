// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/line_search.hpp"

#include <vector>

namespace etalon::imaging {

/// One line, from all pieces of it that were seen.
struct LocatedLine {
  int number = 0;
  double x = 0;  ///< weighted mean of its pieces, samples of the plane
  double y = 0;
  double variance = 0;      ///< of x, from the noise of the pixels
  double slope = 0;         ///< -dx/dy
  double slope_weight = 0;  ///< spread of y over the variance of the pieces
  double first_y = 0;       ///< from its uppermost to its lowest piece
  double last_y = 0;
  int pieces = 0;
  int left_out = 0;  ///< pieces with dust on them, or beside a gap
};

/// All lines of a family that cross the rows, |fy| <= |fx|.
struct LocatedLines {
  std::vector<LocatedLine> lines;  ///< by number; numbers of lines not seen are left out
  double slope = 0;                ///< lines are x + slope y = constant, mean over all of them
  double slope_uncertainty = 0;    ///< from the scatter between lines
  double slope_degrees = 0;
  double contrast = 0;             ///< Michelson, of line and gap
  bool dark = true;                ///< lines darker than gaps
  bool something_between = false;  ///< the profile is not flat half-way between lines
  bool alternating = false;  ///< every other line is different: the true period is twice as long
};

/// Location of lines to a small part of a sample. The field is cut into bands of rows
/// (sheared_bands), the phase is tracked through it (line_phase), and the common profile T of all
/// lines is folded from the data (line_profile). In each band each line is fitted by
///   v(s) = a + c T(s - d),   |s| < half a period,
/// v: brightness over a smooth level (a surface of fourth order in its logarithm, fitted to the
/// blocks and once more to a), so slow changes of light do not pull; d is its displacement,
/// iterated.  T is what the data are, so the fit is a
/// matched filter: as sharp as noise allows, blind to whatever all lines share (duty, defocus,
/// asymmetry). A piece counts as seen when c is at least 0.3, stands four standard deviations out
/// and the rest of the fit is small. Pieces more than five robust standard deviations off their
/// line are left out (dust), and, where neighbours overlap, those beside a gap. Lines need two
/// pieces.
///
/// `band_rows`: height of a band; with lines across it should be a whole number of their periods,
/// so that they cancel.
LocatedLines locate_lines(const Plane& plane, const LineFamily& family, double band_rows);

}  // namespace etalon::imaging
