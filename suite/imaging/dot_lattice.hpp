// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/dot_search.hpp"
#include "suite/imaging/line_search.hpp"

#include <optional>
#include <vector>

namespace etalon::imaging {

/// Roughly where dots stand: from one to the next along a row (a) and to the next row (b), samples.
struct LatticeBasis {
  double ax = 0;
  double ay = 0;
  double bx = 0;
  double by = 0;
  double length_a() const;
  double length_b() const;
  double shortest() const;
};

/// The basis whose two families of rows are the strongest at 50 deg or more to each other and
/// alike in frequency (0.4 to 2.5). `a` is the vector within 45 deg of x, `b` turns from it
/// towards y. Nothing when there is only one direction.
std::optional<LatticeBasis> rough_lattice(const std::vector<LineFamily>& families);

/// A candidate that got its place in the lattice: column i, row j.
struct NumberedDot {
  int i = 0;
  int j = 0;
  std::size_t candidate = 0;
};

/// Numbers candidates from neighbour to neighbour, each within a quarter of the pitch of where the
/// basis expects it; the basis follows the dots, so distortion does no harm, and missing dots are
/// walked around. The largest patch counts. Patches beside it, up to three places away, are
/// attached through a cubic surface of the numbers; what lies further is not numbered, as it
/// could be miscounted. (0, 0) is the dot nearest to (middle_x, middle_y).
std::vector<NumberedDot> number_dots(const std::vector<DotCandidate>& candidates,
                                     const LatticeBasis& basis, double middle_x, double middle_y);

}  // namespace etalon::imaging
