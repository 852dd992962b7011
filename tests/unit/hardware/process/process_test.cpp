// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/process/driven_program.hpp"

#include <cstdlib>
#include <thread>
#include <unistd.h>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::DrivenProgram;

namespace {

/// Neither running nor waiting to be collected by us.
bool is_gone(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto name_end = text.rfind(')');
  return name_end == std::string::npos || text.substr(name_end + 2, 1) == "Z";
}

bool is_gone_soon(int process) {
  for (int i = 0; i < 100 && !is_gone(process); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return is_gone(process);
}

/// What a shell script sees of its surroundings.
std::string told_by(const std::string& script, const DriverSettings& more = {}) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "told";
  DriverSettings settings = more;
  settings["command"] = command_text({"sh", "-c", script + " > '" + file.string() + "'"});
  const auto device = make_device("process", settings);
  CHECK_THROWS_AS(device->open(), DeviceError);
  std::ifstream told(file);
  return {std::istreambuf_iterator<char>(told), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("A program of one's own keeps what devices promise", "[conformance]") {
  DrivenProgram driven;
  driven.device().open();
  test::check_live_camera(driven.as<Camera>());
  test::check_focus(driven.as<Focus>());
  test::check_stage(driven.as<XYStage>());
  test::check_shining_light(driven.as<Light>(), [&] { return driven.light(); });
}

TEST_CASE("What a program tells of itself and of its frames is kept with them") {
  DrivenProgram driven;
  driven.device().open();
  const auto taken = driven.as<Camera>().acquire({.step = "a"}, {.frames = 2, .exposure = ms(20)});
  REQUIRE(taken.frames->size() == 2);
  const FrameInfo info = taken.frames->read(1).info;
  CHECK(info.width == 4);
  CHECK(info.height == 3);
  CHECK(info.transfer == Transfer::linear);
  CHECK_FALSE(info.lossy);
  CHECK(info.significant_bits == 8);
  CHECK(std::get<std::vector<std::uint8_t>>(taken.frames->read(1).samples).at(11) == 2);
  CHECK(taken.actual.at("gain") == "0 dB");
  CHECK(taken.actual.at("exposure") == "0.02 s");
  CHECK(taken.instrument.manufacturer == "nobody");
  CHECK(taken.instrument.detector.binning == "2 x 2");
  REQUIRE(taken.instrument.detector.pixel_pitch);
  CHECK(taken.instrument.detector.pixel_pitch->per_px == um_sensor(3.45));
}

TEST_CASE("A program is told goodbye, and neither it nor what it has started stays behind") {
  DrivenProgram driven("", "");
  driven.device().open();
  CHECK_FALSE(is_gone(driven.process("pid")));
  driven.device().close();
  CHECK(driven.heard().back() == "bye");
  CHECK(access(("/proc/" + std::to_string(driven.process("pid"))).c_str(), F_OK) != 0);

  DrivenProgram parent("none", "offspring");
  parent.device().open();
  REQUIRE(parent.process("child") > 0);
  parent.device().close();
  CHECK(is_gone_soon(parent.process("child")));
}

TEST_CASE("A device that was closed can be opened again") {
  DrivenProgram driven;
  driven.device().open();
  driven.device().close();
  CHECK_THROWS_WITH(driven.as<Camera>().acquire({}, {}), contains_text("not open"));
  driven.device().open();
  CHECK(driven.as<Camera>().acquire({.step = "a"}, {.frames = 1}).frames->size() == 1);
}

TEST_CASE("A program that is not there is named, and where it was looked for") {
  const auto device = make_device("process", {{"command", "./no-such-program --x"}});
  CHECK_THROWS_WITH(device->open(), contains_text("process ./no-such-program --x: it cannot be "
                                                  "started: ./no-such-program: No such file"));
  CHECK_THROWS_WITH(make_device("process", {{"command", "x"}, {"travel_x", "-1 mm, 1 mm"}}),
                    contains_text("step_x"));
}

TEST_CASE(
    "A program stands in its folder, without a shell, our files and most of our environment") {
  setenv("ETALON_SECRET", "1", 1);
  CHECK(told_by("pwd", {{"folder", "/usr"}}) == "/usr\n");
  CHECK(told_by("echo $ETALON_SECRET.$HOME") == "." + std::string(getenv("HOME")) + "\n");
  const int ours = dup(STDIN_FILENO);
  REQUIRE(ours > 2);
  CHECK(told_by("test -e /proc/self/fd/" + std::to_string(ours) + " || echo none") == "none\n");
  ::close(ours);
}

TEST_CASE("What a program says to stderr goes to the log that is named, and into errors") {
  const test::TemporaryFolder folder;
  const auto log = folder.path() / "log.txt";
  const auto device = make_device(
      "process",
      {{"command", "sh -c \"echo no camera found >&2; exit 7\""}, {"log", log.string()}});
  CHECK_THROWS_WITH(device->open(), contains_text("it has ended (exit code 7)") &&
                                        contains_text("It said last: no camera found"));
  std::ifstream file(log);
  std::string line;
  std::getline(file, line);
  CHECK(line == "no camera found");
}
