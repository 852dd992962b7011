// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/bar_triplet.hpp"
#include "suite/metrics/usaf_layout.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// One triplet of a bar target, in samples of the plane.
struct UsafTriplet {
  int index = 0;         ///< on the ladder of sixth roots of 2; 0 is the largest element seen
  bool standing = true;  ///< bars run along the columns of the image, within 45 deg
  /// False: too faint to be found by its bars; looked for where its column of elements goes on.
  bool found = true;
  imaging::TripletFit measured;  ///< at the period and direction of the whole target
  imaging::TripletFit free;      ///< period and direction its own; only where `found`
  bool poor_fit = false;         ///< dirt, scratches: what is left over is far above the others'
  bool saturated = false;        ///< its bright parts are at full scale
};

/// Phase of the bars of one direction: place . (x, y) counts periods of index 0.
struct UsafScale {
  bool known = false;
  double x = 0;  ///< periods of index 0 per sample
  double y = 0;
  double periods() const;  ///< per sample, along the normal
};

struct UsafSurvey {
  bool bright = true;                           ///< bars brighter than their surroundings
  std::vector<UsafTriplet> triplets;            ///< standing ones first, each from large to small
  std::vector<imaging::TripletPlace> rejected;  ///< triplets that are not on this target's ladder
  UsafScale standing;
  UsafScale lying;
  UsafArrangement arrangement;
};

/// Finds the triplets of bars of one target (imaging/triplet_search.hpp), fits them, and keeps the
/// largest set that belongs together: one polarity, two directions at right angles (6 deg), periods
/// on one ladder of sixth roots of 2 (a quarter of a rung). Where a column of elements goes on, the
/// next places are looked at as well, for their outline: their bars may not be resolved. Empty when
/// fewer than two triplets belong together. `full`: value at which the plane is cut off, if it is.
UsafSurvey survey_usaf(const Plane& plane, const std::optional<double>& full = {});

}  // namespace etalon::metrics
