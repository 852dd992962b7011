// SPDX-License-Identifier: Apache-2.0
// What every driver promises: a new line in the driver table is checked here for free.
#include "hardware/microscope.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/speckled_frame.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <fstream>
#include <map>
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
                                       {"zero", "kept"},
                                       {"settle", "0 s"},
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

std::string text_of(const std::string& file) {
  std::ifstream stream(std::string(ETALON_SOURCE_DIR) + "/" + file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// Where each driver keeps the promises of its roles, or breaks them: with files, an emulator or a
/// program at its far end. A new driver has to be named here.
const std::map<std::string, std::string>& where_checked() {
  static const std::string units = "tests/unit/hardware/";
  static const std::map<std::string, std::string> files{
      {"folder", "tests/conformance/driver_conformance_test.cpp"},
      {"manual", "tests/conformance/driver_conformance_test.cpp"},
      {"simulator", "tests/conformance/driver_conformance_test.cpp"},
      {"sangaboard", "tests/conformance/serial_conformance_test.cpp"},
      {"grbl", "tests/conformance/serial_conformance_test.cpp"},
      {"uc2", "tests/conformance/serial_conformance_test.cpp"},
      {"genicam", units + "genicam/genicam_test.cpp"},
      {"gstreamer", units + "gstreamer/gstreamer_test.cpp"},
      {"v4l2", units + "v4l2/v4l2_test.cpp"},
      {"process", units + "process/process_test.cpp"},
      {"micromanager", units + "micromanager/micromanager_test.cpp"},
      {"openflexure", units + "openflexure/openflexure_test.cpp"}};
  return files;
}

/// Calls of which one has to stand there.
const std::map<std::string, std::vector<std::string>>& promises() {
  static const std::map<std::string, std::vector<std::string>> calls{
      {"camera", {"check_camera(", "check_live_camera("}},
      {"stage", {"check_stage("}},
      {"focus", {"check_focus("}},
      {"light", {"check_light(", "check_shining_light("}},
      {"turret", {"check_turret("}},
      {"operator", {"check_operator("}}};
  return calls;
}

}  // namespace

TEST_CASE("the promises of every role of every driver are checked somewhere", "[conformance]") {
  for (const Driver& driver : driver_table()) {
    INFO(driver.name);
    REQUIRE(where_checked().count(driver.name) == 1);
    const std::string text = text_of(where_checked().at(driver.name));
    for (const auto& role : driver.roles) {
      INFO(role);
      const auto& calls = promises().at(role);
      CHECK(std::any_of(calls.begin(), calls.end(), [&](const std::string& call) {
        return text.find("test::" + call) != std::string::npos;
      }));
    }
  }
}

TEST_CASE("a folder of images keeps what a camera promises, and nothing else applies",
          "[conformance]") {
  const test::TemporaryFolder folder;
  for (int i = 1; i <= 3; ++i) {
    imagefiles::write_png(folder.path() / ("a-" + std::to_string(i) + ".png"),
                          test::speckled_frame(i));
  }
  const auto device = make_device("folder", {{"path", folder.path().string()}});
  device->open();
  auto& camera = dynamic_cast<Camera&>(*device);
  test::check_camera(camera);
  // What has been recorded can be neither exposed nor moved nor lit.
  CHECK_FALSE(camera.sets_exposure());
  CHECK_FALSE(camera.keeps_time());
  for (const char* role : {"stage", "focus", "light", "turret", "operator"}) {
    CHECK_FALSE(plays(device, role));
  }
  CHECK_THROWS_AS(camera.acquire({.step = "a"}, {.frames = 4}), DeviceError);
  CHECK_THROWS_AS(camera.acquire({.step = "b"}, {.frames = 1}), NoFrames);
  device->stop();
  CHECK(camera.acquire({.step = "a"}, {.frames = 3}).frames->size() == 3);
}

TEST_CASE("a person keeps what an operator promises, and nothing else applies", "[conformance]") {
  const test::TemporaryFolder folder;
  const auto answers = folder.path() / "answers";
  std::ofstream(answers) << "s\n\ns\n";
  const auto device = make_device("manual", {{"answers", answers.string()}});
  device->open();
  auto& person = dynamic_cast<Operator&>(*device);
  test::check_operator(person);
  CHECK(person.ask({.step = "a"}, "Focus.") == Answer::stop);
  for (const char* role : {"camera", "stage", "focus", "light", "turret"}) {
    CHECK_FALSE(plays(device, role));
  }
}

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
    const std::string text = text_of("docs/drivers/" + driver.name + ".md");
    REQUIRE_FALSE(text.empty());
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
