// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/v4l2/video_system.hpp"

#include <linux/videodev2.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace etalon::hardware {

/// An open video device. What it refuses becomes a DeviceError with its reason.
class VideoDevice {
 public:
  VideoDevice(std::shared_ptr<VideoSystem> system, std::string device, const std::string& path);
  ~VideoDevice();
  VideoDevice(const VideoDevice&) = delete;
  VideoDevice& operator=(const VideoDevice&) = delete;

  VideoSystem& system() const { return *system_; }
  int file() const { return file_; }
  const std::string& name() const { return device_; }

  /// Throws DeviceError where the device refuses.
  template <class Argument>
  void ask(unsigned long request, Argument& argument) const {
    if (const int error = asked(request, &argument); error != 0) fail(error);
  }
  /// 0, or what errno said.
  template <class Argument>
  int try_ask(unsigned long request, Argument& argument) const {
    return asked(request, &argument);
  }
  [[noreturn]] void fail(int error) const;

  /// What a control can be set to; nothing where it is missing or cannot be set.
  std::optional<v4l2_queryctrl> control(std::uint32_t id) const;
  int value(std::uint32_t id) const;
  /// Returns what was read back.
  int set_value(std::uint32_t id, int wanted) const;

 private:
  int asked(unsigned long request, void* argument) const;

  std::shared_ptr<VideoSystem> system_;
  std::string device_;
  int file_;
};

}  // namespace etalon::hardware
