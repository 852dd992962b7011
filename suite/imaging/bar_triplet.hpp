// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <array>
#include <optional>
#include <vector>

namespace etalon::imaging {

/// Where three parallel bars are, in samples of the plane: bars as wide as gaps, five times as long
/// as wide.
struct TripletPlace {
  double x = 0;  ///< middle of the middle bar
  double y = 0;
  double normal_x = 1;  ///< unit vector across the bars
  double normal_y = 0;
  double period = 0;  ///< from bar to bar: two bar widths
};

/// What was measured at a triplet. Uncertainties are those of the pixels' scatter about the model.
struct TripletFit {
  TripletPlace place;
  double place_variance = 0;   ///< along the normal, samples^2
  double period_variance = 0;  ///< samples^2
  double angle_variance = 0;   ///< of the normal, rad^2
  double on_bars = 0;          ///< mean over the central thirds of the three bars
  double in_gaps = 0;          ///< the same of the two gaps
  double contrast = 0;         ///< (on_bars - in_gaps)/(on_bars + in_gaps), with its sign
  double contrast_variance = 0;
  double degrees_of_freedom = 0;
  double residual = 0;   ///< standard deviation of a sample about the model
  double explained = 0;  ///< share of the variance about a tilted plane that the bars explain
  /// Means over bar, gap, bar, gap, bar (the middle 70 % of each) and their standard uncertainties:
  /// to see whether three bars are there.
  std::array<double, 5> parts{};
  std::array<double, 5> part_uncertainties{};
  int level = 0;  ///< of the pyramid that was fitted: 0 is the plane
};

enum class Adjust { nothing, centre, place };

/// Fits three equal, mirror-symmetric images of a bar,
///   I(u, v) = a + b u + c v + [g(u + P) + g(u) + g(u - P)] [1 + d (v^2 - m2) + e (v^4 - m4)],
/// u across, v along the bars, g an even cubic spline whose knots are a sample apart (at most a
/// bar, at least a sixteenth of a bar), by least squares over |u| < 3.25, |v| < 1.5 bar widths: 60
/// % of the length, as contrast of bar targets is read. The images fade towards the ends of the
/// bars; m2 and m4 are the means of v^2 and v^4, so that g is the mean along the bars (d = e = 0
/// with Adjust::place). No shape of the point spread is assumed and bars may be wider than gaps; a
/// contrast that is turned over by defocus comes out negative. With Adjust::place centre, period
/// and direction are fitted as well (Gauss-Newton), with Adjust::centre the centre across the bars
/// alone. Light that changes linearly over the triplet is part of the model.
///
/// Large triplets are fitted on the level of the pyramid on which a bar is 8 to 16 samples wide.
/// Nothing when the window reaches beyond the plane, when there are too few samples for the model
/// (a period below 2 samples), or when the fit runs away. Cost: about 0.2 ms.
std::optional<TripletFit> fit_triplet(const std::vector<Plane>& levels, const TripletPlace& start,
                                      Adjust adjust);

/// The square of five bar widths against the bar width around it: the outline of a triplet shows
/// also where its bars are not resolved.
struct Outline {
  double step = 0;      ///< mean inside less mean outside
  double lopsided = 0;  ///< mean outside the last bar less that outside the first one
};
/// Nothing where that reaches beyond the plane.
std::optional<Outline> outline_of(const std::vector<Plane>& levels, const TripletPlace& place);

}  // namespace etalon::imaging
