// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/axial_stack.hpp"
#include "suite/numerics/smooth_peak.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// One zone: its peak or step, or why there is none. Lengths in planes of the stack, counted from
/// 0.
struct AxialZone {
  std::optional<numerics::SmoothCurve> fit;
  std::string flag;          ///< reason of the refusal: "peak_at_end"
  double level = 0;          ///< DN that were subtracted
  double level_effect = 0;   ///< of a relative error of the level: planes per share of the maximum
  double level_share = 0;    ///< standard uncertainty of the level over the maximum
  double plateau_slope = 0;  ///< of a step: change along its bright side over its height
};

/// The response of one channel, in planes.
struct AxialMeasurement {
  std::array<AxialZone, kAllAxialZones> zones;
  bool step = false;  ///< of a thick specimen: width is that from 10 to 90 %
  int measured = 0;   ///< zones
  double width = 0;   ///< tilt within zones taken out
  double noise = 0;   ///< standard uncertainty by scatter of the planes
  double shape = 0;   ///< by what the curve may do between planes
  double level = 0;   ///< by the level without light
  double tilt = 0;    ///< by the correction of the tilt
  double model = 0;   ///< by shapes that the curve of a step follows less well
  double degrees_of_freedom = 1;
  double broadening =
      0;  ///< d(width^2)/d(variance of the heights); 8 ln 2 of a Gaussian, 6.57 of its step
  double rise = 0;           ///< of the layer across a zone
  double asymmetry = 0;      ///< mean of the zones
  double plateau_slope = 0;  ///< likewise
};

/// Fails as the zone in the middle does: axial_response.no_light, no_change, no_sectioning,
/// peak_at_end, too_few_planes, uncertain; of a step with step_incomplete, uneven_plateau,
/// few_planes, uncertain; or with few_zones, fewer than five.
///
/// Level: where unknown, the light at the ends of the stack, less what a response that falls like
/// 1/z^2 or faster still has there (rectangular, from nothing to that of 1/z^2).
/// Noise: that of a zone, times the scatter of the planes' mean residuals of ln y over that of all:
/// zones share the lamp and not the photons.
Outcome<AxialMeasurement> measure_axial(const AxialStack& stack, const AxialChannel& channel);

}  // namespace etalon::metrics
