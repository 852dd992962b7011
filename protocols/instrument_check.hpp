// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <functional>
#include <string>

namespace etalon::protocols {

/// One thing that a device was asked to do, and what came of it.
struct Trial {
  enum class Fate { held, broken, left_out };
  std::string role;
  Fate fate = Fate::held;
  std::string found;  ///< with numbers: "3 frames of 820 x 616 px, 10 bit, 0.1 s each"
};

/// Whether the devices of this microscope do what they promise: takes some frames at two exposures,
/// moves stage and focus by 10 um and 4 um and back, switches the light on and off, reads back what
/// was set, and times it. Nothing moves unless `may_move`. Each trial is told when it is over; one
/// that is broken does not keep the others back. Opens the devices and closes them; the light is
/// off afterwards. Returns whether none was broken. Throws DeviceError when one does not open.
bool check_instrument(const hardware::Microscope& microscope, bool may_move,
                      const std::function<void(const Trial&)>& tell);

}  // namespace etalon::protocols
