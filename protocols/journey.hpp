// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/series_plan.hpp"
#include "suite/core/frame_setting.hpp"

#include <vector>

namespace etalon::protocols {

/// Stage and focus on their way through the visits of a series; places are counted from `origin`.
/// It begins and ends with a move upwards on every axis: play then acts as it would in any other
/// process. After an error, and when somebody stopped it, nothing is moved any more.
class Journey {
 public:
  /// Throws DeviceError, and moves nothing, when one of the places is beyond a travel.
  Journey(const hardware::Microscope& microscope, const std::vector<Visit>& visits,
          const FrameSetting& origin);

  /// Approaches the place of the first visit, from below.
  void begin(const Visit& first);
  /// Moves to the place of a visit; where it was sent, as in FrameSetting.
  FrameSetting go(const Visit& visit);
  /// Back to the origin.
  void end();

 private:
  void approach(const FrameSetting& place);

  const hardware::Microscope& microscope_;
  FrameSetting origin_;
  Length run_up_;
  bool moved_stage_ = false;
  bool moved_focus_ = false;
};

}  // namespace etalon::protocols
