// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/star_geometry.hpp"

#include <vector>

namespace etalon::imaging {

inline constexpr int kFewestPairs = 8;
inline constexpr int kMostPairs = 400;

/// A place that may be the centre of a star, with the number of pairs that fits it best.
struct StarCandidate {
  StarGeometry star;       ///< centre to about half a sample, phase roughly
  double prominence = 0;   ///< of that number over all others
  double visible = 1;      ///< largest share of a circle about the centre that lies in the plane
  std::vector<int> pairs;  ///< numbers worth trying, best first; more than one when little is seen
};

/// The border of every spoke points at the centre, whatever the polarity and however much of the
/// star is seen: steep places vote for all points on the line along their border, the fullest cells
/// are refined by reweighted least squares on the distances to these lines. Pairs are counted in
/// the spectra over the angle on 48 circles, added with their phases circle by circle: spokes agree
/// at all radii, other structure does not. `pairs` > 0: the number is known. Best first; empty when
/// nothing looks like a star. The plane must be free of NaN. Centres may lie a quarter of the size
/// outside.
std::vector<StarCandidate> find_stars(const Plane& plane, int pairs);

}  // namespace etalon::imaging
