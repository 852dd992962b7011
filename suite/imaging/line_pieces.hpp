// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/line_profile.hpp"

#include <map>
#include <vector>

namespace etalon::imaging {

/// One line in one band.
struct LinePiece {
  int number = 0;
  std::size_t band = 0;
  double x = 0;  ///< at the middle of the band, samples
  double y = 0;
  double shift = 0;      ///< x less what the tracked phase says
  double amplitude = 0;  ///< c: 1 for the common line
  double level = 0;      ///< a
  double variance = 0;   ///< of x, from the rest of the fits
};

struct LinePieces {
  std::vector<LinePiece> pieces;
  std::map<int, int> left_out;  ///< by line: not like a line, or beside a gap
};

/// See locate_lines.
LinePieces find_pieces(const std::vector<Band>& bands, const LinePhase& phase,
                       const LineProfile& profile);

}  // namespace etalon::imaging
