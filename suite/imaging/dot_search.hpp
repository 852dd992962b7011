// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::imaging {

/// Something of the size of a dot, found roughly (a tenth of the pitch), samples of the plane.
struct DotCandidate {
  double x = 0;
  double y = 0;
};

/// What stands out in a plane at the scale of dots so far apart.
struct DotCandidates {
  std::vector<DotCandidate> dots;
  bool dark = true;  ///< dots darker than what is between
};

/// Local extrema of a difference of Gaussians (0.15 and 0.7 pitches wide) of the plane, which is
/// reduced by block means to a pitch of 5 to 10 samples; the wide one is the mean of a cell. Dots
/// are on the side (dark, bright) whose percentile lies further out: they cover the smaller part.
/// An extremum counts from 15 % of the 99th percentile on.
DotCandidates find_dot_candidates(const Plane& plane, double pitch);

}  // namespace etalon::imaging
