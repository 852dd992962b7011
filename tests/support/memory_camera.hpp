// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/v4l2/video_system.hpp"
#include "suite/core/quantity.hpp"

#include <linux/videodev2.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace etalon::test {

/// A video device in memory, with a clock of its own: nobody waits for it.
class MemoryCamera : public hardware::VideoSystem {
 public:
  struct Size {
    std::uint32_t code;
    std::uint32_t width;
    std::uint32_t height;
  };
  explicit MemoryCamera(std::vector<Size> sizes) : sizes_(std::move(sizes)) {}

  void add_control(std::uint32_t id, int lowest, int highest, int now, bool stuck = false);
  int value_of(std::uint32_t id) const { return values_.at(id); }

  std::function<std::vector<std::uint8_t>(Time exposure)> picture;
  /// Errno of this request, or 0: it is done.
  std::function<int(unsigned long request)> fault;
  /// Called for each frame, which it may spoil.
  std::function<void(v4l2_buffer& frame)> spoil;
  int open_error = 0;
  std::uint32_t stamps = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;  ///< flags of each frame
  std::uint32_t capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  std::uint32_t padding = 0;  ///< bytes behind each row
  bool delivers = true;
  bool format_is_fixed = false;  ///< whatever is asked for, the first of its sizes is set

  /// Time goes by, and frames with it.
  void pass(Time time);
  int pictures() const { return pictures_; }
  bool streaming() const { return streaming_; }
  int mapped() const { return mapped_; }
  int opened() const { return opened_; }

  int open(const std::string& path) override;
  void close(int file) override;
  int ioctl(int file, unsigned long request, void* argument) override;
  void* map(int file, std::size_t length, std::int64_t offset) override;
  void unmap(void* memory, std::size_t length) override;
  int wait(int file, int longest_ms) override;
  std::int64_t now_us() override { return clock_; }

 private:
  int answer(unsigned long request, void* argument);
  int enumerate_format(v4l2_fmtdesc& description) const;
  int enumerate_size(v4l2_frmsizeenum& size) const;
  int set_format(v4l2_format& format);
  int request_buffers(v4l2_requestbuffers& request);
  int give_frame(v4l2_buffer& buffer);
  void make_frame();
  Time exposure() const;
  std::uint32_t row_bytes() const;

  std::vector<Size> sizes_;
  std::map<std::uint32_t, v4l2_queryctrl> controls_;
  std::map<std::uint32_t, int> values_;
  std::set<std::uint32_t> stuck_;
  Size format_{};
  std::vector<std::vector<std::uint8_t>> buffers_;
  std::deque<std::uint32_t> empty_;
  std::deque<v4l2_buffer> full_;
  std::int64_t clock_ = 1'000'000;
  std::uint32_t sequence_ = 0;
  int pictures_ = 0;
  int mapped_ = 0;
  int opened_ = 0;
  bool streaming_ = false;
};

}  // namespace etalon::test
