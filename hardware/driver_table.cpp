// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/folder/folder_camera.hpp"
#include "hardware/drivers/genicam/genicam.hpp"
#include "hardware/drivers/grbl/grbl.hpp"
#include "hardware/drivers/gstreamer/gstreamer.hpp"
#include "hardware/drivers/manual/manual_operator.hpp"
#include "hardware/drivers/micromanager/micromanager.hpp"
#include "hardware/drivers/openflexure/openflexure.hpp"
#include "hardware/drivers/process/process.hpp"
#include "hardware/drivers/sangaboard/sangaboard.hpp"
#include "hardware/drivers/uc2/uc2.hpp"
#include "hardware/drivers/v4l2/v4l2.hpp"
#include "hardware/microscope.hpp"
#include "hardware/simulator/virtual_microscope.hpp"
#include "suite/core/options.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace etalon::hardware {
namespace {

std::shared_ptr<Device> make_nothing(const DriverSettings& /*settings*/) { return nullptr; }

/// A driver whose library was not there when this program was built.
[[maybe_unused]] Driver absent(const char* name, std::string meaning,
                               std::vector<std::string> roles, std::string package) {
  return {name,    std::move(meaning), std::move(roles), {}, make_nothing,
          nullptr, std::move(package)};
}

Driver genicam_row() {
#ifdef ETALON_WITH_GENICAM
  return genicam_driver();
#else
  return absent("genicam", tr("cameras with GenICam: GigE Vision, USB3 Vision"), {"camera"},
                "libaravis-dev libusb-1.0-0-dev");
#endif
}

Driver gstreamer_row() {
#ifdef ETALON_WITH_GSTREAMER
  return gstreamer_driver();
#else
  return absent("gstreamer", tr("a local camera or recorded frames by a pipeline of GStreamer"),
                {"camera"}, "libgstreamer-plugins-base1.0-dev");
#endif
}

Driver micromanager_row() {
#ifdef ETALON_WITH_MICROMANAGER
  return micromanager_driver();
#else
  return absent("micromanager", tr("whatever a running Micro-Manager drives"),
                {"camera", "stage", "focus", "light", "turret"}, "libzmq3-dev");
#endif
}

Driver openflexure_row() {
#ifdef ETALON_WITH_OPENFLEXURE
  return openflexure_driver();
#else
  return absent("openflexure", tr("camera, stage and focus of an OpenFlexure Microscope"),
                {"camera", "stage", "focus"}, "libcpp-httplib-dev");
#endif
}

}  // namespace

NotBuilt::NotBuilt(const std::string& driver, const std::string& package)
    : DeviceError(driver, fmt::format(fmt::runtime(tr("this program was built without it. Install "
                                                      "{} and build Etalon again.")),
                                      package)) {}

const std::vector<Driver>& driver_table() {
  static const std::vector<Driver> table{
      folder_driver(), manual_driver(),  simulator_driver(), sangaboard_driver(),
      grbl_driver(),   uc2_driver(),     genicam_row(),      gstreamer_row(),
      v4l2_driver(),   process_driver(), micromanager_row(), openflexure_row()};
  return table;
}

const Driver* find_driver(const std::string& name) {
  for (const Driver& driver : driver_table()) {
    if (driver.name == name) return &driver;
  }
  return nullptr;
}

std::shared_ptr<Device> make_device(const std::string& driver, const DriverSettings& settings) {
  const Driver* row = find_driver(driver);
  if (row == nullptr) {
    throw DeviceError(driver, tr("there is no such driver; see `etalon list drivers`."));
  }
  if (!row->missing_package.empty()) throw NotBuilt(driver, row->missing_package);
  for (const auto& [key, value] : settings) {
    const auto& known = row->settings;
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    throw DeviceError(
        driver, fmt::format(fmt::runtime(tr("there is no setting \"{}\"; the settings are {}.")),
                            key, fmt::join(known, ", ")));
  }
  return row->make(settings);
}

}  // namespace etalon::hardware
