// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace etalon::hardware {

/// What a video device is asked by: calls of the system, each as its manual page has it. Returns -1
/// and sets errno where the call does. Tests put a device in memory in its place.
class VideoSystem {
 public:
  virtual ~VideoSystem() = default;
  virtual int open(const std::string& path) = 0;
  virtual void close(int file) = 0;
  virtual int ioctl(int file, unsigned long request, void* argument) = 0;
  virtual void* map(int file, std::size_t length, std::int64_t offset) = 0;  ///< null on failure
  virtual void unmap(void* memory, std::size_t length) = 0;
  /// Waits until a frame is there: 1, or 0 after `longest_ms`.
  virtual int wait(int file, int longest_ms) = 0;
  virtual std::int64_t now_us() = 0;  ///< of the clock that stamps frames: CLOCK_MONOTONIC
};

/// The kernel's.
std::shared_ptr<VideoSystem> kernel_video_system();

}  // namespace etalon::hardware
