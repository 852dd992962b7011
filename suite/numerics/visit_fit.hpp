// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/numerics/standard_deviation_interval.hpp"

#include <cstddef>
#include <vector>

namespace etalon::numerics {

/// One return of an axis to a place it had been sent to before.
struct Visit {
  double position = 0;  ///< from any origin of the place's own
  double time = 0;
  int place = 0;  ///< number of the place, from 0
  int direction =
      0;  ///< of the approach: -1, +1, or 0 where it is unknown or the axis did not move
  double reading = 0;  ///< standard uncertainty of reading the position, independent of the others
};

enum class VisitProblem {
  none,
  too_few,   ///< fewer than three degrees of freedom are left
  no_drift,  ///< no time passes between visits that can be compared
};

/// What repeated visits of some places say of one axis, a steady drift taken out.
///
/// Model: position = m(place, direction) + drift (t - mean t) + error, least squares. So drift and
/// reversal are told apart as far as the order of the visits allows; what it leaves open is in
/// their uncertainties.
struct VisitFit {
  VisitProblem problem = VisitProblem::none;
  std::vector<double> steady;  ///< positions without the drift
  double reading = 0;          ///< rms of the visits' own

  double drift = 0;  ///< per unit of time
  double drift_uncertainty = 0;
  double curvature = 0;  ///< of positions over time, in its standard uncertainties: |t| of t^2

  Scatter within;  ///< about the mean of place and direction, all pooled
  Scatter up;      ///< of visits with direction +1; 0 degrees of freedom where there are none
  Scatter down;
  /// About the mean of the place, whatever the direction: sum of squares over visits - places - 1.
  /// Its truth is within^2 + L/(visits - places - 1), where L = sum over places of
  /// n_up n_down/(n_up + n_down) B^2 for a reversal B (in general: the sum of squares of the
  /// expected means about that of their place). The interval joins that of `within` (chi-square)
  /// and that of sqrt(L) (t) as sum_of does.
  Scatter all;
  Scatter all_with_drift;  ///< nothing taken out: visits - places degrees of freedom

  std::size_t reversal_places = 0;  ///< approached from both sides
  double reversal = 0;              ///< mean over them of mean(+1) - mean(-1)
  double reversal_uncertainty = 0;  ///< its t has the degrees of freedom of `within`
};

/// Visits in any order; at least one. One pass; no memory beyond the visits.
VisitFit fit_visits(const std::vector<Visit>& visits);

}  // namespace etalon::numerics
