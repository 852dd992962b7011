// SPDX-License-Identifier: Apache-2.0
// The driver through GigE Vision on the loopback, against a camera whose description and pictures
// are ours.
#include "hardware/drivers/genicam/genicam_driver.hpp"
#include "hardware/safety/stop_request.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_gige.hpp"
#include "tests/support/refusal.hpp"

#include <netinet/in.h>

#include <chrono>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::EmulatedGige;

namespace {

constexpr const char* kHere = "127.0.0.1";
constexpr std::uint32_t kFree = 0x2000;  // where nothing of GigE Vision lies

std::shared_ptr<Camera> camera_at(DriverSettings settings = {}) {
  settings.try_emplace("camera", kHere);
  return std::dynamic_pointer_cast<Camera>(make_device("genicam", settings));
}

/// Samples that count on from frame to frame.
Frame counting(int width, int height, int& count) {
  Frame frame;
  std::vector<std::uint16_t> samples(static_cast<std::size_t>(width * height));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<std::uint16_t>((i + static_cast<std::size_t>(count)) % 4096);
  }
  ++count;
  frame.samples = std::move(samples);
  return frame;
}

/// What opening the camera says when it goes wrong.
std::string error_of(const DriverSettings& settings = {}) {
  return test::refusal_of([&] { camera_at(settings)->open(); });
}

/// Another program that sends packets like those of frames on this machine, as fast as it can.
class BusyNeighbour {
 public:
  BusyNeighbour() : thread_([this] { send_all(); }) {}
  ~BusyNeighbour() {
    done_ = true;
    thread_.join();
  }
  BusyNeighbour(const BusyNeighbour&) = delete;
  BusyNeighbour& operator=(const BusyNeighbour&) = delete;

 private:
  void send_all() const {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in own{};
    socklen_t size = sizeof own;
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(socket, reinterpret_cast<const sockaddr*>(&own), size);    // NOLINT
    getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size);  // NOLINT
    for (unsigned count = 0; !done_; ++count) {
      const auto frame = static_cast<std::uint8_t>(count % 60);
      const std::array<std::uint8_t, 64> payload{0, 0, 0, frame, 3};  // GigE Vision: of data
      sendto(socket, payload.data(), payload.size(), 0, reinterpret_cast<const sockaddr*>(&own),
             size);  // NOLINT
    }
    ::close(socket);
  }
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace

TEST_CASE("A GenICam camera gives its frames as they were, with what it says of itself") {
  int count = 0;
  EmulatedGige emulated(64, 48, {});
  emulated.picture = [&](Time) { return counting(64, 48, count); };
  const auto camera = camera_at();
  camera->open();
  const auto acquired = camera->acquire({}, {.frames = 3, .exposure = ms(3)});
  REQUIRE(acquired.frames->size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const Frame frame = acquired.frames->read(i);
    int same = static_cast<int>(i);
    CHECK(frame.samples == counting(64, 48, same).samples);
    CHECK(frame.info.width == 64);
    CHECK(frame.info.height == 48);
    CHECK(frame.info.significant_bits == 12);
    CHECK(frame.info.transfer == Transfer::linear);
    CHECK(!frame.info.lossy);
  }
  CHECK(emulated.value_at(0x120) == 3000);
  CHECK(acquired.actual.at("exposure") == "0.003 s");
  CHECK(acquired.actual.at("pixel_format") == "Mono12");
  CHECK(acquired.actual.at("gain") == "0");
  CHECK(acquired.actual.at("region") == "0, 0, 64, 48");
  CHECK(acquired.instrument.detector.manufacturer == "Aravis");
  CHECK(acquired.instrument.detector.serial_number == "E1");
  camera->close();
}

TEST_CASE("Frames of packed and of Bayer formats come through the wire") {
  EmulatedGige emulated(4, 2, {.format = "BayerRG12Packed", .code = 0x010c002b});
  emulated.picture = [turn = 0](Time) mutable {
    Frame frame;
    // 0xabc, 0x123 in three bytes, twice a row; the last sample changes.
    frame.samples =
        std::vector<std::uint8_t>{0xab, 0x3c, 0x12, 0xab, 0x3c, 0x12,
                                  0xab, 0x3c, 0x12, 0xab, 0x3c, static_cast<std::uint8_t>(turn++)};
    return frame;
  };
  const auto camera = camera_at();
  camera->open();
  const Frame frame = camera->acquire({}, {}).frames->read(0);
  CHECK(frame.info.mosaic == Mosaic::rggb);
  CHECK(frame.info.significant_bits == 12);
  CHECK(std::get<std::vector<std::uint16_t>>(frame.samples) ==
        std::vector<std::uint16_t>{0xabc, 0x123, 0xabc, 0x123, 0xabc, 0x123, 0xabc, 0x003});
}

TEST_CASE("A camera without software trigger is started and stopped for each frame") {
  int count = 0;
  EmulatedGige emulated(64, 48, {.software_trigger = false});
  emulated.set_value(0x138, 5000);  // us from frame to frame
  emulated.picture = [&](Time) { return counting(64, 48, count); };
  const auto camera = camera_at();
  camera->open();
  test::check_live_camera(*camera);
  CHECK(emulated.value_at(0x124) == 0);
}

TEST_CASE("All that changes images by itself is switched off") {
  EmulatedGige emulated(64, 48,
                        {.features = test::auto_feature("ExposureAuto", kFree) +
                                     test::auto_feature("TestPattern", kFree + 4) +
                                     test::switch_feature("GammaEnable", kFree + 8) +
                                     test::switch_feature("LUTEnable", kFree + 12) +
                                     test::whole_number_feature("Unknown", kFree + 16)});
  for (std::uint32_t at = kFree; at <= kFree + 16; at += 4) emulated.set_value(at, 1);
  const auto camera = camera_at();
  camera->open();
  for (std::uint32_t at = kFree; at < kFree + 16; at += 4) CHECK(emulated.value_at(at) == 0);
  CHECK(emulated.value_at(kFree + 16) == 1);
}

TEST_CASE("A camera whose automatic functions stay on is not used") {
  {
    const EmulatedGige stuck(64, 48, {.features = test::auto_feature("GainAuto", kFree, true)});
    CHECK_THAT(error_of(),
               contains_text("its GainAuto cannot be switched off: it says Continuous"));
  }
  const EmulatedGige bent(64, 48, {.features = test::stuck_number_feature("Gamma", "0.45")});
  CHECK_THAT(error_of(), contains_text("its Gamma cannot be switched off: it says 0.45"));
}

TEST_CASE("What a GenICam camera does not have is refused when it is opened") {
  const EmulatedGige emulated(64, 48, {});
  CHECK_THAT(error_of({{"pixel_format", "Mono16"}}),
             contains_text("pixel_format: it has no Mono16; it has Mono12, YUV422"));
  CHECK_THAT(error_of({{"pixel_format", "YUV422"}}), contains_text("cannot be read"));
  CHECK_THAT(error_of({{"gain", "11"}}),
             contains_text("gain: 11 is asked for, and the camera has 0"));
  CHECK_THAT(error_of({{"binning", "2"}}), contains_text("binning: 2 was asked for"));
  CHECK_THAT(error_of({{"region", "60, 0, 8, 8"}}),
             contains_text("reaches beyond the sensor of 64"));
}

TEST_CASE("Packets that are not the camera's never become frames, nor keep its own away") {
  int count = 0;
  EmulatedGige emulated(64, 48, {});
  emulated.picture = [&](Time) { return counting(64, 48, count); };
  const BusyNeighbour neighbour;
  for (int i = 0; i < 8; ++i) {
    const auto camera = camera_at();
    camera->open();
    const auto acquired = camera->acquire({}, {});
    CHECK(acquired.actual.count("frames_lost") == 0);
    CHECK(acquired.frames->read(0).samples == counting(64, 48, --count).samples);
  }
}

TEST_CASE("A part of the sensor, and a gain") {
  EmulatedGige emulated(64, 48, {});
  const auto camera = camera_at({{"region", "8, 4, 32, 16"}, {"gain", "3"}});
  camera->open();
  CHECK(emulated.value_at(0x130) == 8);
  CHECK(emulated.value_at(0x134) == 4);
  int count = 0;
  emulated.picture = [&](Time) { return counting(32, 16, count); };
  const auto acquired = camera->acquire({}, {});
  CHECK(acquired.frames->read(0).info.width == 32);
  CHECK(acquired.frames->read(0).info.height == 16);
  CHECK(acquired.actual.at("gain") == "3");
  CHECK(acquired.actual.at("region") == "8, 4, 32, 16");
}

TEST_CASE("An exposure that the camera has not is refused with those that it has") {
  const EmulatedGige emulated(64, 48, {});
  const auto camera = camera_at();
  camera->open();
  CHECK(camera->exposures().shortest == us(20));
  CHECK(camera->exposures().longest == s(10));
  CHECK_THROWS_WITH(camera->acquire({}, {.frames = 1, .exposure = us(5)}),
                    contains_text("Ask for one that it has, from 0.02 ms to 1e+04 ms"));
}

TEST_CASE("A wait for a frame ends when that is asked for") {
  EmulatedGige emulated(64, 48, {});
  emulated.picture = [](Time) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    request_stop();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return Frame{};
  };
  const auto camera = camera_at();
  camera->open();
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(camera->acquire({}, {}), Stopped);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(550));
  camera->stop();
  withdraw_stop_request();
}

TEST_CASE("Cameras outside this machine are not even asked without leave") {
  CHECK_THAT(error_of({{"camera", "192.0.2.7"}}), contains_text("remote: allowed"));
  CHECK_THAT(error_of({{"camera", "no-such-camera"}}), contains_text("remote: allowed"));
}

TEST_CASE("Settings of genicam that cannot be are refused when they are read") {
  const auto refused = [](const char* key, const char* text) {
    CHECK_THROWS_WITH(make_device("genicam", {{key, text}}), contains_text(key));
  };
  for (const char* text :
       {"1, 2, 3", "0, 0, 8, 8, 8", "0, 0, 0, 8", "-1, 0, 8, 8", "a", "0, 0, 8.5, 8", "0,0,8,"}) {
    INFO(text);
    refused("region", text);
  }
  refused("gain", "loud");
  refused("gain", "nan");
  refused("binning", "0");
  refused("binning", "1.5");
  refused("remote", "yes");
}
