// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/dot_location.hpp"
#include "suite/numerics/lattice_fit.hpp"

#include <vector>

namespace etalon::metrics {

inline constexpr int kFewestDotRows = 5;  ///< rows, and columns

/// What a plane shows of a grid of dots, in samples of the plane.
struct DotSurvey {
  bool two_directions = false;  ///< rows and columns of something stand out
  bool too_fine = false;        ///< less than kShortestPitch apart
  imaging::LatticeBasis basis;
  imaging::DotCandidates candidates;
  std::vector<imaging::NumberedDot> numbered;
  /// Brightness half-way between neighbours on the way from the middles of the cells (0) to the
  /// dots (1), these being what covers the smaller part: 0 of dots that stand alone, 1/2 of crossed
  /// waves, 1 of the lines of a grid.
  double bridge = 1;
  imaging::LocatedDots located;
  numerics::LatticeFit fit;              ///< of the good dots, in their order
  std::vector<std::size_t> good;         ///< of located.dots
  std::vector<std::size_t> off_lattice;  ///< of candidates.dots: no place in the lattice
  int columns = 0;                       ///< with at least one dot that was used
  int rows = 0;
  int missing = 0;  ///< places between the first and the last dot of a row without a candidate

  bool shows_dots() const;
  bool is_square() const;  ///< as far as pixels may make it look otherwise: 25 %, 10 deg
  std::size_t dots_used() const;
};

/// Finds dots, numbers them and, where they are dots (or `always`), locates them and fits the
/// lattice.
DotSurvey survey_dots(const Plane& plane, const std::vector<imaging::LineFamily>& families,
                      bool always);

}  // namespace etalon::metrics
