// SPDX-License-Identifier: Apache-2.0
#include "hardware/driver_module.hpp"
#include "hardware/drivers/gstreamer/gstreamer_board.hpp"
#include "hardware/safety/board_camera.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <cmath>
#include <map>

namespace etalon::hardware {
namespace {

std::string text_of(const DriverSettings& settings, const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? "" : found->second;
}

std::optional<int> bits_of(const std::string& text) {
  constexpr int kMost = 16;
  if (text.empty()) return std::nullopt;
  const auto number = parse_number(text);
  if (number && std::floor(*number) == *number && *number >= 1 && *number <= kMost) {
    return static_cast<int>(*number);
  }
  throw DeviceError("gstreamer", tr("bits: expected a whole number from 1 to 16."));
}

Mosaic mosaic_of(const std::string& text) {
  static const std::map<std::string, Mosaic> words{{"", Mosaic::none},     {"none", Mosaic::none},
                                                   {"rggb", Mosaic::rggb}, {"bggr", Mosaic::bggr},
                                                   {"grbg", Mosaic::grbg}, {"gbrg", Mosaic::gbrg}};
  const auto found = words.find(text);
  if (found != words.end()) return found->second;
  throw DeviceError("gstreamer", tr("mosaic: expected none, rggb, bggr, grbg or gbrg."));
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const std::string pipeline = text_of(settings, "pipeline");
  if (pipeline.empty()) {
    throw DeviceError("gstreamer", tr("pipeline: missing; such as \"v4l2src device=/dev/video0 ! "
                                      "video/x-raw,format=GRAY8\"."));
  }
  return std::make_shared<BoardCamera>(std::make_shared<GstreamerBoard>(
      GstreamerSettings{.pipeline = read_pipeline(pipeline),
                        .bits = bits_of(text_of(settings, "bits")),
                        .mosaic = mosaic_of(text_of(settings, "mosaic"))}));
}

}  // namespace

extern "C" const DriverModule etalon_driver_gstreamer{kVersion, make};

}  // namespace etalon::hardware
