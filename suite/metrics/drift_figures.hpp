// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/drift_track.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// Mean squared displacement over a time, both axes together, px^2.
struct DisplacementPoint {
  double lag_s = 0;
  double squared = 0;
  double localisation = 0;  ///< what localisation alone makes of it: mean of the sum of both u^2
};

/// For lags up to half of the series, at most some 40, each a tenth longer than the last or more.
/// Of regular series; else empty.
std::vector<DisplacementPoint> mean_squared_displacement(const DriftTrack& track);

double excursion_px(const DriftTrack& track);  ///< greatest distance from the first point
/// Distance from the first point at a time, interpolated; nothing beyond the series.
std::optional<double> displacement_px(const DriftTrack& track, double time_s);

/// From when on the points stay within `band_px` of the straight line through the last half of
/// them, give or take three times their own uncertainty, s from the first point. Nothing where that
/// begins in the last quarter only. At least eight points.
std::optional<double> settling_time_s(const DriftTrack& track, double band_px);

/// Whether the content moved once between two frames by far more than it does otherwise: number of
/// the frame after, among the points. Of eight points or more.
std::optional<std::size_t> jump_in(const DriftTrack& track);

/// Whether the last quarter of the points is three times less certain than the first: the frames
/// agree less and less with the first, as focus or light change, or as what moves is drawn by what
/// stays. Of eight points or more.
bool grows_unlike(const DriftTrack& track);

/// Mean distance from point to point over the mean time between, px/s: noise counts as motion.
double speed_of_steps_px(const DriftTrack& track);

inline constexpr std::size_t kFewestForSettling = 8;

}  // namespace etalon::metrics
