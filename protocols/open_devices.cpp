// SPDX-License-Identifier: Apache-2.0
#include "protocols/open_devices.hpp"

#include "suite/core/error.hpp"

#include <algorithm>
#include <exception>
#include <initializer_list>

namespace etalon::protocols {

OpenDevices::OpenDevices(const hardware::Microscope& microscope) {
  try {
    open(microscope);
  } catch (...) {
    for (hardware::Device* device : opened_) device->stop();
    close();
    throw;
  }
}

void OpenDevices::open(const hardware::Microscope& microscope) {
  for (hardware::Device* device : std::initializer_list<hardware::Device*>{
           microscope.camera.get(), microscope.stage.get(), microscope.focus.get(),
           microscope.light.get(), microscope.turret.get(), microscope.person.get()}) {
    // One object may play several roles.
    if (device == nullptr || std::find(opened_.begin(), opened_.end(), device) != opened_.end()) {
      continue;
    }
    device->open();
    opened_.push_back(device);
  }
  // A board that switches no light says so now, not when the first dark frame is due.
  if (microscope.light) microscope.light->level();
}

void OpenDevices::close() noexcept {
  // Motion and light outlive a run that ends in an error, unless they are told.
  if (std::uncaught_exceptions() > exceptions_) {
    for (hardware::Device* device : opened_) device->stop();
  }
  for (auto device = opened_.rbegin(); device != opened_.rend(); ++device) {
    try {
      (*device)->close();
    } catch (const Error&) {
      // The run is over; what it measured stands whether or not the device says goodbye.
      continue;
    }
  }
  opened_.clear();
}

}  // namespace etalon::protocols
