// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// How far an image creeps by itself while nothing is touched, from frames of anything that has
/// texture, taken over minutes to hours (cf. QUAREP-LiMi WG6).
///
/// Frames are in time order; Observation::settings says when each was taken. All are registered
/// against the first that shows something (drift_track.hpp).
///
/// drift_velocity_x, _y (um/h; _px in px/h): v of x(t) = a + v t + A exp(-t/tau) + wander + noise
/// (numerics/drift_fit.hpp): the slope of a straight line where positions only scatter, of
/// generalised least squares where they wander, and what is left after settling where they settle.
/// It is that of the instrument under these conditions, not of the way made in this series: a
/// wander makes its interval longer. Right and down positive, of the content of the image.
///
/// Statistics. drift_speed (um/h): hypot of both. excursion, displacement (um): greatest distance
/// from the first frame, and that of the last one; displacement_1h: after one hour, interpolated.
/// rms_x, rms_y: of positions about the fitted course. settling_time (s): from when on positions
/// stay within `band` of the straight line through the last half, give or take three times the
/// localisation. localisation_x, _y: rms standard uncertainty of one position.
///
/// Curves: drift_position by axis; drift_trajectory; drift_msd (mean squared displacement of both
/// axes over the lag) and drift_msd_free: less what localisation alone makes, 2 (u_x^2 + u_y^2).
///
/// Budget of the velocity: noise and wander as the series shows them (A), wander and settling that
/// hardly show (B), pixel size. Not: scale of the clock; turning and
/// stretching; patterns of the sensor that pull (caveat where they are seen). Drift along z needs
/// a measured focus for each frame and is not told here.
///
/// Assumes one drift for the whole series after settling. Failure and caveat codes:
/// drift_codes.cpp. Twenty frames for a velocity, two for the statistics; the content has to stay
/// within half of the field. Cost: a registration for each frame, some 18 ms for 512 x 512 px.
struct DriftOptions {
  Length band = um(0.2);
  std::optional<Region> region;
  std::string plane = "green";
};

Metric drift_metric();

std::vector<Measurand> drift_measurands();
std::vector<Code> drift_failures();
std::vector<Code> drift_caveats();

}  // namespace etalon::metrics
