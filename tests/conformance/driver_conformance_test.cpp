// SPDX-License-Identifier: Apache-2.0
// What every driver promises: a new line in the driver table is checked here for free.
#include "hardware/microscope.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;

namespace {

/// What cannot lead anywhere, as it says nothing of where the device is.
const DriverSettings& harmless_settings() {
  static const DriverSettings settings{{"step_x", "1 um"},
                                       {"step_y", "1 um"},
                                       {"step_z", "1 um"},
                                       {"travel_x", "-1 mm, 1 mm"},
                                       {"travel_y", "-1 mm, 1 mm"},
                                       {"travel_z", "-1 mm, 1 mm"},
                                       {"speed", "1 mm"},
                                       {"tolerance", "2 um"},
                                       {"approach", "50 um"},
                                       {"towards_slide", "up"},
                                       {"unattended", "allowed"},
                                       {"dialect", "grbl"},
                                       {"light_channel", "1"},
                                       {"bits", "12"},
                                       {"mosaic", "rggb"},
                                       {"pipeline", "filesrc"},
                                       {"size", "64, 48"},
                                       {"gain", "1"},
                                       {"wait", "0 s"}};
  return settings;
}

/// Every setting of the driver with a text that leads nowhere.
DriverSettings settings_to_nowhere(const Driver& driver) {
  DriverSettings settings;
  for (const auto& key : driver.settings) {
    const auto harmless = harmless_settings().find(key);
    settings[key] =
        harmless != harmless_settings().end() ? harmless->second : "/nonexistent/etalon-" + key;
  }
  return settings;
}

/// A device that was not opened. Drivers that cannot do without a setting are given paths that lead
/// nowhere.
std::shared_ptr<Device> made(const Driver& driver) {
  try {
    return driver.make({});
  } catch (const DeviceError&) {
    return driver.make(settings_to_nowhere(driver));
  }
}

/// Drivers that need no device and no file: here they keep their promises or break them. Those that
/// can look for devices are left out: what is connected to this machine is not ours.
std::vector<Driver> drivers_without_needs() {
  std::vector<Driver> found;
  for (const Driver& driver : driver_table()) {
    if (driver.probe != nullptr || !driver.missing_package.empty()) continue;
    try {
      made(driver)->open();
      found.push_back(driver);
    } catch (const Error&) {
      continue;
    }
  }
  return found;
}

template <class Role>
std::shared_ptr<Role> opened(const Driver& driver) {
  const auto role = std::dynamic_pointer_cast<Role>(made(driver));
  if (role) role->open();
  return role;
}

bool plays(const std::shared_ptr<Device>& device, const std::string& role) {
  if (role == "camera") return std::dynamic_pointer_cast<Camera>(device) != nullptr;
  if (role == "stage") return std::dynamic_pointer_cast<XYStage>(device) != nullptr;
  if (role == "focus") return std::dynamic_pointer_cast<Focus>(device) != nullptr;
  if (role == "light") return std::dynamic_pointer_cast<Light>(device) != nullptr;
  if (role == "turret") return std::dynamic_pointer_cast<Turret>(device) != nullptr;
  if (role == "operator") return std::dynamic_pointer_cast<Operator>(device) != nullptr;
  return false;
}

}  // namespace

TEST_CASE("a driver that was left out says which package it lacks", "[conformance]") {
  for (const Driver& driver : driver_table()) {
    if (driver.missing_package.empty()) continue;
    INFO(driver.name);
    CHECK(!driver.roles.empty());
    CHECK_THROWS_WITH(make_device(driver.name, {}), Catch::Contains(driver.missing_package));
  }
}

TEST_CASE("what is connected can be asked for, and is told in settings", "[conformance]") {
  for (const Driver& driver : driver_table()) {
    if (driver.probe == nullptr) continue;
    INFO(driver.name);
    for (const FoundDevice& found : driver.probe()) {
      CHECK(!found.what.empty());
      for (const auto& [key, value] : found.settings) {
        CHECK(std::count(driver.settings.begin(), driver.settings.end(), key) == 1);
      }
    }
  }
}

TEST_CASE("names of drivers are unique, plain words with a meaning", "[conformance]") {
  std::set<std::string> names;
  for (const Driver& driver : driver_table()) {
    INFO(driver.name);
    CHECK(names.insert(driver.name).second);
    CHECK(!driver.name.empty());
    CHECK(std::all_of(driver.name.begin(), driver.name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
    }));
    CHECK(!driver.meaning.empty());
    CHECK(find_driver(driver.name) == &driver);
  }
  CHECK(find_driver("no such driver") == nullptr);
}

TEST_CASE("every driver has a page that names its settings", "[conformance]") {
  for (const Driver& driver : driver_table()) {
    INFO(driver.name);
    std::ifstream page(std::string(ETALON_SOURCE_DIR) + "/docs/drivers/" + driver.name + ".md");
    REQUIRE(page.good());
    const std::string text((std::istreambuf_iterator<char>(page)),
                           std::istreambuf_iterator<char>());
    for (const auto& key : driver.settings) CHECK(text.find("`" + key + "`") != std::string::npos);
  }
}

TEST_CASE("settings of a driver are unique and leave its name to the scope file", "[conformance]") {
  for (const Driver& driver : driver_table()) {
    INFO(driver.name);
    const std::set<std::string> keys(driver.settings.begin(), driver.settings.end());
    CHECK(keys.size() == driver.settings.size());
    CHECK(keys.count("driver") == 0);
  }
}

TEST_CASE("a driver opens nothing before open, and plays every role it names", "[conformance]") {
  for (const Driver& driver : driver_table()) {
    INFO(driver.name);
    if (!driver.missing_package.empty()) continue;
    CHECK(!driver.roles.empty());
    const auto device = made(driver);
    REQUIRE(device);
    CHECK(!device->name().empty());
    for (const auto& role : driver.roles) CHECK(plays(device, role));
    device->close();
    // Wrong settings are refused when they are read; what they lead to is missed when it is opened.
    CHECK_THROWS_AS(driver.make(settings_to_nowhere(driver))->open(), Error);
  }
}

TEST_CASE("an unknown driver or setting is refused", "[conformance]") {
  CHECK_THROWS_AS(make_device("no such driver", {}), DeviceError);
  for (const Driver& driver : driver_table()) {
    if (!driver.missing_package.empty()) continue;
    auto settings = settings_to_nowhere(driver);
    settings["no such setting"] = "x";
    CHECK_THROWS_AS(make_device(driver.name, settings), DeviceError);
  }
}

TEST_CASE("a camera gives the frames asked for, each the same when asked again", "[conformance]") {
  for (const Driver& driver : drivers_without_needs()) {
    INFO(driver.name);
    if (const auto camera = opened<Camera>(driver)) test::check_camera(*camera);
  }
}

TEST_CASE("stage, focus and light never leave their range", "[conformance]") {
  for (const Driver& driver : drivers_without_needs()) {
    INFO(driver.name);
    if (const auto focus = opened<Focus>(driver)) test::check_focus(*focus);
    if (const auto stage = opened<XYStage>(driver)) test::check_stage(*stage);
    if (const auto light = opened<Light>(driver)) test::check_light(*light);
  }
}
