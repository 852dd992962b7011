// SPDX-License-Identifier: Apache-2.0
// Whatever a video device does in the middle of a run.
#include "hardware/drivers/v4l2/v4l2_board.hpp"
#include "hardware/safety/board_camera.hpp"
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/memory_camera.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::MemoryCamera;
using test::Trouble;

namespace {

constexpr std::uint32_t kWidth = 160;
constexpr std::uint32_t kHeight = 128;

/// What its kernel is asked for to get a frame.
std::string question_of(unsigned long request) {
  return request == VIDIOC_DQBUF ? "frame" : "setting";
}

class FarDevice : public test::FarEnd {
 public:
  FarDevice(Microscope& microscope, const Trouble* trouble, std::size_t when)
      : FarEnd(microscope, trouble, when) {
    device_->stamps |= V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
    device_->picture = [this](Time exposure) { return bytes_of(far_.snap(exposure)); };
    device_->fault = [this](unsigned long request) {
      return befallen(question_of(request)) ? errno_of() : 0;
    };
    device_->spoil = [this](v4l2_buffer& frame) {
      if (spoilt_) frame.bytesused = 1;
    };
    microscope.camera = far_.announced(std::make_shared<BoardCamera>(
        std::make_shared<V4l2Board>(V4l2Settings{.device = "/dev/video0"}, device_)));
  }

  void check_stopped() const override {
    CHECK_FALSE(device_->streaming());
    CHECK(device_->mapped() == 0);
    CHECK(device_->opened() == 0);
  }

 private:
  static std::vector<std::uint8_t> bytes_of(const Frame& frame) {
    const auto& words = std::get<std::vector<std::uint16_t>>(frame.samples);
    std::vector<std::uint8_t> bytes(words.size() * 2);
    std::memcpy(bytes.data(), words.data(), bytes.size());
    return bytes;
  }
  int errno_of() {
    if (trouble().name == "it is unplugged") return ENODEV;
    if (trouble().name == "its bus fails") return EIO;
    if (trouble().name == "it sends no more") device_->delivers = false;
    spoilt_ = trouble().name == "its frames are cut";
    return 0;
  }

  std::shared_ptr<MemoryCamera> device_ = std::make_shared<MemoryCamera>(
      std::vector<MemoryCamera::Size>{{V4L2_PIX_FMT_SBGGR10, kWidth, kHeight}});
  bool spoilt_ = false;
};

}  // namespace

TEST_CASE("A run whose video device fails keeps what it has, and goes on with a good one") {
  test::check_broken_runs(
      {"v4l2",
       {{.name = "it is unplugged", .says = "it is gone", .question = "frame"},
        {.name = "its bus fails", .says = "it does not work", .question = "frame"},
        {.name = "it sends no more", .says = "no frame came", .question = "frame"},
        {.name = "its frames are cut", .says = "incomplete", .question = "frame"}},
       [](Microscope& microscope, const Trouble* trouble, std::size_t when) {
         return std::make_unique<FarDevice>(microscope, trouble, when);
       }});
}
