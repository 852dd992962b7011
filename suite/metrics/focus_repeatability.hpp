// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// How well a focus drive finds the same plane again, from repeated runs through focus of anything
/// that has texture, or beads.
///
/// Frames are in time order; Observation::settings holds z, where the focus was sent, and when;
/// else the planes of stacks and their step. The series is cut into runs where z turns round
/// (focus_runs.hpp). Sharpness is the rms gradient over the mean light (imaging/rms_gradient.hpp);
/// best focus of a run is the peak of a smooth curve through it (numerics/focus_curve.hpp).
///
/// Model: best focus = mean(direction) + drift (t - mean t) + error (numerics/visit_fit.hpp).
///
/// repeatability_z (um): standard deviation of best focus about its mean, runs in both directions
/// together, without what the noise of the images adds; by `approach` (+z: z grows during the run)
/// about the mean of that direction. backlash_z (um): mean of runs with growing z less that of runs
/// with falling z, in what was commanded. drift_z (um): of best focus, from the first to the last
/// run. repeatability_with_drift_z (statistic): before the drift was taken out. localisation_z
/// (statistic): standard uncertainty of one best focus, from noise. depth_of_focus (um, statistic):
/// median range within which a run keeps 80 % of its sharpness.
///
/// Errors of single moves within a run count by what they move its best focus: about a third to a
/// half of the error of a single move.
///
/// Budget of repeatability: scatter of the runs (A), noise of the images (B: its variance is known
/// to a fifth). Intervals by chi-square, longer upwards. Of backlash and drift: t. The step of the
/// drive itself is its own scale; a mismatch of refractive indices is not corrected.
///
/// Assumes that errors are normal, independent from run to run and alike in both directions, and
/// that nothing but the focus changes within a run. Failure and caveat codes:
/// focus_repeatability_codes.cpp. Five planes about the peak in each run; five runs in one
/// direction, three in each of two. Cost: some 10 ms a frame of 1000 x 1000 px.
struct FocusRepeatabilityOptions {
  std::optional<Region> region;
  std::string plane = "green";
};

Metric focus_repeatability_metric();

std::vector<Code> focus_repeatability_failures();
std::vector<Code> focus_repeatability_caveats();

}  // namespace etalon::metrics
