// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <optional>
#include <string>

namespace etalon::protocols {

/// What a person watches who turns the focus or the lamp by hand: how sharp a frame is, as a share
/// of the sharpest so far, its brightest places as a share of full scale, and how much of it is
/// saturated. The frames are not kept.
class LiveMeter {
 public:
  LiveMeter(hardware::Camera& camera, hardware::StepContext step, std::optional<Time> exposure);
  /// Takes a frame. One line of less than 78 characters.
  std::string line();

 private:
  hardware::Camera& camera_;
  hardware::StepContext step_;
  std::optional<Time> exposure_;
  double sharpest_ = 0;
};

}  // namespace etalon::protocols
