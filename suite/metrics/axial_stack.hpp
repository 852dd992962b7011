// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/axial_response.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace etalon::metrics {

constexpr int kAxialZones = 3;  ///< along each side
constexpr std::size_t kAllAxialZones = 9;

/// The means of one zone, plane by plane, DN above the level without light where that is known.
struct ZoneProfile {
  std::vector<double> mean;
  std::vector<double> uncertainty;  ///< of the mean, by the scatter of its pixels
  double x_px = 0;                  ///< middle of the zone
  double y_px = 0;
};

struct AxialChannel {
  std::string name;                               ///< for people: "green", "channel-2"
  std::map<std::string, std::string> subject;     ///< empty when there is one channel
  std::array<ZoneProfile, kAllAxialZones> zones;  ///< row by row
};

struct AxialStack {
  FrameInfo info;
  std::vector<AxialChannel> channels;
  double zone_px = 0;         ///< side of a zone
  std::size_t planes = 0;     ///< along z
  std::size_t saturated = 0;  ///< samples at full scale
  bool dark_known = true;
  double dark_uncertainty = 0;  ///< DN
};

/// Reads the stack once, frame by frame. Fails with axial_response.no_frames, no_stack, incomplete,
/// frames_differ, dark_differs, flat_*, region_outside, no_such_plane, too_small, not_finite,
/// saturated.
Outcome<AxialStack> axial_stack(const Observation& observation,
                                const AxialResponseOptions& options);

/// The plane in the middle of the stack, with the zones.
void append_picture(const Observation& observation, const AxialStack& stack,
                    Evaluation& evaluation);

}  // namespace etalon::metrics
