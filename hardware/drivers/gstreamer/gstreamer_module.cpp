// SPDX-License-Identifier: Apache-2.0
#include "hardware/driver_module.hpp"
#include "hardware/driver_settings.hpp"
#include "hardware/drivers/gstreamer/gstreamer_board.hpp"
#include "hardware/drivers/gstreamer/gstreamer_cameras.hpp"
#include "hardware/safety/board_camera.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <cmath>
#include <optional>

namespace etalon::hardware {
namespace {

std::optional<int> bits_of(const std::string& text) {
  constexpr int kMost = 16;
  if (text.empty()) return std::nullopt;
  const auto number = parse_number(text);
  if (number && std::floor(*number) == *number && *number >= 1 && *number <= kMost) {
    return static_cast<int>(*number);
  }
  throw DeviceError("gstreamer", tr("bits: expected a whole number from 1 to 16."));
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const std::string pipeline = text_setting(settings, "pipeline");
  if (pipeline.empty()) {
    throw DeviceError("gstreamer", tr("pipeline: missing; such as \"v4l2src device=/dev/video0 ! "
                                      "video/x-raw,format=GRAY8\"."));
  }
  return std::make_shared<BoardCamera>(std::make_shared<GstreamerBoard>(
      GstreamerSettings{.pipeline = read_pipeline(pipeline),
                        .bits = bits_of(text_setting(settings, "bits")),
                        .mosaic = mosaic_setting("gstreamer", settings)}));
}

}  // namespace

extern "C" const DriverModule etalon_driver_gstreamer{kVersion, make, gstreamer_cameras};

}  // namespace etalon::hardware
