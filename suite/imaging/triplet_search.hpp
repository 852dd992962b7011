// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/bar_triplet.hpp"

#include <vector>

namespace etalon::imaging {

/// Three bars found roughly: place right to about a sample, period to about a tenth.
struct TripletCandidate {
  TripletPlace place;
  bool bright = true;   ///< bars brighter than gaps
  double strength = 0;  ///< height of the bars over their surroundings, after the band-pass
};

/// Finds triplets of bars (1 : 5, as wide as the gaps) at any place, orientation, polarity and
/// size, without thresholds set by hand. Each level of the pyramid is freed of all that is wider
/// than about ten samples (box means); what then stands out from the noise (four times its standard
/// deviation in the quietest tenth of the image, and a fiftieth of the strongest structure) falls
/// into connected pieces, of which the long straight ones are bars. Three of one length, direction
/// and brightness, side by side at equal distances that fit their length, are a triplet; with a
/// fourth one beside them they are a ruling and are left alone. A level sees bars of 1.5 to 6 of
/// its samples; what two levels see is given once.
///
/// Gaps between bars can pass for bars of the other polarity: whoever fits them will see which are
/// right. Cost: about 60 ms for 2048 x 2048 samples.
std::vector<TripletCandidate> find_triplets(const std::vector<Plane>& levels);

}  // namespace etalon::imaging
