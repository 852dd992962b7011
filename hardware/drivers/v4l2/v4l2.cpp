// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/v4l2/v4l2.hpp"

#include "hardware/driver_settings.hpp"
#include "hardware/drivers/v4l2/v4l2_board.hpp"
#include "hardware/drivers/v4l2/video_device.hpp"
#include "hardware/safety/board_camera.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <cmath>
#include <cstring>
#include <string_view>

namespace etalon::hardware {
namespace {

constexpr int kDevices = 64;

std::optional<int> whole_number(std::string_view text, int least) {
  constexpr double kMost = 65536;
  const auto number = parse_number(trimmed(text));
  if (!number || std::floor(*number) != *number || *number < least || *number > kMost) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

V4l2Settings read_settings(const DriverSettings& settings) {
  V4l2Settings read{.device = text_setting(settings, "device"),
                    .pixel_format = text_setting(settings, "pixel_format")};
  if (read.device.empty()) throw DeviceError("v4l2", tr("device: missing; such as /dev/video0."));
  if (const auto size = text_setting(settings, "size"); !size.empty()) {
    const auto comma = size.find(',');
    const auto width = whole_number(size.substr(0, comma), 1);
    const auto height =
        comma == std::string::npos ? std::nullopt : whole_number(size.substr(comma + 1), 1);
    if (!width || !height) {
      throw DeviceError("v4l2", tr("size: expected two whole numbers, such as [1280, 960]."));
    }
    read.width = *width;
    read.height = *height;
  }
  if (const auto gain = text_setting(settings, "gain"); !gain.empty()) {
    read.gain = whole_number(gain, 0);
    if (!read.gain) throw DeviceError("v4l2", tr("gain: expected a whole number."));
  }
  return read;
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  return std::make_shared<BoardCamera>(
      std::make_shared<V4l2Board>(read_settings(settings), kernel_video_system()));
}

std::vector<FoundDevice> probe() {
  std::vector<FoundDevice> found;
  const auto system = kernel_video_system();
  for (int i = 0; i < kDevices; ++i) {
    const std::string path = "/dev/video" + std::to_string(i);
    try {
      const VideoDevice device(system, path, path);
      v4l2_capability capability{};
      if (device.try_ask(VIDIOC_QUERYCAP, capability) != 0) continue;
      if ((capability.device_caps & V4L2_CAP_VIDEO_CAPTURE) == 0) continue;
      const auto* card = static_cast<const char*>(static_cast<const void*>(capability.card));
      found.push_back(
          {std::string(card, strnlen(card, sizeof capability.card)), {{"device", path}}});
    } catch (const DeviceError&) {
      continue;
    }
  }
  return found;
}

}  // namespace

Driver v4l2_driver() {
  return {"v4l2",     tr("cameras that Linux knows as video devices: most at USB"),
          {"camera"}, {"device", "pixel_format", "size", "gain"},
          make,       probe};
}

}  // namespace etalon::hardware
