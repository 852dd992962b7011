// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/core/outcome.hpp"
#include "suite/metrics/series_reader.hpp"
#include "suite/numerics/focus_curve.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Frames through focus in one direction.
struct FocusRun {
  std::vector<std::size_t> frames;
  int direction = 1;  ///< +1: z grows from frame to frame
};

/// Where the focus was sent for each frame, and when.
struct FocusPlaces {
  std::vector<double> z_um;
  std::vector<double> time;  ///< s; numbers of the frames where nobody said
  bool timed = false;
};

/// From the settings of the frames, else from their planes in stacks and the axial step. Fails with
/// focus_repeatability.no_z, .settings_incomplete and .not_in_order.
Outcome<FocusPlaces> focus_places(const Observation& observation, std::size_t frames);

/// The series cut where z turns round. A frame at which it turns belongs to the run that led there;
/// frames of one z that follow one another belong to one run. Of those at which it turns as many as
/// the plane before has: whether the drive had turned already at further ones nobody knows, and in
/// the wrong run they pull its best focus. They belong to none.
std::vector<FocusRun> focus_runs(const std::vector<double>& z_um);

/// A run with the best focus that it found.
struct FocusReach {
  FocusRun run;
  std::string flag;  ///< why there is none: "short" (fewer than five frames), "few_planes"
                     ///< (about the peak), "no_texture", "focus_outside", "no_peak"
  std::vector<numerics::FocusReading> readings;
  numerics::FocusPeak peak;
  double time = 0;  ///< s, as the focus went through its best place
  bool found() const { return flag.empty(); }
};

/// Sharpness of each frame (imaging/rms_gradient.hpp over the mean light), and the peak of each run
/// (numerics/focus_curve.hpp). Fails with what SeriesReader fails with. One frame in memory.
Outcome<std::vector<FocusReach>> focus_reaches(SeriesReader& reader, const FocusPlaces& places);

}  // namespace etalon::metrics
