// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/safety/stop_request.hpp"

#include <memory>
#include <string>

namespace etalon::test {

/// A driver of motors that was opened, and is closed at the end.
struct OpenedMotors {
  OpenedMotors(const std::string& driver, const hardware::DriverSettings& settings)
      : device(hardware::make_device(driver, settings)),
        stage(dynamic_cast<hardware::XYStage&>(*device)),
        focus(dynamic_cast<hardware::Focus&>(*device)),
        light(dynamic_cast<hardware::Light&>(*device)) {
    hardware::withdraw_stop_request();
    device->open();
  }
  ~OpenedMotors() {
    device->close();
    hardware::withdraw_stop_request();
  }
  OpenedMotors(const OpenedMotors&) = delete;
  OpenedMotors& operator=(const OpenedMotors&) = delete;

  std::shared_ptr<hardware::Device> device;
  hardware::XYStage& stage;
  hardware::Focus& focus;
  hardware::Light& light;
};

/// Limits of a stage that is quick, in steps of `step`.
inline hardware::DriverSettings quick_motors(const std::string& port, const std::string& step) {
  return {{"port", port},
          {"step_x", step},
          {"step_y", step},
          {"step_z", step},
          {"travel_x", "-5 mm, 5 mm"},
          {"travel_y", "-5 mm, 5 mm"},
          {"travel_z", "-1 mm, 1 mm"},
          {"speed", "20 mm"},
          {"approach", "0.5 mm"},
          {"towards_slide", "up"},
          {"zero", "kept"}};
}

}  // namespace etalon::test
