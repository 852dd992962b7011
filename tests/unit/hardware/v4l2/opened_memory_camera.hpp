// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/v4l2/v4l2_board.hpp"
#include "hardware/safety/board_camera.hpp"
#include "tests/support/memory_camera.hpp"

#include <memory>
#include <vector>

namespace etalon::test {

/// 4 x 2 samples of 16 bits, of which the first is the number of the frame.
inline std::vector<std::uint8_t> counted_words(int count) {
  std::vector<std::uint8_t> bytes(16);
  bytes[0] = static_cast<std::uint8_t>(count & 0xff);
  bytes[1] = static_cast<std::uint8_t>(count >> 8);
  bytes[2] = 0x34;
  bytes[3] = 0x02;
  return bytes;
}

/// A camera of 4 x 2 px with the exposure in steps, and the driver above it.
struct MemoryBench {
  explicit MemoryBench(std::vector<MemoryCamera::Size> sizes = {{V4L2_PIX_FMT_Y12, 4, 2}},
                       hardware::V4l2Settings settings = {})
      : device(std::make_shared<MemoryCamera>(std::move(sizes))) {
    device->add_control(V4L2_CID_EXPOSURE_ABSOLUTE, 1, 5000, 100);
    device->picture = [count = 0](Time) mutable { return counted_words(++count); };
    settings.device = "/dev/video7";
    board = std::make_shared<hardware::V4l2Board>(std::move(settings), device);
    camera = std::make_shared<hardware::BoardCamera>(board);
  }

  std::shared_ptr<MemoryCamera> device;
  std::shared_ptr<hardware::V4l2Board> board;
  std::shared_ptr<hardware::BoardCamera> camera;
};

inline int number_in(const Frame& frame) {
  return std::get<std::vector<std::uint16_t>>(frame.samples)[0];
}

}  // namespace etalon::test
