// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::imaging {

/// A straight step of brightness somewhere in a plane, found roughly (about a pixel). Coordinates
/// are samples of the plane (not yet pixels of the frame): centres at integers, x along a row.
struct EdgeCandidate {
  double x = 0;  ///< middle of the segment
  double y = 0;
  double direction_x = 0;  ///< unit vector along the edge
  double direction_y = 1;
  bool open_start = true;  ///< leaves the plane at -direction; otherwise it ends there (a corner)
  bool open_end = true;    ///< the same at +direction
  double half_length = 0;  ///< usable half-length along the edge, ends and corners left out
  double reach_negative =
      0;  ///< how far to either side (along the normal (direction_y, -direction_x))
  double reach_positive = 0;  ///< nothing else is in the way
  double strength = 0;        ///< mean gradient over noise, for ordering
};

/// Finds straight edges at any place and orientation without thresholds set by hand: reduces the
/// plane by block means to about 200 samples, takes gradients by derivatives of a Gaussian, keeps
/// ridges five times above the noise (median of the gradients) and a tenth of the strongest, grows
/// them into segments of one direction (as Burns, Hanson and Riseman 1986) and fits lines.
/// The margins at the ends of an edge (5 reduced samples) leave little of the edges of a chart of
/// small squares: where eight or more, and the most, keep less than 75 % of their length and none
/// runs through a third of the picture, it looks again from nearer, so that such an edge is 40
/// reduced samples long. `min_length` in samples. Ordered from top to bottom, then left to right.
std::vector<EdgeCandidate> find_edges(const Plane& plane, double min_length);

}  // namespace etalon::imaging
