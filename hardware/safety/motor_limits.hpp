// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/safety/motor_board.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace etalon::hardware {

/// What one axis may do, as its owner wrote it down.
struct AxisLimits {
  Length step;       ///< of the motor, in the object plane
  Travel travel;     ///< counted from where the board says zero is
  Length speed;      ///< way in one second; deadlines follow from it
  Length tolerance;  ///< between where it was sent and where it says it stands
};

/// Which way the slide and the objective come together.
enum class TowardsSlide { up, down };

struct MotorLimits {
  std::array<std::optional<AxisLimits>, kAxes> axes;
  TowardsSlide towards_slide = TowardsSlide::up;
  /// Longest single move of the focus in that direction; the board is asked where it stands after
  /// each.
  Length approach;
  /// The focus may move without anybody having looked: its owner says that the travel is safe with
  /// every slide.
  bool unattended = false;
  /// Said of the board; nothing: as its kind does.
  std::optional<bool> keeps_zero{};
  /// After each motion, for what still swings.
  Time settle = s(0);
};

/// Keys of the settings that read_motor_limits understands.
const std::vector<std::string>& motor_limit_keys();

/// From the settings of a driver: step_x, travel_x ("-1 mm, 1 mm"), the same for y and z; speed,
/// tolerance, towards_slide (up, down), approach, unattended (allowed), zero (kept, opening),
/// settle. An axis is used when its travel is given: without a travel nothing is moved. Throws
/// DeviceError, named `driver`, for what cannot be.
MotorLimits read_motor_limits(const std::string& driver, const DriverSettings& settings);

}  // namespace etalon::hardware
