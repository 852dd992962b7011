// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/core/outcome.hpp"
#include "suite/metrics/series_reader.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Where the content of one frame lies from where it lies in the reference frame.
struct DriftPoint {
  std::size_t frame = 0;
  double time_s = 0;  ///< from the first frame
  std::string flag;   ///< why it was not located: "no_texture", "not_same_place"
  std::array<double, 2> px{};
  /// Standard, of the frame's own: the noise of the reference moves no position against another.
  std::array<double, 2> u_px{};
  bool still_pattern = false;
  bool located() const { return flag.empty(); }
};

struct DriftTrack {
  std::vector<DriftPoint> all;
  std::vector<DriftPoint> points;   ///< those that were located
  std::optional<double> period_px;  ///< with which the texture repeats itself
  std::vector<double> times() const;
  std::vector<double> along(std::size_t axis) const;
  double localisation_px(std::size_t axis) const;  ///< rms
  bool regular() const;  ///< no frame lost, intervals within a tenth of their median
};

/// Times of the frames, s from the first. Fails with drift.no_time, .settings_incomplete,
/// .not_in_order, .not_one_plane.
Outcome<std::vector<double>> drift_times(const Observation& observation, std::size_t frames);

/// Registers each frame against the first that has texture (imaging/registration.hpp); of shifts
/// that agree equally well, the one nearest to the frame before is meant. Fails with what
/// SeriesReader fails with, drift.no_texture, .not_same_place, .frozen, .ambiguous. One frame in
/// memory beside the reference.
Outcome<DriftTrack> drift_track(SeriesReader& reader, const std::vector<double>& times);

}  // namespace etalon::metrics
