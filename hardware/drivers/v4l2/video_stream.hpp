// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/v4l2/video_device.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace etalon::hardware {

/// The buffers that the kernel fills in turn, for as long as it lives.
class VideoStream {
 public:
  /// Begins to stream. Throws DeviceError.
  explicit VideoStream(const VideoDevice& device);
  ~VideoStream();
  VideoStream(const VideoStream&) = delete;
  VideoStream& operator=(const VideoStream&) = delete;

  /// A buffer that is full, to be given back; nothing when there is none now.
  std::optional<v4l2_buffer> take();
  void give_back(v4l2_buffer buffer);
  std::span<const std::uint8_t> bytes(const v4l2_buffer& buffer) const;

 private:
  struct Mapped {
    void* memory = nullptr;
    std::size_t length = 0;
  };
  void map_all(std::uint32_t count);
  void end() noexcept;

  const VideoDevice& device_;
  std::vector<Mapped> buffers_;
};

}  // namespace etalon::hardware
