// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::imaging {

/// A band of rows, each moved so that lines x + slope y = constant stand upright, and averaged.
/// Rows move by fractions of a sample through Lagrange's polynomial of six points. What that does
/// to the image it does to every line alike, so distances between lines stay what they were.
struct Band {
  double y = 0;     ///< middle of the band
  double rows = 0;  ///< in it
  int first = 0;    ///< columns that all rows reach: first <= i < last
  int last = 0;
  std::vector<float> means;  ///< by column
};

/// `rows` in every band, not necessarily whole: rows on a border count in part. What is left over
/// is left out at both ends. One pass over the plane.
std::vector<Band> sheared_bands(const Plane& plane, double slope, double rows);

}  // namespace etalon::imaging
