// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"
#include "suite/imaging/ring_correlation.hpp"
#include "suite/metrics/frc.hpp"

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// The frames of an observation in one plane, ready to be compared.
struct FrcFrames {
  std::vector<Plane> planes;  ///< prepared, of equal size
  std::vector<double> means;  ///< DN above the dark level
  FrameInfo info;
  std::size_t given = 0;      ///< frames of the observation; at most eight are read
  std::size_t saturated = 0;  ///< samples at full scale, of all frames
};

/// Reads and checks. Fails with frc.no_frames, one_frame, frames_differ, region_outside,
/// no_such_plane, dark_differs, flat_*, too_small, not_finite, saturated, identical, no_structure
/// (a frame of one value).
Outcome<FrcFrames> frc_frames(const Observation& observation, const FrcOptions& options);

/// Spectra of the part that all frames show.
struct AlignedSpectra {
  std::vector<imaging::Spectrum> spectra;
  imaging::Apodisation weights;
  std::vector<imaging::Shift> shifts;  ///< what is left, samples
  std::vector<imaging::Shift> whole;   ///< whole samples that were cut off
  std::vector<double> uncertainty;     ///< of each shift; 0 for the first frame
  bool measured = true;                ///< false: no common structure stood out
  imaging::Shift total(std::size_t i) const {
    return {shifts[i].x + whole[i].x, shifts[i].y + whole[i].y};
  }
  /// Where things that belong to the sensor lie, since frames were cut at different places.
  std::vector<imaging::Shift> of_sensor() const;
};

/// Fails with frc.moved when the frames have less than three quarters of their sides in common.
Outcome<AlignedSpectra> aligned_spectra(const std::vector<Plane>& planes);

}  // namespace etalon::metrics
