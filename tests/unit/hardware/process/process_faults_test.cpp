// SPDX-License-Identifier: Apache-2.0
// Programs that hang, lie, babble, die: each ends in a named error, and is told to stop.
#include "hardware/drivers/process/process_port.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/unit/hardware/process/driven_program.hpp"

#include <chrono>
#include <csignal>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::DrivenProgram;
using test::refusal_of;

namespace {

std::string error_on_opening(const std::string& method, const std::string& kind) {
  DrivenProgram driven(method, kind);
  const std::string error = refusal_of([&] { driven.device().open(); });
  CHECK_THROWS_AS(driven.as<Camera>().acquire({}, {}), DeviceError);
  return error;
}

std::string error_of_snap(const std::string& kind) {
  DrivenProgram driven("camera.snap", kind);
  driven.device().open();
  return refusal_of([&] { driven.as<Camera>().acquire({.step = "a"}, {.frames = 1}); });
}

std::string error_of_move(const std::string& method, const std::string& kind) {
  DrivenProgram driven(method, kind);
  driven.device().open();
  const std::string error = refusal_of([&] { driven.as<XYStage>().move_to(um(200), um(0)); });
  INFO(kind);
  CHECK((driven.has_heard("stage.stop") || driven.has_heard("abort") || kind == "exit_moving"));
  return error;
}

/// Ctrl-C, a moment after this is made.
class StopSoon {
 public:
  StopSoon()
      : thread_([] {
          std::this_thread::sleep_for(std::chrono::milliseconds(100));
          request_stop();
        }) {}
  ~StopSoon() { thread_.join(); }

 private:
  std::thread thread_;
};

}  // namespace

TEST_CASE("What is not an answer ends the program, and is quoted") {
  CHECK_THAT(error_of_snap("garbage"), contains_text("is not understood: Camera ready.") &&
                                           contains_text("It said last: nobody's camera, garbage"));
  CHECK_THAT(error_of_snap("number"), contains_text("is not understood"));
  CHECK_THAT(error_of_snap("long_line"), contains_text("a line of more than 1 MiB"));
  CHECK_THAT(error_of_snap("wrong_id"),
             contains_text("its answer to camera.snap is not understood"));
}

TEST_CASE("A frame of another length than its size and format is refused before it is read") {
  CHECK_THAT(error_of_snap("more"), contains_text("100 bytes behind it, where 12 are expected"));
  CHECK_THAT(error_of_snap("huge"), contains_text("more than 2 GiB"));
  CHECK_THAT(error_of_snap("no_transfer"), contains_text("transfer"));
}

TEST_CASE("A refusal of the program is told in its words, and it goes on") {
  DrivenProgram driven("camera.snap", "error");
  driven.device().open();
  CHECK_THAT(refusal_of([&] { driven.as<Camera>().acquire({.step = "a"}, {.frames = 1}); }),
             contains_text("it refuses camera.snap: the ?[31mlid is open."));
  driven.as<XYStage>().move_to(um(20), um(0));
  CHECK(driven.as<XYStage>().position().first == um(20));
}

TEST_CASE("Another version of the protocol, and a camera that helps, are refused on opening") {
  CHECK_THAT(error_on_opening("hello", "version"), contains_text("it speaks version 2"));
  CHECK_THAT(error_on_opening("camera.settings", "automatic"),
             contains_text("changes its images by itself (white balance)"));
  CHECK_THAT(error_on_opening("hello", "garbage"), contains_text("is not understood"));
  CHECK_THAT(error_on_opening("hello", "binning"), contains_text("is not understood: binning"));
}

TEST_CASE("A program that dies is missed at once, at any call") {
  CHECK_THAT(error_on_opening("hello", "exit"), contains_text("it has ended (exit code 3)"));
  CHECK_THAT(error_of_snap("exit"), contains_text("it has ended (exit code 3)"));
  CHECK_THAT(error_of_move("stage.position", "exit_moving"),
             contains_text("If something still moves"));
  DrivenProgram driven;
  driven.device().open();
  kill(driven.process("pid"), SIGKILL);
  CHECK_THAT(refusal_of([&] { driven.as<Focus>().move_to(um(5)); }),
             contains_text("it has ended (signal 9)"));
  CHECK_THAT(refusal_of([&] { driven.as<Focus>().move_to(um(5)); }),
             contains_text("it is not running any more"));
}

TEST_CASE("Every motion that ends in an error is stopped") {
  CHECK_THAT(error_of_move("stage.move", "elsewhere"), contains_text("says that it stands at"));
  CHECK_THAT(error_of_move("stage.move", "garbage"), contains_text("is not understood"));
  CHECK_THAT(error_of_move("stage.move", "error"), contains_text("it refuses stage.move"));
}

TEST_CASE("What a program tells cannot pass for what Etalon records itself") {
  DrivenProgram driven;
  driven.device().open();
  const auto actual = driven.as<Camera>().acquire({.step = "a"}, {.frames = 1}).actual;
  CHECK(actual.at("gain") == "0 dB");
  CHECK(actual.at("camera_visit") == "last");
  CHECK(actual.at("camera_setting.x") == "7 um");
  CHECK(actual.count("visit") + actual.count("setting.x") == 0);
  // As it told at its start.
  CHECK(actual.at("exposure") == "0.01 s");
}

TEST_CASE("A light that says that it is at another level is an error") {
  const auto error_of_light = [](const std::string& kind) {
    DrivenProgram driven("light.set", kind);
    driven.device().open();
    return refusal_of([&] { driven.as<Light>().set_level(one(0.5)); });
  };
  CHECK_THAT(error_of_light("dim"), contains_text("was set to 50 % and is at 20 %, as it says"));
  CHECK_THAT(error_of_light("words"), contains_text("its answer to light.set is not understood"));
  DrivenProgram silent;
  silent.device().open();
  silent.as<Light>().set_level(one(0.5));
  CHECK(silent.as<Light>().level() == std::nullopt);
}

TEST_CASE("Ctrl-C ends an exposure and a motion, and the program goes on") {
  DrivenProgram driven("camera.snap", "silence");
  driven.device().open();
  {
    const StopSoon soon;
    CHECK_THROWS_AS(driven.as<Camera>().acquire({.step = "a"}, {.frames = 1}), Stopped);
  }
  CHECK(driven.has_heard("abort"));
  withdraw_stop_request();
  driven.as<XYStage>().move_to(um(20), um(0));

  DrivenProgram moving("stage.move", "moving");
  moving.device().open();
  {
    const StopSoon soon;
    CHECK_THROWS_AS(moving.as<XYStage>().move_to(mm(4), um(0)), Stopped);
  }
  CHECK(moving.has_heard("stage.stop"));
  CHECK(moving.has_heard("light.set"));
}

TEST_CASE("A call that is late is aborted; what comes next is answered") {
  const test::TemporaryFolder folder;
  const std::string log = (folder.path() / "log").string();
  ProcessPort port({{ETALON_FAULTY_DRIVER, log, "camera.snap", "silence"}, {}, {}});
  port.open();
  CHECK_THROWS_WITH(port.call("camera.snap", nlohmann::json::object(), ms(50)),
                    contains_text("no answer to camera.snap within 0.05 s. It was told to abort, "
                                  "and did."));
  CHECK(port.call("hello", nlohmann::json::object(), s(5)).result.at("protocol") == 1);
  CHECK(port.is_open());
}

TEST_CASE("A part of a frame is not waited for longer than for a frame") {
  const test::TemporaryFolder folder;
  const std::string log = (folder.path() / "log").string();
  ProcessPort port({{ETALON_FAULTY_DRIVER, log, "camera.snap", "part"}, {}, {}});
  port.open();
  CHECK_THROWS_WITH(
      port.call("camera.snap", nlohmann::json::object(), ms(50), ProcessPort::OnStop::gives_up,
                [](const nlohmann::json&) { return std::size_t{12}; }),
      contains_text("only a part of its answer to camera.snap"));
  CHECK_FALSE(port.is_open());
}

TEST_CASE("A program that neither aborts nor ends when it is told is killed") {
  const test::TemporaryFolder folder;
  const std::string log = (folder.path() / "log").string();
  ProcessPort port({{ETALON_FAULTY_DRIVER, log, "stage.move", "deaf"}, {}, {}});
  port.open();
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(port.call("stage.move", nlohmann::json::object(), ms(50)),
                    contains_text("It did not abort either, and was ended."));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(6));
  CHECK_FALSE(port.is_open());
}
