// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// How well a stage comes back to where it was, from images of anything that has texture.
///
/// Frames are in time order; Observation::settings holds where the stage was sent (x, y) and when.
/// Frames of one commanded place are registered against one of them (stage_positions.hpp); places
/// whose fields do not overlap are compared only within themselves. The direction of approach
/// follows from the place before, so stops where nothing is to be seen count, too. Without places
/// every frame is a return to the same one, from an unknown side: a stage without motor. Left out:
/// shifts by more than half of the field, and shifts besides which others agree as well; parallel
/// lines are refused (imaging/texture_direction.hpp).
///
/// Model, by axis: position = mean(place, direction) + drift (t - mean t) + error
/// (numerics/visit_fit.hpp). The variance of the registration is taken out of every scatter and
/// stated (localisation).
///
/// Method stage_repeatability/quarep_wg6. repeatability_x, _y (um; _px in px): standard deviation
/// about the mean of the place, all approaches together, as WG6 of QUAREP-LiMi has it, pooled over
/// places; by `approach` (+x is a move towards larger x) about the mean of that approach.
///
/// Method stage_repeatability/iso230_2. repeatability_x, _y: 2 s_up + 2 s_down + |B|, or 4 s of one
/// direction where that is more; by `approach` 4 s: full widths. s pooled over places and B their
/// mean, so that there is a truth to be covered. The figures of ISO 230-2 itself, largest over the
/// places: iso_bidirectional (R), iso_unidirectional, iso_reversal (B); statistics, with the
/// registration in them.
///
/// Both: backlash_x, _y: mean over places of mean(+) - mean(-) (mean reversal value). drift_x, _y:
/// from the first to the last visit. repeatability_with_drift_x, _y (statistic): before the drift
/// was taken out. Where fields overlap: scale_error_x, _y (%): how much further than commanded it
/// goes; accuracy_x, _y (um, statistic): range of the mean deviations from the commanded places (E
/// of ISO 230-2), for iso230_2 of mean -+ 2 s (A); by the pixel size, whose error they contain.
///
/// Axes are those of the stage where overlapping fields tell them, else the rows and columns of the
/// image, its content taken to move with the stage (caveat axes_assumed).
///
/// Budget of repeatability: scatter of the visits (A), registration (B: its variance is known to a
/// fifth), pixel size. Intervals by chi-square, longer upwards; that of all approaches also by the
/// t of the reversal. Of backlash and drift: scatter (t), pixel size. Not: vibration within an
/// exposure, errors that repeat at each visit.
///
/// Assumes that errors are normal and independent from visit to visit and alike in both
/// directions, the drift steady. Failure and caveat codes: stage_repeatability_codes.cpp. At least
/// three degrees of freedom: five returns from an unknown side, three from either. Cost: a
/// registration for each frame, some 18 ms for 512 x 512 px.
struct StageRepeatabilityOptions {
  std::string method = "stage_repeatability/quarep_wg6";
  std::optional<Region> region;
  std::string plane = "green";
};

Metric stage_repeatability_metric();

std::vector<Measurand> stage_repeatability_measurands();
std::vector<Method> stage_repeatability_methods();
std::vector<Code> stage_repeatability_failures();
std::vector<Code> stage_repeatability_caveats();

}  // namespace etalon::metrics
