// SPDX-License-Identifier: Apache-2.0
// Whatever is asked for, and whatever a camera does: what BoardCamera promises.
#include "hardware/safety/board_camera.hpp"

#include "hardware/safety/stop_request.hpp"
#include "tests/support/catch.hpp"

#include <limits>

using namespace etalon;
using namespace etalon::hardware;

namespace {

class NotingCamera : public CameraBoard {
 public:
  std::string name() const override { return "camera"; }
  void open() override {}
  void close() noexcept override { ++closed; }
  bool sets_exposure() const override { return true; }
  ExposureRange exposures() const override { return range; }
  Time set_exposure(Time wanted) override {
    ++exposed;
    return wanted * sets;
  }
  std::optional<Time> exposure() override { return stands; }
  Snap snap(Time longest) override {
    waited = longest;
    ++taken;
    if (stop_asked_for) request_stop();
    Snap snap;
    snap.complete = taken > incomplete;
    snap.frame.info.width = taken == grows_at ? 3 : 2;
    snap.frame.info.height = 1;
    snap.frame.info.significant_bits = bits;
    const auto value = static_cast<std::uint16_t>(frozen ? 7 : taken);
    snap.frame.samples = std::vector<std::uint16_t>{value, dark ? value : std::uint16_t{0}};
    if (numbered) snap.number = frozen ? 1 : static_cast<std::uint64_t>(taken);
    return snap;
  }
  bool streams() const override { return streaming; }
  int stale_frames() const override { return stale; }
  std::map<std::string, std::string> actual() const override { return {{"gain", "0 dB"}}; }
  Instrument instrument() const override {
    Instrument told;
    told.detector.model = "C1";
    return told;
  }
  void stop() noexcept override { ++stopped; }

  ExposureRange range{us(100), s(1)};
  double sets = 1;
  int bits = 16;
  int incomplete = 0;
  int grows_at = 0;
  int stale = 0;
  bool frozen = false;
  bool streaming = true;
  bool dark = false;
  bool numbered = false;
  bool stop_asked_for = false;
  int exposed = 0;
  int taken = 0;
  int stopped = 0;
  int closed = 0;
  Time waited;
  std::optional<Time> stands;
};

struct Bench {
  std::shared_ptr<NotingCamera> board = std::make_shared<NotingCamera>();
  BoardCamera camera{board};
  AcquiredFrames take(int frames, std::optional<Time> exposure = ms(20)) {
    return camera.acquire({}, {frames, exposure});
  }
};

std::uint16_t first_sample(const AcquiredFrames& frames, std::size_t i) {
  return std::get<std::vector<std::uint16_t>>(frames.frames->read(i).samples).front();
}

}  // namespace

TEST_CASE("a camera that is not open takes nothing", "[board_camera]") {
  Bench bench;
  CHECK_THROWS_AS(bench.take(1), DeviceError);
  CHECK(bench.board->taken == 0);
}

TEST_CASE("what was asked for and what was reached come with the frames", "[board_camera]") {
  Bench bench;
  bench.board->sets = 1.05;
  bench.camera.open();
  const auto frames = bench.take(3);
  REQUIRE(frames.frames->size() == 3);
  CHECK(frames.actual.at("exposure") == "0.021 s");
  CHECK(frames.actual.at("exposure_requested") == "0.02 s");
  CHECK(frames.actual.at("gain") == "0 dB");
  CHECK(frames.actual.count("frames_lost") == 0);
  REQUIRE(frames.settings.size() == 3);
  CHECK(frames.settings[2].exposure->in(ms) == Approx(21));
  CHECK(bench.board->waited.in(s) == Approx(5.021));
}

TEST_CASE("what the camera tells of itself is marked as told by the device", "[board_camera]") {
  Bench bench;
  bench.camera.open();
  using Sources = std::map<std::string, Source>;
  const Instrument sixteen = bench.take(1).instrument;
  CHECK(sixteen.detector.model == "C1");
  // All 16 bits may be no more than the format.
  CHECK_FALSE(sixteen.detector.bit_depth);
  CHECK(sixteen.sources == Sources{{"detector.model", Source::device}});
  bench.board->bits = 12;
  const Instrument twelve = bench.take(1).instrument;
  CHECK(twelve.detector.bit_depth == 12);
  CHECK(twelve.sources ==
        Sources{{"detector.model", Source::device}, {"detector.bit_depth", Source::device}});
}

TEST_CASE("an exposure that the camera does not obey is an error", "[board_camera]") {
  for (const double sets : {0.8, 1.2, 0.0, std::numeric_limits<double>::quiet_NaN()}) {
    Bench bench;
    bench.board->sets = sets;
    bench.camera.open();
    CHECK_THROWS_WITH(bench.take(1), Catch::Contains("an exposure of 20 ms was asked for"));
    CHECK(bench.board->taken == 0);
  }
}

TEST_CASE("after an exposure that was refused the one before is set anew", "[board_camera]") {
  Bench bench;
  bench.camera.open();
  CHECK(bench.take(1).actual.at("exposure") == "0.02 s");
  bench.board->sets = 0.5;
  CHECK_THROWS_AS(bench.take(1, ms(500)), DeviceError);
  bench.board->sets = 1;
  CHECK(bench.take(1).actual.at("exposure") == "0.02 s");
  CHECK(bench.board->exposed == 3);
}

TEST_CASE("a range of exposures that cannot be is refused", "[board_camera]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const ExposureRange& range :
       {ExposureRange{ms(2), ms(1)}, ExposureRange{s(0), ms(1)}, ExposureRange{s(-1), ms(1)},
        ExposureRange{s(nan), ms(1)}, ExposureRange{ms(1), s(nan)},
        ExposureRange{ms(1), s(infinity)}}) {
    Bench bench;
    bench.board->range = range;
    CHECK_THROWS_WITH(bench.camera.open(), Catch::Contains("which cannot be"));
    bench.camera.close();
    CHECK(bench.board->closed == 1);
  }
}

TEST_CASE("an exposure is set once, and frames on their way are thrown away", "[board_camera]") {
  Bench bench;
  bench.board->stale = 2;
  bench.camera.open();
  CHECK(first_sample(bench.take(1), 0) == 3);
  CHECK(first_sample(bench.take(1), 0) == 4);
  CHECK(bench.board->exposed == 1);
  CHECK(first_sample(bench.take(1, ms(40)), 0) == 7);
  CHECK(bench.board->exposed == 2);
}

TEST_CASE("an incomplete frame is taken anew, and counted", "[board_camera]") {
  Bench bench;
  bench.board->incomplete = 2;
  bench.camera.open();
  const auto frames = bench.take(2);
  CHECK(first_sample(frames, 0) == 3);
  CHECK(frames.actual.at("frames_lost") == "2");
}

TEST_CASE("a camera whose frames never arrive whole is an error", "[board_camera]") {
  Bench bench;
  bench.board->incomplete = 1000;
  bench.camera.open();
  CHECK_THROWS_WITH(bench.take(1), Catch::Contains("incomplete"));
  CHECK(bench.board->taken == 3);
}

TEST_CASE("the same frame is not taken for a new one", "[board_camera]") {
  for (const bool numbered : {false, true}) {
    Bench bench;
    bench.board->frozen = true;
    bench.board->numbered = numbered;
    bench.camera.open();
    CHECK_THROWS_WITH(bench.take(2), Catch::Contains("the same frame"));
    CHECK(bench.board->taken == 4);
  }
}

TEST_CASE("a camera that exposes on command may give equal frames", "[board_camera]") {
  Bench bench;
  bench.board->frozen = true;
  bench.board->streaming = false;
  bench.camera.open();
  CHECK(bench.take(4).frames->size() == 4);
}

TEST_CASE("two dark frames may be equal", "[board_camera]") {
  Bench bench;
  bench.board->frozen = bench.board->dark = true;
  bench.camera.open();
  CHECK(bench.take(4).frames->size() == 4);
}

TEST_CASE("frames that change their size meanwhile are an error", "[board_camera]") {
  Bench bench;
  bench.board->grows_at = 2;
  bench.camera.open();
  CHECK_THROWS_WITH(bench.take(3), Catch::Contains("changed from 2 x 1 px, 16 bit to 3 x 1 px"));
}

TEST_CASE("a request to stop ends an acquisition", "[board_camera]") {
  Bench bench;
  bench.board->stop_asked_for = true;
  bench.camera.open();
  CHECK_THROWS_AS(bench.take(5), Stopped);
  withdraw_stop_request();
  CHECK(bench.board->taken == 1);
  bench.camera.stop();
  bench.camera.close();
  bench.camera.close();
  CHECK(bench.board->stopped == 1);
  CHECK(bench.board->closed == 1);
}

TEST_CASE("An exposure that nobody asked for is recorded where the camera tells it") {
  Bench bench;
  bench.camera.open();
  CHECK(bench.take(1, std::nullopt).actual.count("exposure") == 0);
  CHECK(bench.board->waited == s(6));
  bench.board->stands = ms(50);
  const auto found = bench.take(2, std::nullopt);
  CHECK(found.actual.at("exposure") == "0.05 s");
  CHECK(found.actual.count("exposure_requested") == 0);
  REQUIRE(found.settings.size() == 2);
  CHECK(found.settings[1].exposure == ms(50));
  CHECK(bench.board->waited == ms(5050));
  CHECK(bench.take(1, ms(20)).settings[0].exposure == ms(20));
}
