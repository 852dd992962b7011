// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/pixels/pixel_format.hpp"
#include "hardware/drivers/v4l2/video_device.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace etalon::hardware {

/// A format that the driver reads. JPEG has no layout of its own.
struct VideoFormat {
  std::uint32_t code = 0;
  PixelFormat pixels{};
  bool jpeg = false;
};

/// "YUYV"
std::string name_of(std::uint32_t code);

struct ChosenFormat {
  VideoFormat format{};
  int width = 0;
  int height = 0;
  std::size_t stride = 0;  ///< bytes from row to row; 0 for JPEG
};

struct WantedFormat {
  std::string name{};  ///< empty: the one that tells most
  int width = 0;       ///< 0: the largest
  int height = 0;
};

/// Sets the format: the deepest grey, then raw Bayer, then bytes, the brightness of YUYV, and JPEG
/// last. Throws DeviceError where the device has none that is read, or takes another one.
ChosenFormat set_format(const VideoDevice& device, const WantedFormat& wanted);

}  // namespace etalon::hardware
