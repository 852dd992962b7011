// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/virtual_scope.hpp"

#include "hardware/simulator/faults/fault_table.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::cli {
namespace {

constexpr const char* kSimulator = "simulator";

}  // namespace

VirtualScope virtual_scope(const std::string& name_or_path) {
  VirtualScope scope{protocols::read_scope_file(protocols::find_scope(name_or_path)), {}};
  const auto camera = scope.file.devices.find("camera");
  if (camera == scope.file.devices.end() || camera->second.at("driver") != kSimulator) {
    throw FileError(scope.file.path,
                    tr("this microscope is no virtual one: its camera has not the driver "
                       "simulator. See: etalon list scopes"));
  }
  scope.settings = camera->second;
  scope.settings.erase("driver");
  return scope;
}

std::pair<std::string, std::string> key_and_value(const std::string& option,
                                                  const std::string& text) {
  const auto sign = text.find('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == text.size()) {
    throw UsageError(fmt::format(
        fmt::runtime(tr("{}: \"{}\" is not KEY=VALUE, such as lens_na=0.25.")), option, text));
  }
  return {text.substr(0, sign), text.substr(sign + 1)};
}

hardware::SimulatorSettings with_faults(hardware::SimulatorSettings settings,
                                        const std::vector<std::string>& faults) {
  for (const auto& fault : faults) {
    try {
      settings = hardware::with_fault(std::move(settings), fault);
    } catch (const DeviceError& problem) {
      throw UsageError(fmt::format("--fault {}: {}", fault, problem.what()));
    }
  }
  return settings;
}

protocols::ScopeFile with_settings(protocols::ScopeFile file,
                                   const hardware::SimulatorSettings& settings) {
  for (auto& [role, device] : file.devices) {
    if (device.at("driver") != kSimulator) continue;
    device = hardware::texts_of(settings);
    device["driver"] = kSimulator;
  }
  return file;
}

}  // namespace etalon::cli
