// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/gstreamer/gstreamer_driver.hpp"

#include "hardware/driver_module.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {

extern "C" [[gnu::weak]] const DriverModule etalon_driver_gstreamer;

Driver gstreamer_driver() {
  return from_module({.name = "gstreamer",
                      .meaning = tr("a local camera or recorded frames by a pipeline of GStreamer"),
                      .roles = {"camera"},
                      .settings = {"pipeline", "bits", "mosaic"},
                      .missing_package = "libgstreamer-plugins-base1.0-dev"},
                     &etalon_driver_gstreamer);
}

}  // namespace etalon::hardware
