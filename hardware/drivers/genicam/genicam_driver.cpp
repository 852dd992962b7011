// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/genicam/genicam_driver.hpp"

#include "hardware/driver_module.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {

extern "C" [[gnu::weak]] const DriverModule etalon_driver_genicam;

Driver genicam_driver() {
  return from_module(
      {.name = "genicam",
       .meaning = tr("cameras with GenICam: GigE Vision, USB3 Vision (by the library Aravis)"),
       .roles = {"camera"},
       .settings = {"camera", "pixel_format", "gain", "binning", "region", "remote"},
       .missing_package = "libaravis-dev libusb-1.0-0-dev"},
      &etalon_driver_genicam);
}

}  // namespace etalon::hardware
