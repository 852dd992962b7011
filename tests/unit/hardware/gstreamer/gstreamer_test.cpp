// SPDX-License-Identifier: Apache-2.0
// The driver with real pipelines: test pictures, recorded files, JPEG, and those that do not work.
#include "hardware/drivers/gstreamer/gstreamer_board.hpp"
#include "hardware/drivers/gstreamer/gstreamer_driver.hpp"
#include "hardware/safety/stop_request.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;

namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;

std::shared_ptr<Camera> camera_of(const std::string& pipeline, DriverSettings more = {}) {
  more["pipeline"] = pipeline;
  return std::dynamic_pointer_cast<Camera>(make_device("gstreamer", more));
}

Frame first_of(const std::string& pipeline, const DriverSettings& more = {}) {
  const auto camera = camera_of(pipeline, more);
  camera->open();
  return camera->acquire({}, {}).frames->read(0);
}

std::string error_of(const std::string& pipeline) {
  return test::refusal_of([&] {
    const auto camera = camera_of(pipeline);
    camera->open();
    camera->acquire({}, {.frames = 3});
  });
}

/// Frames whose samples tell which one it is and where: upper and lower byte differ.
Frame numbered(int number) {
  Frame frame;
  frame.info.width = 6;
  frame.info.height = 2;
  frame.info.significant_bits = 12;
  Words samples;
  for (int i = 0; i < 12; ++i) samples.push_back(static_cast<std::uint16_t>(256 * number + i));
  frame.samples = samples;
  return frame;
}

std::string recording(const test::TemporaryFolder& folder, int frames) {
  for (int i = 0; i < frames; ++i) {
    imagefiles::write_png(folder.path() / ("f" + std::to_string(i) + ".png"), numbered(i));
  }
  return "multifilesrc location=" + (folder.path() / "f%d.png").string() +
         " caps=image/png,framerate=25/1 ! pngdec";
}

}  // namespace

TEST_CASE("Pipelines of 8 and 16 bits keep what live cameras promise", "[conformance]") {
  for (const std::string format : {"GRAY8", "GRAY16_LE"}) {
    INFO(format);
    const auto camera =
        camera_of("videotestsrc pattern=snow ! video/x-raw,width=62,height=48,format=" + format);
    camera->open();
    test::check_live_camera(*camera);
    const auto acquired = camera->acquire({}, {});
    const FrameInfo info = acquired.frames->read(0).info;
    CHECK(info.width == 62);
    CHECK(info.height == 48);
    CHECK(info.channels == 1);
    CHECK(info.significant_bits == (format == "GRAY8" ? 8 : 16));
    CHECK(info.transfer == Transfer::unknown);
    CHECK(!info.lossy);
    CHECK(!camera->sets_exposure());
    CHECK(acquired.actual.at("pixel_format") == format);
    CHECK(acquired.actual.at("automatic_functions") == "unknown");
    camera->close();
  }
}

TEST_CASE("A live source gives a frame that began after it was asked for") {
  const auto camera = camera_of(
      "videotestsrc is-live=true pattern=snow ! "
      "video/x-raw,format=GRAY8,framerate=10/1,width=32,height=24");
  camera->open();
  camera->acquire({}, {});
  // Meanwhile an old frame waits in the pipeline.
  std::this_thread::sleep_for(std::chrono::milliseconds(350));
  const auto begin = Clock::now();
  camera->acquire({}, {});
  const auto took = Clock::now() - begin;
  CHECK(took >= std::chrono::milliseconds(95));
  CHECK(took < std::chrono::milliseconds(400));
}

TEST_CASE("A recording is read frame by frame, each value as it was, and has an end") {
  const test::TemporaryFolder folder;
  const auto camera = camera_of(recording(folder, 5), {{"bits", "12"}, {"mosaic", "bggr"}});
  camera->open();
  for (int i = 0; i < 5; ++i) {
    if (i == 2) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const Frame frame = camera->acquire({}, {}).frames->read(0);
    CHECK(frame.samples == numbered(i).samples);
    CHECK(frame.info.significant_bits == 12);
    CHECK(frame.info.mosaic == Mosaic::bggr);
  }
  CHECK_THROWS_AS(camera->acquire({}, {}), NoFrames);
  CHECK_THROWS_WITH(camera->acquire({}, {}), contains_text("the pipeline has ended"));
}

TEST_CASE("Values that need more bits than were stated are refused") {
  const test::TemporaryFolder folder;
  const std::string text = recording(folder, 5);
  const auto camera = camera_of(text, {{"bits", "10"}});
  camera->open();
  CHECK_THROWS_WITH(camera->acquire({}, {.frames = 5}),
                    contains_text("bits: a frame has the value 1035, which needs more than 10"));
}

TEST_CASE("What went through JPEG says so") {
  const std::string source =
      "videotestsrc pattern=snow ! video/x-raw,width=64,height=48,format=GRAY8 ! ";
  const Frame frame = first_of(source + "jpegenc ! jpegdec");
  CHECK(frame.info.transfer == Transfer::encoded);
  CHECK(frame.info.lossy);
  CHECK(frame.info.channels == 1);
}

TEST_CASE("Colours, Bayer and YUV are read for what they are") {
  const std::string red = "videotestsrc pattern=red ! video/x-raw,width=5,height=4,format=";
  for (const char* format : {"RGB", "BGR"}) {
    INFO(format);
    const Frame frame = first_of(red + format);
    CHECK(frame.info.channels == 3);
    const auto& samples = std::get<Bytes>(frame.samples);
    REQUIRE(samples.size() == 60);
    CHECK(Bytes(samples.begin() + 57, samples.end()) == Bytes{255, 0, 0});
  }
  const std::string white = "videotestsrc pattern=white ! video/x-raw,width=6,height=4,format=";
  for (const char* format : {"YUY2", "I420", "NV12", "Y444"}) {
    INFO(format);
    // White in the narrow range of video.
    CHECK(std::get<Bytes>(first_of(white + format).samples) == Bytes(24, 235));
  }
  const Frame bayer =
      first_of("videotestsrc pattern=red ! video/x-bayer,format=bggr,width=6,height=4");
  CHECK(bayer.info.mosaic == Mosaic::bggr);
  const auto& samples = std::get<Bytes>(bayer.samples);
  REQUIRE(samples.size() == 24);
  CHECK(samples[7] > 200);
  CHECK(samples[0] < 50);
}

TEST_CASE("Pipelines that do not work say why") {
  CHECK_THAT(error_of("videotestsrc nonsense=1"), contains_text("nonsense"));
  CHECK_THAT(error_of("filesrc location=/nonexistent/a.png ! pngdec"),
             contains_text("there is no file /nonexistent/a.png"));
  CHECK_THAT(error_of("multifilesrc location=/nonexistent/%d.png ! pngdec"),
             contains_text("gstreamer: "));
  CHECK_THAT(error_of("v4l2src device=/dev/etalon-none"), contains_text("/dev/etalon-none"));
  CHECK_THAT(error_of("videotestsrc ! video/x-raw,format=GRAY8 ! pngdec"),
             contains_text("gstreamer: pipeline: "));
  CHECK_THAT(error_of("videotestsrc ! video/x-raw,format=NONE"), contains_text("gstreamer: "));
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "a.png") << "this is no picture";
  CHECK_THAT(error_of("filesrc location=" + (folder.path() / "a.png").string() + " ! pngdec"),
             contains_text("gstreamer: "));
}

TEST_CASE("A picture that stands still is not taken for a camera") {
  CHECK_THAT(error_of("videotestsrc pattern=checkers-8 ! video/x-raw,format=GRAY8"),
             contains_text("the same frame again and again"));
}

TEST_CASE("A pipeline that delivers nothing ends in an error, and at once when that is asked for") {
  GstreamerBoard board({.pipeline = read_pipeline("videotestsrc is-live=true ! "
                                                  "video/x-raw,format=GRAY8,framerate=1/60")});
  board.open();
  CHECK_THROWS_WITH(board.snap(ms(100)), contains_text("no frame came within 0.1 s"));
  std::thread other([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    request_stop();
  });
  const auto begin = Clock::now();
  CHECK_THROWS_AS(board.snap(s(20)), Stopped);
  CHECK(Clock::now() - begin < std::chrono::seconds(1));
  other.join();
  withdraw_stop_request();
}

TEST_CASE("Settings of gstreamer that cannot be are refused when they are read") {
  CHECK_THROWS_WITH(make_device("gstreamer", {}), contains_text("pipeline: missing"));
  CHECK_THROWS_WITH(camera_of("videotestsrc", {{"bits", "17"}}), contains_text("bits"));
  CHECK_THROWS_WITH(camera_of("videotestsrc", {{"bits", "8.5"}}), contains_text("bits"));
  CHECK_THROWS_WITH(camera_of("videotestsrc", {{"mosaic", "rgb"}}), contains_text("mosaic"));
}
