// SPDX-License-Identifier: Apache-2.0
#include "protocols/device_reader.hpp"

#include "hardware/command_words.hpp"
#include "protocols/requirements.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace etalon::protocols {
namespace {

constexpr const char* kSimulator = "simulator";

void expect_role(const hardware::Driver& driver, const YamlValue& value, const std::string& role) {
  if (std::find(driver.roles.begin(), driver.roles.end(), role) != driver.roles.end()) return;
  value.refuse(cannot_play(driver, role));
}

const hardware::Driver& read_driver(const YamlValue& value, const std::string& role) {
  const std::string name = value.text();
  const hardware::Driver* driver = hardware::find_driver(name);
  if (driver == nullptr) {
    std::vector<std::string> known;
    for (const auto& row : hardware::driver_table()) known.push_back(row.name);
    value.refuse(fmt::format(fmt::runtime(tr("there is no driver {}{}")), etalon::quoted(name),
                             nearest_of(name, known)));
  }
  expect_role(*driver, value, role);
  return *driver;
}

void expect_device(const hardware::Driver& driver, const hardware::DriverSettings& settings,
                   const YamlValue& value) {
  try {
    driver.make(settings);
  } catch (const DeviceError& problem) {
    value.refuse(problem.what());
  }
}

/// What all roles of the virtual microscope share.
hardware::DriverSettings read_simulator(const YamlFile& file, const YamlValue& value) {
  const hardware::Driver* driver = hardware::find_driver(kSimulator);
  if (driver == nullptr) value.refuse(tr("this program has no virtual microscope"));
  const YamlMap checked(file, value, driver->settings);
  hardware::DriverSettings settings;
  for (const auto& [name, key, setting] : entries_of(file, value)) settings[name] = setting.text();
  expect_device(*driver, settings, value);
  return settings;
}

/// A list is one text: with commas between, or as a command whose words keep their commas.
std::string text_or_list(const std::string& key, const YamlValue& value) {
  if (value.node().kind != YamlNode::Kind::sequence) return value.text();
  if (key == "command") return hardware::command_text(value.texts());
  return fmt::format("{}", fmt::join(value.texts(), ", "));
}

hardware::DriverSettings read_device(const YamlFile& file, const YamlValue& value,
                                     const std::string& role,
                                     const hardware::DriverSettings& simulator) {
  // The driver decides which other keys there are, so it is looked up before they are checked.
  hardware::DriverSettings settings;
  const hardware::Driver* driver = nullptr;
  for (const auto& [name, key, setting] : entries_of(file, value)) {
    settings[name] = text_or_list(name, setting);
    if (name == "driver") driver = &read_driver(setting, role);
  }
  if (driver == nullptr) value.refuse(tr("the key driver is missing; see `etalon list drivers`"));
  std::vector<std::string> known = driver->settings;
  known.emplace_back("driver");
  if (!driver->missing_package.empty()) {
    throw hardware::NotBuilt(driver->name, driver->missing_package);
  }
  const YamlMap checked(file, value, known);
  // A folder or file that is written in a file is meant from where that file lies.
  // So is what a program is told of files: it is started there, unless another folder is named.
  if (std::find(known.begin(), known.end(), "folder") != known.end()) {
    settings.try_emplace("folder", ".");
  }
  for (const char* key : {"path", "answers", "folder", "log"}) {
    const auto path = settings.find(key);
    if (path == settings.end()) continue;
    const auto beside = std::filesystem::path(file.path).parent_path() / path->second;
    path->second = beside.lexically_normal().string();
  }
  if (driver->name == kSimulator) settings.insert(simulator.begin(), simulator.end());
  auto own = settings;
  own.erase("driver");
  expect_device(*driver, own, value);
  return settings;
}

/// "focus: stage": played by the device that is the stage, which is described there.
hardware::DriverSettings read_other_role(const YamlValue& value, const std::string& role,
                                         const ScopeFile& scope) {
  const auto described = scope.devices.find(value.text());
  if (described == scope.devices.end()) {
    value.refuse(fmt::format(
        fmt::runtime(tr("expected a driver with its settings, such as {{driver: simulator}}, or "
                        "another role whose device also plays the {}, such as stage")),
        role));
  }
  expect_role(*hardware::find_driver(described->second.at("driver")), value, role);
  return described->second;
}

/// Settings that nothing has would be lost without a word.
void expect_simulator(const ScopeFile& scope, const YamlValue& value) {
  for (const auto& [role, settings] : scope.devices) {
    if (settings.at("driver") == kSimulator) return;
  }
  value.refuse(
      tr("no role has the driver simulator; write for example camera: {driver: "
         "simulator}"));
}

}  // namespace

std::string cannot_play(const hardware::Driver& driver, const std::string& role) {
  if (driver.roles == std::vector<std::string>{"operator"}) {
    return fmt::format(
        fmt::runtime(tr("the driver {0} cannot be a {1}: it is a person. What a person does needs "
                        "no role: leave {1} out, and add operator: {{driver: {0}}}")),
        driver.name, role);
  }
  return fmt::format(fmt::runtime(tr("the driver {} cannot be a {}; it can be: {}")), driver.name,
                     role, fmt::join(driver.roles, ", "));
}

void read_devices(const YamlFile& file, const YamlMap& map, ScopeFile& scope) {
  const auto simulator = map.find(kSimulator);
  if (simulator) scope.simulator = read_simulator(file, *simulator);
  std::map<std::string, YamlValue> others;
  for (const std::string& role : role_words()) {
    const auto value = map.find(role);
    if (!value) continue;
    if (value->node().kind == YamlNode::Kind::map) {
      scope.devices[role] = read_device(file, *value, role, scope.simulator);
    } else {
      others.emplace(role, *value);
    }
  }
  std::map<std::string, hardware::DriverSettings> shared;
  for (const auto& [role, value] : others) shared[role] = read_other_role(value, role, scope);
  scope.devices.merge(shared);
  if (simulator) expect_simulator(scope, *simulator);
}

}  // namespace etalon::protocols
