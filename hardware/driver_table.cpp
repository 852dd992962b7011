// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/folder/folder_camera.hpp"
#include "hardware/drivers/genicam/genicam_driver.hpp"
#include "hardware/drivers/grbl/grbl.hpp"
#include "hardware/drivers/gstreamer/gstreamer_driver.hpp"
#include "hardware/drivers/manual/manual_operator.hpp"
#include "hardware/drivers/micromanager/micromanager_driver.hpp"
#include "hardware/drivers/openflexure/openflexure_driver.hpp"
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
NotBuilt::NotBuilt(const std::string& driver, const std::string& package)
    : DeviceError(driver, fmt::format(fmt::runtime(tr("this program was built without it. Install "
                                                      "{} and build Etalon again.")),
                                      package)) {}

const std::vector<Driver>& driver_table() {
  static const std::vector<Driver> table{
      folder_driver(), manual_driver(),  simulator_driver(),    sangaboard_driver(),
      grbl_driver(),   uc2_driver(),     genicam_driver(),      gstreamer_driver(),
      v4l2_driver(),   process_driver(), micromanager_driver(), openflexure_driver()};
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
