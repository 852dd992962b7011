// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/safety/motor_limits.hpp"

#include <array>
#include <string>

namespace etalon::hardware {

/// Steps in a second along each axis, as its limits state; 0 for an axis that is not moved.
using StepSpeeds = std::array<double, kAxes>;
StepSpeeds step_speeds(const MotorLimits& limits);

/// The setting `port`. Throws DeviceError, named `driver`, where it is missing.
std::string port_setting(const std::string& driver, const DriverSettings& settings);

/// Keys of the settings of a driver of motors: port, `more` of its own, and the limits.
std::vector<std::string> motor_driver_keys(const std::vector<std::string>& more);

}  // namespace etalon::hardware
