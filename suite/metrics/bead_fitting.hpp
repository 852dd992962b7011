// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/bead_work.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::metrics {

/// What is known before the beads are fitted, in samples and DN.
struct FittingTask {
  BeadShape shape = BeadShape::gaussian3d;
  bool volume = true;  ///< three planes or more
  double sigma = 1;
  std::optional<double> sigma_planes;
  double block_planes = 1;
  double least_variance = 0;  ///< of rounding
  std::optional<double> dn_per_electron;
  std::optional<double> read_noise_dn;
  std::optional<double> offset_dn;
  std::optional<double> full_scale_dn;
  std::size_t threads = 1;
  BeadShape volume_shape() const {
    return shape == BeadShape::gaussian3d_tilted ? shape : BeadShape::gaussian3d;
  }
  BeadShape plane_shape() const {
    return shape == BeadShape::airy2d ? shape : BeadShape::gaussian2d;
  }
};

/// What came out beside the fits.
struct FittingResult {
  BeadNoise noise;
  std::optional<double> clipping;  ///< DN, where values are cut off
};

/// Fits all beads, whose patches are filled: start values, noise, fits, neighbours subtracted,
/// noise again, fits again, and last the fit in the plane of best focus.
FittingResult fit_beads(std::vector<BeadWork>& beads, const FittingTask& task);

}  // namespace etalon::metrics
