// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/serial/motor_settings.hpp"

#include "hardware/driver_settings.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {

StepSpeeds step_speeds(const MotorLimits& limits) {
  StepSpeeds speeds{};
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (const auto& known = limits.axes[axis]) speeds[axis] = known->speed / known->step;
  }
  return speeds;
}

std::string port_setting(const std::string& driver, const DriverSettings& settings) {
  std::string port = text_setting(settings, "port");
  if (port.empty()) throw DeviceError(driver, tr("port: missing; such as /dev/ttyUSB0."));
  return port;
}

std::vector<std::string> motor_driver_keys(const std::vector<std::string>& more) {
  std::vector<std::string> keys{"port"};
  keys.insert(keys.end(), more.begin(), more.end());
  keys.insert(keys.end(), motor_limit_keys().begin(), motor_limit_keys().end());
  return keys;
}

}  // namespace etalon::hardware
