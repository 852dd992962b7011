// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <optional>
#include <string>

namespace etalon::protocols {

/// How the image stands when a person says that it is in focus, beside what was seen before.
struct SeenFocus {
  int looks = 0;  ///< before; 0: nobody has watched
  Ratio left;     ///< sharpness now over the highest that was seen, now included
  Ratio dullest;  ///< the lowest over the highest
};

/// What a person watches who turns the focus or the lamp by hand: how sharp a frame is, as a share
/// of the sharpest so far, its brightest places as a share of full scale, and how much of it is
/// saturated. The frames are not kept.
class LiveMeter {
 public:
  LiveMeter(hardware::Camera& camera, hardware::StepContext step, std::optional<Time> exposure);
  /// Takes a frame. One line of less than 78 characters.
  std::string line();
  /// Takes a frame.
  SeenFocus seen_focus();

 private:
  Frame look();

  hardware::Camera& camera_;
  hardware::StepContext step_;
  std::optional<Time> exposure_;
  int looks_ = 0;
  double sharpness_ = 0;  ///< of the last frame
  double sharpest_ = 0;
  double dullest_ = 0;
};

}  // namespace etalon::protocols
