// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/stage_positions.hpp"
#include "suite/metrics/stage_visits.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// Means over the visits of a place that were located.
struct PlaceMean {
  double visits = 0;
  Eigen::Vector2d at_px = Eigen::Vector2d::Zero();  ///< from the place's reference frame
  /// Of the sides from which either axis was last moved, -1 or +1; 0 where both came as often.
  Eigen::Vector2d sides = Eigen::Vector2d::Zero();
  /// Of which axes that is known: 1 for x, 2 for y, 3 for both. Before an axis first moves nobody
  /// knows on which side of its play it rests: such places have an origin of their own.
  std::size_t axes_known = 0;
};

/// Half of what a place shifts by when it is reached from the other side: position = place + half *
/// sides, least squares within the places. Zero along an axis that no place tells about, shared
/// where both axes always turn together.
///
/// Of an end of a line, which is reached from one side only, half of the play would pass for an
/// error of the scale.
struct StagePlay {
  Eigen::Matrix2d half = Eigen::Matrix2d::Zero();      ///< px of the image by axis of the stage
  Eigen::Matrix2d variance = Eigen::Matrix2d::Zero();  ///< of a row: between axes of the stage
  double scatter = 0;  ///< variance of a single visit about that, px^2 per coordinate
  std::vector<PlaceMean> places;
};

StagePlay stage_play(const StageVisits& visits, const StagePositions& positions);

}  // namespace etalon::metrics
