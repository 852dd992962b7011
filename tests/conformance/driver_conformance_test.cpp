// SPDX-License-Identifier: Apache-2.0
// What every driver promises: a new line in the driver table is checked here for free.
#include "hardware/microscope.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

/// Every setting of the driver with a text that leads nowhere.
DriverSettings settings_to_nowhere(const Driver& driver) {
  DriverSettings settings;
  for (const auto& key : driver.settings) settings[key] = "/nonexistent/etalon-" + key;
  return settings;
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
    CHECK(!driver.roles.empty());
    const auto device = driver.make(settings_to_nowhere(driver));
    REQUIRE(device);
    CHECK(!device->name().empty());
    for (const auto& role : driver.roles) CHECK(plays(device, role));
    CHECK_THROWS_AS(device->open(), Error);
    device->close();
  }
}

TEST_CASE("an unknown driver or setting is refused", "[conformance]") {
  CHECK_THROWS_AS(make_device("no such driver", {}), DeviceError);
  for (const Driver& driver : driver_table()) {
    auto settings = settings_to_nowhere(driver);
    settings["no such setting"] = "x";
    CHECK_THROWS_AS(make_device(driver.name, settings), DeviceError);
  }
}
