// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/line_location.hpp"
#include "suite/numerics/ruler_fit.hpp"

#include <vector>

namespace etalon::metrics {

inline constexpr std::size_t kFewestLines = 5;
inline constexpr double kShortestPitch = 3.9;  // samples of the plane

/// The lines of one direction, in samples of the plane. Standing lines: x + slope y = origin +
/// spacing * number; of lying lines x and y are exchanged throughout.
struct RulerDirection {
  bool standing = true;
  imaging::LocatedLines located;
  numerics::RulerFit fit;
  double drift = 0;        ///< change of a line's mean y with its number
  int missing = 0;         ///< numbers between the first and the last without a line
  bool ambiguous = false;  ///< a gap too wide to count across
  double slope() const { return located.slope; }
  std::size_t lines_used() const;
};

/// What a plane shows of a ruler: one direction, or two at right angles, standing lines first.
struct RulerSurvey {
  std::vector<RulerDirection> directions;
  bool too_fine = false;       ///< the strongest structure has a period below kShortestPitch
  std::size_t most_lines = 0;  ///< of a direction that was refused
  bool periodic = false;       ///< something periodic was there
};

/// `families`: those of the plane (find_line_families).
RulerSurvey survey_ruler(const Plane& plane, const std::vector<imaging::LineFamily>& families);

}  // namespace etalon::metrics
