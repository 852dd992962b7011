// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <memory>
#include <vector>

namespace etalon::hardware {

/// What the module of an optional driver holds, under the name `etalon_driver_<name>`. Modules keep
/// the libraries of such drivers (Aravis, GStreamer, ZeroMQ ...) out of every command that drives
/// no such device: to load them takes as long as all else that a short command does.
struct DriverModule {
  const char* version;  ///< of Etalon; modules of another one are not used
  std::shared_ptr<Device> (*make)(const DriverSettings& settings);
  /// Null where nobody can know what is connected.
  std::vector<FoundDevice> (*probe)() = nullptr;
};

/// The row of such a driver, to which it adds what the module does. The module is taken from
/// `linked` where it is part of this program (tests), and else loaded at its first use from
/// ../lib/etalon/drivers beside the program. `row` names in `missing_package` what is needed to
/// build it; the name is kept where there is no such module. Using one that cannot be loaded throws
/// DeviceError.
Driver from_module(Driver row, const DriverModule* linked);

}  // namespace etalon::hardware
