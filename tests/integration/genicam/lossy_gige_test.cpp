// SPDX-License-Identifier: Apache-2.0
// A network that loses a packet now and then ends no run: such frames are taken again.
#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "suite/records/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_gige.hpp"
#include "tests/support/fake_camera_program.hpp"
#include "tests/support/speckled_frame.hpp"
#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;

namespace {

constexpr const char* kLook = R"(protocol: look
version: "1"
title: T
steps:
  - look: {acquire: {frames: 24}}
)";
constexpr std::size_t kFrames = 24;

/// A program that was just started needs a moment.
std::shared_ptr<Camera> found(const DriverSettings& settings) {
  for (int attempt = 0;; ++attempt) {
    try {
      auto camera = std::dynamic_pointer_cast<Camera>(make_device("genicam", settings));
      camera->open();
      return camera;
    } catch (const DeviceError&) {
      if (attempt == 20) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
}

records::RunDetail look(std::shared_ptr<Camera> camera) {
  const test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  Microscope microscope;
  microscope.camera = std::move(camera);
  return store.load_run(
      run_procedure(protocols::read_procedure_text(kLook, "look.yaml"), microscope, store, {}));
}

void check_whole(const records::RunDetail& run) {
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(run.frames.size() == kFrames);
}

}  // namespace

TEST_CASE("A run during which frames now and then arrive incomplete takes them again") {
  // Of so many packets that half of them are never all or none.
  test::EmulatedGige emulated(160, 128, {});
  emulated.picture = [&, number = 0](Time) mutable {
    emulated.lose(++number % 8 == 0 ? 0.5 : 0);
    Frame frame = test::speckled_frame(number, 160, 128);
    for (auto& sample : std::get<std::vector<std::uint16_t>>(frame.samples)) sample &= 4095U;
    return frame;
  };
  const auto run = look(found({{"camera", "127.0.0.1"}}));
  check_whole(run);
  // All but each eighth of them arrived.
  CHECK(emulated.pictures() == 27);
  CHECK(run.frames.back().settings.at("frames_lost") == "3");
}

TEST_CASE("A run with a GigE camera that loses a packet in a thousand is a whole run") {
  const test::FakeCameraProgram program({"-r", "1"});
  check_whole(look(
      found({{"camera", "127.0.0.1"}, {"pixel_format", "Mono8"}, {"region", "0, 0, 64, 64"}})));
}
