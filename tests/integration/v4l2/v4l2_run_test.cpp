// SPDX-License-Identifier: Apache-2.0
// The virtual microscope behind a video device in memory, raw Bayer of ten bits.
#include "hardware/drivers/v4l2/v4l2_board.hpp"
#include "hardware/safety/board_camera.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/far_microscope.hpp"
#include "tests/support/memory_camera.hpp"
#include "tests/support/stepped_camera.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

constexpr std::uint32_t kWidth = 320;
constexpr std::uint32_t kHeight = 240;

/// Exposures go in steps of 0.1 ms.
Time stepped(Time wanted) {
  return us(100) * static_cast<double>(std::max(std::lround(wanted / us(100)), 1L));
}

std::shared_ptr<test::MemoryCamera> device_of(test::FarMicroscope& far) {
  auto device = std::make_shared<test::MemoryCamera>(
      std::vector<test::MemoryCamera::Size>{{V4L2_PIX_FMT_SBGGR10, kWidth, kHeight}});
  device->add_control(V4L2_CID_EXPOSURE_ABSOLUTE, 1, 100000, 100);
  device->add_control(V4L2_CID_EXPOSURE_AUTO, 0, 3, 3);
  device->stamps |= V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
  // Four frames still show what was before a change of the exposure; they must never be measured.
  device->picture =
      [&far, shown = us(0), late = 0,
       old = std::vector<std::uint8_t>(std::size_t{2} * kWidth * kHeight)](Time exposure) mutable {
        if (exposure != shown) late = 4;
        shown = exposure;
        if (late > 0) {
          --late;
          return old;
        }
        const Frame frame = far.snap(exposure);
        const auto& words = std::get<std::vector<std::uint16_t>>(frame.samples);
        std::memcpy(old.data(), words.data(), old.size());
        return old;
      };
  return device;
}

void check_protocol(const std::string& protocol) {
  const auto scope = test::scope_with_small_field(kWidth, kHeight);
  Microscope direct = protocols::make_microscope(scope);
  direct.camera = std::make_shared<test::SteppedCamera>(direct.camera, stepped);
  const auto expected = test::run_protocol(direct, scope, protocol);

  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  const auto device = device_of(far);
  wired.camera = far.announced(std::make_shared<BoardCamera>(
      std::make_shared<V4l2Board>(V4l2Settings{.device = "/dev/video0"}, device)));
  const auto found = test::run_protocol(wired, scope, protocol);
  CHECK(test::check_agreement(found, expected) > 10);
  CHECK(device->value_of(V4L2_CID_EXPOSURE_AUTO) == V4L2_EXPOSURE_MANUAL);
}

}  // namespace

TEST_CASE("brightfield-quick through a video device gives the numbers of the direct run") {
  check_protocol("brightfield-quick");
}

TEST_CASE("camera-noise through a video device gives the numbers of the direct run") {
  check_protocol("camera-noise");
}
