// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"

#include <optional>
#include <string>

namespace etalon::hardware {

/// How far the moving parts miss their mark, and how they creep.
struct MechanicsSettings {
  std::optional<Length> best_focus;  ///< none: drawn from the seed within 5 um of zero
  Length focus_offset;               ///< the slide lies so much further from the objective
  Length focus_error = um(0.6);
  Length focus_step = um(0.05);
  Length backlash;  ///< of the focus
  Length focus_periodic_error;
  Length focus_period = um(50);
  Length stage_step;
  Length stage_error;
  Length stage_backlash_x;
  Length stage_backlash_y;
  Length stage_periodic_error;
  Length stage_period = um(1000);
  Length drift_x_per_hour;
  Length drift_y_per_hour;
  Length drift_z_per_hour;
  Length warm_up_x;  ///< how far it moves in all while it warms up
  Length warm_up_y;
  Length warm_up_z;
  Time warm_up_time = minutes(30);
  Length vibration;  ///< standard deviation of the movement during an exposure, in x and in y
  Length jitter;     ///< ... of the place from frame to frame
};

const OptionSet<MechanicsSettings>& mechanics_options();
std::string objection_to(const MechanicsSettings& settings);

}  // namespace etalon::hardware
