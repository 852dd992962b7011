// SPDX-License-Identifier: Apache-2.0
// The driver against the fake camera that Aravis ships as a program.
#include "hardware/drivers/genicam/genicam_driver.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_camera_program.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::FakeCameraProgram;

namespace {

std::shared_ptr<Camera> camera_of(const DriverSettings& more = {}) {
  DriverSettings settings{{"camera", "127.0.0.1"}, {"region", "0, 0, 320, 240"}};
  for (const auto& [key, text] : more) settings[key] = text;
  return std::dynamic_pointer_cast<Camera>(make_device("genicam", settings));
}

/// A program that was just started needs a moment.
std::shared_ptr<Camera> opened(const DriverSettings& more = {}) {
  for (int attempt = 0;; ++attempt) {
    try {
      auto camera = camera_of(more);
      camera->open();
      return camera;
    } catch (const DeviceError&) {
      if (attempt == 20) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
}

}  // namespace

TEST_CASE("Aravis's fake camera keeps what live cameras promise", "[conformance]") {
  const FakeCameraProgram program;
  const auto camera = opened();
  test::check_live_camera(*camera);
  const auto acquired = camera->acquire({}, {.frames = 1, .exposure = ms(20)});
  // The deepest that it has.
  CHECK(acquired.actual.at("pixel_format") == "Mono16");
  CHECK(acquired.frames->read(0).info.sample_type == SampleType::u16);
  CHECK(acquired.frames->read(0).info.width == 320);
  CHECK(acquired.instrument.detector.model == "Fake");
  camera->close();

  const auto bytes = opened({{"pixel_format", "Mono8"}});
  test::check_live_camera(*bytes);
  CHECK(bytes->acquire({}, {}).frames->read(0).info.significant_bits == 8);
}

TEST_CASE("Aravis's fake camera is found by its name where that is allowed") {
  const FakeCameraProgram program;
  opened()->close();
  const auto named = opened({{"camera", "Aravis-Fake-T1"}, {"remote", "allowed"}});
  CHECK(named->acquire({}, {}).frames->size() == 1);
  named->close();
  CHECK_THROWS_WITH(camera_of({{"camera", "Aravis-Fake-T2"}, {"remote", "allowed"}})->open(),
                    contains_text("no such camera. There are: "));
  const auto found = find_driver("genicam")->probe();
  CHECK(std::any_of(found.begin(), found.end(), [](const FoundDevice& device) {
    return device.settings.at("camera") == "Aravis-Fake-T1";
  }));
}

TEST_CASE("Frames that lose packets on their way end in a named error, never in a frame") {
  const FakeCameraProgram program({"-r", "30"});
  const auto camera = opened();
  CHECK_THROWS_WITH(camera->acquire({}, {.frames = 1, .exposure = ms(10)}),
                    contains_text("3 frames in a row arrived incomplete"));
}

TEST_CASE("A camera that dies is named, and can be opened again when it is back") {
  auto program = std::make_unique<FakeCameraProgram>();
  const auto camera = opened();
  CHECK(camera->acquire({}, {.frames = 2, .exposure = ms(10)}).frames->size() == 2);
  program->kill();
  CHECK_THROWS_WITH(camera->acquire({}, {.frames = 1, .exposure = ms(10)}),
                    contains_text("it does not answer"));
  camera->stop();
  camera->close();
  program.reset();
  program = std::make_unique<FakeCameraProgram>();
  CHECK(opened()->acquire({}, {.frames = 1}).frames->size() == 1);
}
