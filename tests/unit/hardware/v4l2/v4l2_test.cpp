// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/v4l2/v4l2.hpp"

#include "suite/imagefiles/jpeg_bytes.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/v4l2/opened_memory_camera.hpp"

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::MemoryBench;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint32_t kBegin = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE;

}  // namespace

TEST_CASE("A video device keeps what live cameras promise", "[conformance]") {
  MemoryBench bench;
  bench.camera->open();
  test::check_live_camera(*bench.camera);
  bench.camera->close();
  CHECK(!bench.device->streaming());
  CHECK(bench.device->mapped() == 0);
  CHECK(bench.device->opened() == 0);
  bench.camera->open();
  CHECK(bench.camera->acquire({}, {.frames = 2}).frames->size() == 2);
}

TEST_CASE("Of what a video device offers the format that tells most is taken, at its largest") {
  MemoryBench bench({{V4L2_PIX_FMT_MJPEG, 4, 2},
                     {V4L2_PIX_FMT_YUYV, 4, 2},
                     {V4L2_PIX_FMT_GREY, 4, 2},
                     {V4L2_PIX_FMT_Y12, 2, 2},
                     {V4L2_PIX_FMT_Y12, 4, 2},
                     {V4L2_PIX_FMT_Y12, 4, 1}});
  bench.camera->open();
  const auto acquired = bench.camera->acquire({}, {});
  const Frame frame = acquired.frames->read(0);
  CHECK(frame.info.width == 4);
  CHECK(frame.info.height == 2);
  CHECK(frame.info.significant_bits == 12);
  CHECK(frame.info.transfer == Transfer::unknown);
  CHECK(std::get<std::vector<std::uint16_t>>(frame.samples)[1] == 0x234);
  CHECK(acquired.actual.at("pixel_format") == "Y12");
  CHECK(acquired.instrument.detector.model == "Memory camera");
}

TEST_CASE("Raw Bayer is linear, of YUYV the brightness is read, JPEG says that it is lossy") {
  MemoryBench raw({{V4L2_PIX_FMT_SRGGB10, 4, 2}});
  raw.camera->open();
  const FrameInfo info = raw.camera->acquire({}, {}).frames->read(0).info;
  CHECK(info.mosaic == Mosaic::rggb);
  CHECK(info.significant_bits == 10);
  CHECK(info.transfer == Transfer::linear);

  MemoryBench yuyv({{V4L2_PIX_FMT_YUYV, 4, 2}});
  yuyv.device->padding = 2;
  yuyv.device->picture = [count = 0](Time) mutable {
    ++count;
    const auto last = static_cast<std::uint8_t>(count);
    return Bytes{1, 99, 2, 99, 3, 99, 4, 99, 77, 77, 5, 99, 6, 99, 7, 99, last, 99, 77, 77};
  };
  yuyv.camera->open();
  const Frame luma = yuyv.camera->acquire({}, {}).frames->read(0);
  const auto& samples = std::get<Bytes>(luma.samples);
  CHECK(Bytes(samples.begin(), samples.end() - 1) == Bytes{1, 2, 3, 4, 5, 6, 7});
  CHECK(luma.info.transfer == Transfer::unknown);

  MemoryBench jpeg({{V4L2_PIX_FMT_MJPEG, 64, 48}});
  jpeg.device->picture = [count = 0](Time) mutable {
    Frame grey;
    grey.info.width = 64;
    grey.info.height = 48;
    grey.info.sample_type = SampleType::u8;
    grey.info.significant_bits = 8;
    grey.samples = Bytes(64 * 48, static_cast<std::uint8_t>(100 + 10 * ++count));
    return imagefiles::jpeg_of(grey, 95);
  };
  jpeg.camera->open();
  const Frame decoded = jpeg.camera->acquire({}, {}).frames->read(0);
  CHECK(decoded.info.lossy);
  CHECK(decoded.info.transfer == Transfer::encoded);
  CHECK(std::get<Bytes>(decoded.samples).size() == 64 * 48);
}

TEST_CASE("All that changes images by itself is switched off on a video device") {
  MemoryBench bench;
  const std::vector<std::pair<std::uint32_t, int>> expected{
      {V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL},
      {V4L2_CID_AUTOGAIN, 0},
      {V4L2_CID_AUTO_WHITE_BALANCE, 0},
      {V4L2_CID_BACKLIGHT_COMPENSATION, 0},
      {V4L2_CID_TEST_PATTERN, 0}};
  for (const auto& [id, off] : expected) bench.device->add_control(id, 0, 3, 3);
  bench.device->add_control(V4L2_CID_SHARPNESS, 2, 10, 6);
  bench.device->add_control(V4L2_CID_CONTRAST, 0, 100, 80);
  bench.device->add_control(V4L2_CID_GAMMA, 72, 500, 220);
  bench.device->add_control(V4L2_CID_GAIN, 3, 64, 40);
  bench.camera->open();
  for (const auto& [id, off] : expected) CHECK(bench.device->value_of(id) == off);
  CHECK(bench.device->value_of(V4L2_CID_SHARPNESS) == 2);
  CHECK(bench.device->value_of(V4L2_CID_CONTRAST) == 50);
  const auto actual = bench.camera->acquire({}, {}).actual;
  CHECK(actual.at("gamma") == "100");
  CHECK(actual.at("gain") == "3");
}

TEST_CASE("Exposures go in steps of 0.1 ms, are read back, and those it has not are refused") {
  MemoryBench bench;
  bench.camera->open();
  CHECK(bench.camera->exposures().shortest == us(100));
  CHECK(bench.camera->exposures().longest == ms(500));
  const auto acquired = bench.camera->acquire({}, {.frames = 1, .exposure = us(12340)});
  CHECK(bench.device->value_of(V4L2_CID_EXPOSURE_ABSOLUTE) == 123);
  CHECK(acquired.actual.at("exposure") == to_text(us(12300)));
  CHECK_THROWS_WITH(bench.camera->acquire({}, {.frames = 1, .exposure = s(2)}),
                    contains_text("from 0.1 ms to 500 ms"));

  MemoryBench still;
  still.device->add_control(V4L2_CID_EXPOSURE_ABSOLUTE, 1, 5000, 700, true);
  still.camera->open();
  CHECK_THROWS_WITH(still.camera->acquire({}, {.frames = 1, .exposure = ms(10)}),
                    contains_text("the camera set 70 ms"));
}

TEST_CASE("A frame began after it was asked for, however the device stamps its frames") {
  for (const std::uint32_t stamps : {std::uint32_t{V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC}, kBegin,
                                     std::uint32_t{V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN}}) {
    INFO(stamps);
    MemoryBench bench;
    bench.device->stamps = stamps;
    bench.camera->open();
    bench.camera->acquire({}, {.frames = 1, .exposure = ms(30)});
    // All buffers are full of old frames.
    bench.device->pass(s(1));
    const int before = bench.device->pictures();
    const int got = test::number_in(bench.camera->acquire({}, {}).frames->read(0));
    const int skipped = got - before - 1;
    // The frames of this device follow one another without a gap: where only ends are stamped, one
    // that ended less than an exposure and a frame after the request may have begun before it.
    CHECK(skipped == (stamps == kBegin ? 0 : stamps == V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN ? 2 : 1));
    CHECK(bench.device->pictures() == got);
  }
}

TEST_CASE("After a change of the exposure the frames on their way are thrown away") {
  MemoryBench bench;
  bench.device->stamps = kBegin;
  bench.camera->open();
  CHECK(test::number_in(bench.camera->acquire({}, {.exposure = ms(30)}).frames->read(0)) == 5);
  CHECK(test::number_in(bench.camera->acquire({}, {.exposure = ms(30)}).frames->read(0)) == 6);
  CHECK(test::number_in(bench.camera->acquire({}, {.exposure = ms(20)}).frames->read(0)) == 11);
}

TEST_CASE("Settings of v4l2 that cannot be are refused when they are read") {
  const auto refused = [](DriverSettings settings, const char* key) {
    CHECK_THROWS_WITH(make_device("v4l2", settings), contains_text(key));
  };
  refused({}, "device: missing");
  refused({{"device", "/dev/video0"}, {"size", "640"}}, "size");
  refused({{"device", "/dev/video0"}, {"size", "640, -1"}}, "size");
  refused({{"device", "/dev/video0"}, {"size", "640, 4.5"}}, "size");
  refused({{"device", "/dev/video0"}, {"gain", "high"}}, "gain");
}
