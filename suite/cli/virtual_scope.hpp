// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"
#include "protocols/scope_file.hpp"

#include <string>
#include <utility>
#include <vector>

namespace etalon::cli {

/// A scope file that describes a virtual microscope: a file, or the name of a built-in one.
struct VirtualScope {
  protocols::ScopeFile file;
  hardware::DriverSettings settings;  ///< those of the simulator that plays the camera
};

/// Throws FileError when there is no such scope, and when a real camera or none is in it.
VirtualScope virtual_scope(const std::string& name_or_path);

/// "KEY=VALUE" with key and value in their places. Throws UsageError naming the option.
std::pair<std::string, std::string> key_and_value(const std::string& option,
                                                  const std::string& text);

/// The microscope with these faults. Throws UsageError: the faults were asked for by name.
hardware::SimulatorSettings with_faults(hardware::SimulatorSettings settings,
                                        const std::vector<std::string>& faults);

/// The same scope file with these settings in every role that the simulator plays.
protocols::ScopeFile with_settings(protocols::ScopeFile file,
                                   const hardware::SimulatorSettings& settings);

}  // namespace etalon::cli
