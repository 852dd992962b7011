// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/dot_lattice.hpp"
#include "suite/imaging/dot_profile.hpp"

#include <vector>

namespace etalon::imaging {

struct LocatedDots {
  std::vector<LocatedDot> dots;  ///< all that were numbered, in their order
  DotProfile profile;
  double reach = 0;  ///< radius that belongs to a dot, samples
};

/// Middles of dots to a small part of a sample. All dots are folded into one radial profile T, and
/// each is fitted by
///   v(x, y) = (a + c T(r)) (1 + g . (x - x0, y - y0)),   r < 0.62 pitches,
/// by least squares with weights that fall to 0 at the end of the reach, so that no sample enters
/// or leaves abruptly. T comes from the data, so the fit is nearly a matched filter. For any T the
/// middle of whatever is symmetric about it is unbiased: duty, defocus and the neighbours do no
/// harm. g: slope of the light, from the bright parts of the 5 x 5 dots about, so uneven light does
/// not pull. Three passes; T and g anew in each.
LocatedDots locate_dots(const Plane& plane, const DotCandidates& candidates,
                        const std::vector<NumberedDot>& numbered, double pitch);

}  // namespace etalon::imaging
