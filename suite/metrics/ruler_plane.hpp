// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "suite/core/outcome.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// The mean of all frames in the plane asked for, and what was seen on the way.
struct MeanPlane {
  Plane plane;
  FrameInfo info;
  std::size_t frames = 0;
  double saturated = 0;  ///< largest share of pixels at full scale in a frame
  std::size_t not_finite = 0;
};

/// Frames that show one position of a ruler, averaged in the plane `wanted` (green of a mosaic is
/// green1), without their dark, within the region.
Outcome<MeanPlane> mean_plane(const Observation& observation, const std::string& wanted,
                              const std::optional<Region>& region);

/// Pixels that are no numbers, or full.
std::optional<Failure> unfit(const MeanPlane& mean);

}  // namespace etalon::metrics
