// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::metrics {

/// The same image by the definitions of other programs, of the values as recorded: no dark frame is
/// subtracted and single pixels decide. They are shown beside the metric and never judged.
///
/// `peer.metroloj_qc.*`: after a Gaussian blur of 2 px, rounded to whole values again:
/// uniformity 100 min/max; cv = 100 sd/mean; field_uniformity = 100 - 100 sd/max of the four corner
/// pixels and the four in the middle of the sides; centring = 100 - 100 d/(half the diagonal), d
/// from (w/2, h/2) to the centroid of the pixels of at least 90 % of the maximum.
/// `peer.microscope_metrics.*_ratio`: mean of squares of side 0.1 (w + h)/2 in the corners and the
/// centre over the brightest pixel; those at the right and lower border stop one pixel before it.
/// `peer.manifest.*`: min/max after a Gaussian blur of 8 px; centre of mass of the values.
/// `whole_numbers`: values are rounded to 1 DN. Empty for planes below 3 samples a side.
std::vector<PeerValue> field_peers(const Plane& plane, bool whole_numbers);

}  // namespace etalon::metrics
