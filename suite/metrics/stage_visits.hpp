// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/core/outcome.hpp"

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// Frames taken at one stop of the stage, one after the other.
struct StageVisit {
  std::vector<std::size_t> frames;
  std::size_t place = 0;
  double time = 0;      ///< s, mean of the frames; number of the visit where nobody said
  int direction_x = 0;  ///< of the move that led here: -1, +1, or 0 (no move along x, or unknown)
  int direction_y = 0;
};

/// A place that the stage was sent to.
struct StagePlace {
  double x_um = 0;
  double y_um = 0;
};

struct StageVisits {
  std::vector<StageVisit> visits;  ///< in time order
  std::vector<StagePlace> places;  ///< in the order in which they were first seen
  bool commanded = false;          ///< the places are known; else every frame is a return to one
  bool timed = false;
};

/// Stops of the stage from the settings of the frames, which are in time order. Commanded places
/// less than a nanometre apart are one. Frames that follow one another at one place are one stop;
/// where there is only one place in all, every frame is a return to it. Fails with
/// stage_repeatability.settings_incomplete and .not_in_order.
Outcome<StageVisits> stage_visits(const Observation& observation, std::size_t frames);

}  // namespace etalon::metrics
