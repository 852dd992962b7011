// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/micromanager/micromanager_driver.hpp"

#include "hardware/driver_module.hpp"
#include "hardware/safety/motor_limits.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {

extern "C" [[gnu::weak]] const DriverModule etalon_driver_micromanager;

namespace {

std::vector<std::string> keys() {
  std::vector<std::string> keys{"address", "remote", "camera",   "stage", "focus",
                                "light",   "turret", "transfer", "mosaic"};
  for (const std::string& key : motor_limit_keys()) {
    if (!key.starts_with("step_")) keys.push_back(key);
  }
  return keys;
}

}  // namespace

Driver micromanager_driver() {
  return from_module(
      {.name = "micromanager",
       .meaning =
           tr("whatever a running Micro-Manager drives: camera, stage, focus, shutter, turret"),
       .roles = {"camera", "stage", "focus", "light", "turret"},
       .settings = keys(),
       .missing_package = "libzmq3-dev"},
      &etalon_driver_micromanager);
}

}  // namespace etalon::hardware
