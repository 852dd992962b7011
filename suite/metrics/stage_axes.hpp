// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/stage_positions.hpp"
#include "suite/metrics/stage_visits.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::metrics {

/// How far the content of the image goes, in px, for each micrometre that the stage is told to go.
struct StageScale {
  double px_per_um = 0;
  double uncertainty = 0;         ///< standard
  double degrees_of_freedom = 0;  ///< infinite where only the registration is known
};

/// Axes of the stage in the image, unit vectors in px, and what was measured along them.
struct StageAxes {
  std::array<double, 2> x{1, 0};
  std::array<double, 2> y{0, 1};
  bool measured = false;  ///< false: taken to be the rows and columns of the image, content moving
                          ///< with the stage
  std::optional<StageScale> scale_x;
  std::optional<StageScale> scale_y;
  /// Of the reference frames of the places, px along the axes, from the first place of the tree.
  /// Empty where a place is not linked.
  std::vector<std::optional<std::array<double, 2>>> places;

  /// px along the rows and columns of the image to px along the axes of the stage.
  std::array<double, 2> along(double x_px, double y_px) const;
};

/// From places whose fields overlap: their shifts are a linear function of what was commanded,
/// least squares. Half of the play, from places that were approached from both sides, is taken out
/// of each approach first. An axis along which nothing was commanded is taken at a right angle to
/// the other, of the same handedness as the image.
StageAxes stage_axes(const StageVisits& visits, const StagePositions& positions);

}  // namespace etalon::metrics
