// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/usaf_survey.hpp"

#include <vector>

namespace etalon::metrics {

/// One element of one direction on the contrast curve.
struct UsafPoint {
  int index = 0;        ///< rungs below the largest element
  double contrast = 0;  ///< its sign is that of a resolved element: positive
  double variance = 0;  ///< of the contrast
  double degrees_of_freedom = 0;
  double ratio = 0;  ///< over the contrast of the largest element of this direction
  double ratio_variance = 0;
  bool usable = true;      ///< false: dirt, or at full scale
  bool three_bars = true;  ///< both gaps differ from all of their bars in the right direction
};

/// Where the contrast falls below the threshold.
struct UsafLimit {
  enum class Outcome {
    interpolated,
    not_reached,  ///< every element that could be measured is resolved
    broken,       ///< the first element that fails has the contrast but not three bars
    gap,          ///< too many elements are missing before the next one that could tell
    no_reference  ///< fewer than two usable elements
  };
  Outcome outcome = Outcome::no_reference;
  double index = 0;  ///< rungs below the largest element, not whole
  double noise = 0;  ///< rungs: what the scatter of single contrasts does to it
  double degrees_of_freedom = 0;
  double interpolation = 0;  ///< rungs, half-width: two ways to interpolate
  int last_resolved = 0;     ///< index of the last element before the first that fails
  int first_failed = 0;      ///< or, at a gap, the first one beyond it
  bool returns = false;      ///< elements beyond the first failure show contrast again
  bool rises = false;        ///< a finer element before it has clearly more contrast than a coarser
};

/// The contrast curve of one direction, from large to small.
std::vector<UsafPoint> contrast_curve(const UsafSurvey& survey, bool standing);

/// Elements are walked from large to small, leaving out what is not usable. One is resolved when
/// its contrast over that of the largest element is at least `threshold` and three bars are there;
/// the limit is interpolated between the last one before the *first* that fails and that one, so
/// that contrast which comes back beyond (spurious resolution, with bars and gaps exchanged or two
/// bars for three) does not count. Beyond more than two missing elements only one with at least 40
/// % of the reference counts as resolved, since what has come back looks like what has not gone;
/// one with less ends the walk without a limit. Interpolation: a cubic in the logarithm of the
/// frequency through two elements on either side; where there are fewer a parabola, or a line.
UsafLimit limit_of(const std::vector<UsafPoint>& curve, double threshold);

}  // namespace etalon::metrics
