// SPDX-License-Identifier: Apache-2.0
// What a video device can do wrong, and what then is said.
#include "hardware/drivers/v4l2/v4l2_board.hpp"
#include "hardware/safety/stop_request.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/v4l2/opened_memory_camera.hpp"

#include <cerrno>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::MemoryBench;

namespace {

/// Of opening the camera and taking two frames.
std::string error_of(MemoryBench& bench) {
  try {
    bench.camera->open();
    bench.camera->acquire({}, {.frames = 2, .exposure = ms(10)});
  } catch (const DeviceError& error) {
    bench.camera->close();
    CHECK(bench.device->mapped() == 0);
    CHECK(bench.device->opened() == 0);
    return error.what();
  }
  return "";
}

std::string error_at(unsigned long request, int error) {
  MemoryBench bench;
  bench.device->fault = [=](unsigned long asked) { return asked == request ? error : 0; };
  return error_of(bench);
}

}  // namespace

TEST_CASE("A video device that cannot be opened says why") {
  for (const auto& [error, means] :
       {std::pair{EBUSY, "another program uses it"}, std::pair{EACCES, "group \"video\""},
        std::pair{ENOENT, "is gone, or was never there"}}) {
    MemoryBench bench;
    bench.device->open_error = error;
    CHECK_THAT(error_of(bench), contains_text(means));
    CHECK_THAT(error_of(bench), contains_text("v4l2 /dev/video7: "));
  }
  CHECK_THAT(error_at(VIDIOC_QUERYCAP, ENOTTY), contains_text("it is no camera."));
  MemoryBench sound;
  sound.device->capabilities = V4L2_CAP_STREAMING;
  CHECK_THAT(error_of(sound), contains_text("it is no camera that streams"));
}

TEST_CASE("Each call that fails ends in a named error, and all is given back") {
  for (const unsigned long request :
       {static_cast<unsigned long>(VIDIOC_QUERYCAP), static_cast<unsigned long>(VIDIOC_G_FMT),
        static_cast<unsigned long>(VIDIOC_S_FMT), static_cast<unsigned long>(VIDIOC_REQBUFS),
        static_cast<unsigned long>(VIDIOC_QUERYBUF), static_cast<unsigned long>(VIDIOC_QBUF),
        static_cast<unsigned long>(VIDIOC_STREAMON), static_cast<unsigned long>(VIDIOC_DQBUF)}) {
    INFO(request);
    CHECK_THAT(error_at(request, EBUSY), contains_text("another program uses it"));
    CHECK_THAT(error_at(request, EIO), contains_text("it does not work: "));
    CHECK_THAT(error_at(request, ENODEV), contains_text("it is gone"));
  }
  CHECK_THAT(error_at(VIDIOC_S_CTRL, ENODEV), contains_text("it is gone"));
  CHECK_THAT(error_at(VIDIOC_G_CTRL, EIO), contains_text("it does not work"));
}

TEST_CASE("A signal in the middle of a call is no error") {
  MemoryBench bench;
  bench.device->fault = [interrupted = false](unsigned long) mutable {
    interrupted = !interrupted;
    return interrupted ? EINTR : 0;
  };
  CHECK(error_of(bench).empty());
}

TEST_CASE("A camera that is unplugged between two frames is named") {
  MemoryBench bench;
  bench.camera->open();
  bench.camera->acquire({}, {.frames = 2});
  bench.device->fault = [](unsigned long) { return ENODEV; };
  CHECK_THROWS_WITH(bench.camera->acquire({}, {}), contains_text("it is gone"));
  bench.camera->stop();
  bench.camera->close();
  CHECK(bench.device->mapped() == 0);
}

TEST_CASE("Frames with an error or too few bytes are taken anew, and counted") {
  const std::function<void(v4l2_buffer&)> faults[] = {
      [](v4l2_buffer& frame) { frame.flags |= V4L2_BUF_FLAG_ERROR; },
      [](v4l2_buffer& frame) { frame.bytesused -= 1; },
      [](v4l2_buffer& frame) { frame.bytesused = 0; }};
  for (const auto& fault : faults) {
    MemoryBench bench;
    bench.camera->open();
    bench.camera->acquire({}, {});
    bench.device->spoil = [&, left = 2](v4l2_buffer& frame) mutable {
      if (left-- > 0) fault(frame);
    };
    bench.device->stamps |= V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
    const auto acquired = bench.camera->acquire({}, {.frames = 2});
    CHECK(acquired.frames->size() == 2);
    CHECK(acquired.actual.at("frames_lost") == "2");
    bench.device->spoil = fault;
    CHECK_THROWS_WITH(bench.camera->acquire({}, {}), contains_text("arrived incomplete"));
  }
}

TEST_CASE("A JPEG frame that is damaged is an incomplete frame") {
  MemoryBench bench({{V4L2_PIX_FMT_MJPEG, 4, 2}});
  CHECK_THAT(error_of(bench), contains_text("arrived incomplete"));
}

TEST_CASE(
    "A video device that delivers nothing ends in an error, and at once when that is asked for") {
  MemoryBench bench;
  bench.camera->open();
  bench.device->delivers = false;
  const std::int64_t begin = bench.device->now_us();
  CHECK_THROWS_WITH(bench.camera->acquire({}, {}), contains_text("no frame came within 5.01 s"));
  CHECK(bench.device->now_us() - begin < 6'000'000);
  request_stop();
  CHECK_THROWS_AS(bench.board->snap(s(10)), Stopped);
  withdraw_stop_request();
}

TEST_CASE("A video device whose automatic functions stay on is not used") {
  for (const std::uint32_t id :
       {std::uint32_t{V4L2_CID_EXPOSURE_AUTO}, std::uint32_t{V4L2_CID_AUTOGAIN},
        std::uint32_t{V4L2_CID_SHARPNESS}}) {
    MemoryBench bench;
    bench.device->add_control(id, 0, 3, 3, true);
    CHECK_THAT(error_of(bench), contains_text("cannot be switched off: it stays at 3"));
  }
}

TEST_CASE("What a video device does not have is refused when it is opened") {
  MemoryBench other({{V4L2_PIX_FMT_Y12, 4, 2}}, {.pixel_format = "GREY"});
  CHECK_THAT(error_of(other), contains_text("It has: Y12"));
  MemoryBench none({{V4L2_PIX_FMT_NV12, 4, 2}});
  CHECK_THAT(error_of(none), contains_text("It has: NV12"));
  MemoryBench size({{V4L2_PIX_FMT_Y12, 4, 2}}, {.width = 5, .height = 2});
  CHECK_THAT(error_of(size),
             contains_text("Y12 of 5 x 2 px was asked for, and the camera set Y12 of 4 x 2"));
  MemoryBench fixed({{V4L2_PIX_FMT_YUYV, 4, 2}, {V4L2_PIX_FMT_Y12, 4, 2}});
  fixed.device->format_is_fixed = true;
  CHECK_THAT(error_of(fixed), contains_text("the camera set YUYV"));
  MemoryBench gain({{V4L2_PIX_FMT_Y12, 4, 2}}, {.gain = 65});
  CHECK_THAT(error_of(gain), contains_text("gain: the camera has none"));
  MemoryBench loud({{V4L2_PIX_FMT_Y12, 4, 2}}, {.gain = 65});
  loud.device->add_control(V4L2_CID_GAIN, 0, 64, 1);
  CHECK_THAT(error_of(loud), contains_text("gain: 65 was asked for, and the camera has 0 to 64"));
}
