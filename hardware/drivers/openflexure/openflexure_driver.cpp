// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/openflexure_driver.hpp"

#include "hardware/driver_module.hpp"
#include "hardware/safety/motor_limits.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {

extern "C" [[gnu::weak]] const DriverModule etalon_driver_openflexure;

namespace {

std::vector<std::string> keys() {
  std::vector<std::string> keys{"address", "remote", "bayer", "gain", "resolution"};
  keys.insert(keys.end(), motor_limit_keys().begin(), motor_limit_keys().end());
  return keys;
}

}  // namespace

Driver openflexure_driver() {
  return from_module(
      {.name = "openflexure",
       .meaning = tr("camera, stage and focus of an OpenFlexure Microscope, by its server"),
       .roles = {"camera", "stage", "focus"},
       .settings = keys(),
       .missing_package = "libcpp-httplib-dev"},
      &etalon_driver_openflexure);
}

}  // namespace etalon::hardware
