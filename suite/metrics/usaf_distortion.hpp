// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// Where the axis of a lens is taken to be, and how far the corners are: the middle of the whole
/// image, in samples of a plane that may be a part of it.
struct UsafView {
  double middle_x = 0;
  double middle_y = 0;
  double corner = 1;
};
UsafView view_of(const Plane& plane, const FrameInfo& info);

/// The bars of one triplet, as distortion finds them: normal n and place p from the axis, the
/// corner being at 1.
struct BarsInView {
  bool standing = true;
  double periods = 0;   ///< of index 0, per sample
  double variance = 0;  ///< of the periods, of reading
  double along_normal = 0;
  double along_bars = 0;

  /// A lens that records the radius r as r (1 + k r^2) shows bars with 1 - k stretch() of the
  /// periods per sample, turned by -k turn() rad, to first order in k.
  double stretch() const { return 3 * along_normal * along_normal + along_bars * along_bars; }
  double turn() const { return 2 * along_normal * along_bars; }
};

/// Radial distortion of third order about the axis, from the periods of triplets at several places:
/// weighted least squares for the periods on the axis of both directions and k, weights from
/// reading errors and from what single triplets are off beyond that (Paule and Mandel 1982).
struct RadialDistortion {
  double k = 0;  ///< relative shift of the corners: pincushion positive
  double uncertainty = 0;
  double degrees_of_freedom = 0;
};

/// Nothing for fewer than eight triplets, or where k is no more than chance gives once in 1,000.
std::optional<RadialDistortion> radial_distortion(const std::vector<BarsInView>& bars);

}  // namespace etalon::metrics
