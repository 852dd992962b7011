// SPDX-License-Identifier: Apache-2.0
// Boards that understand G-code, in both dialects.
#include "hardware/drivers/grbl/grbl.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/opened_motors.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using test::contains_text;
using test::EmulatedBoard;
using test::OpenedMotors;

namespace {

constexpr double kSpeed = 20;  // mm/s, as the limits of quick_motors()

struct Dialect {
  std::string name;
  double step_um;
  std::string stop;
  std::string move;
  std::string question;
  std::unique_ptr<EmulatedBoard> (*make)(double);

  std::unique_ptr<EmulatedBoard> board(double times_slower = 1) const {
    return make(kSpeed * 1000 / step_um / times_slower);
  }
  DriverSettings settings(const std::string& port) const {
    auto all = test::quick_motors(port, to_text(um(step_um)));
    all["dialect"] = name;
    return all;
  }
};

const Dialect kGrbl{"grbl", 1, "\x85", "$J=", "?", test::emulated_grbl};
const Dialect kMarlin{"marlin", 10, "M410", "G0 ", "M114", test::emulated_marlin};

std::int64_t times_heard(const EmulatedBoard& board, const std::string& line) {
  const auto heard = board.heard();
  return std::count(heard.begin(), heard.end(), line);
}

/// One board for many faults: it can be moved again after each.
struct FaultyBoard {
  explicit FaultyBoard(const Dialect& which)
      : dialect(which), board(which.board()), opened("grbl", which.settings(board->port())) {}

  /// Of a motion during which a line that begins with `at` is answered by `answer`.
  std::string error_of_motion(const std::string& at, const std::string& answer) {
    const auto stops = times_heard(*board, dialect.stop);
    board->fault = [&](const std::string& line) {
      return line.starts_with(at) ? std::optional(answer) : std::nullopt;
    };
    goal = goal + um(100);
    std::string error;
    try {
      opened.stage.move_to(goal, um(0));
    } catch (const DeviceError& thrown) {
      error = thrown.what();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    board->fault = {};
    CHECK(times_heard(*board, dialect.stop) == stops + 1);
    CHECK_THAT(error, StartsWith(dialect.name + " /dev/pts/"));
    return error;
  }

  const Dialect& dialect;
  std::unique_ptr<EmulatedBoard> board;
  OpenedMotors opened;
  Length goal;
};

}  // namespace

TEST_CASE("A board with G-code goes where it is sent, and says so") {
  for (const Dialect& dialect : {std::cref(kGrbl), std::cref(kMarlin)}) {
    INFO(dialect.name);
    const auto board = dialect.board();
    const auto steps = [&](double micrometres) {
      return static_cast<std::int64_t>(std::lround(micrometres / dialect.step_um));
    };
    board->set_position({steps(250), steps(-1500), steps(40)});
    OpenedMotors opened("grbl", dialect.settings(board->port()));
    const auto [x, y] = opened.stage.position();
    CHECK_THAT(x.in(um), WithinAbs(250, 1e-9));
    CHECK_THAT(y.in(um), WithinAbs(-1500, 1e-9));
    opened.stage.move_to(um(400), um(-1200));
    opened.focus.move_to(um(-30));
    CHECK(board->position() == Steps{steps(400), steps(-1200), steps(-30)});
    CHECK_THAT(opened.focus.position().in(um), WithinAbs(-30, 1e-9));
    CHECK_THROWS_WITH(opened.stage.move_to(mm(6), um(0)), contains_text("outside the travel"));
    CHECK(board->position() == Steps{steps(400), steps(-1200), steps(-30)});
    CHECK_THROWS_WITH(opened.light.set_level(one(0.5)), contains_text("no light"));
  }
}

TEST_CASE("What is sent to a board with G-code is spelt in millimetres") {
  const auto board = kGrbl.board();
  auto settings = kGrbl.settings(board->port());
  settings["step_x"] = "0.5 um";  // an axis of which 0.001 mm of the board is half a micrometre
  settings["speed"] = "1 mm";
  OpenedMotors opened("grbl", settings);
  opened.stage.move_to(um(-10), um(0));
  CHECK(times_heard(*board, "$J=G53 G90 G21 X-0.020 F120.000") == 1);
  opened.stage.move_to(um(-10), um(30));
  CHECK(times_heard(*board, "$J=G53 G90 G21 Y0.030 F60.000") == 1);
  opened.stage.move_to(um(0), um(0));
  CHECK(times_heard(*board, "$J=G53 G90 G21 X0.000 Y0.000 F60.000") == 1);
}

TEST_CASE("A long move of a board with G-code ends at once when that is asked for") {
  for (const Dialect& dialect : {std::cref(kGrbl), std::cref(kMarlin)}) {
    INFO(dialect.name);
    // Marlin has to end what it has begun; half a second of it.
    const auto board = dialect.board(dialect.name == "grbl" ? 4 : 1);
    auto settings = dialect.settings(board->port());
    settings["speed"] = "4 mm";
    OpenedMotors opened("grbl", settings);
    board->fault = [&](const std::string& line) {
      if (line.starts_with(dialect.move)) request_stop();
      return std::optional<std::string>();
    };
    CHECK_THROWS_AS(opened.stage.move_to(mm(4.9), um(0)), Stopped);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const Steps first = board->position();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(board->position() == first);
    CHECK(static_cast<double>(first[x_axis]) * dialect.step_um <= 2001);
    CHECK(times_heard(*board, dialect.stop) == 1);
  }
}

TEST_CASE("What a faulty Grbl answers ends in an error that says what it means, and in stop") {
  const std::vector<std::array<std::string, 3>> faults{
      {"$J=", "error:15\r\n", "outside the travel that the board knows"},
      {"$J=", "error:9\r\n", "locked by an alarm"},
      {"$J=", "error:77\r\n", "list of errors"},
      {"$J=", "ALARM:1\r\n", "end switch was touched"},
      {"?", "ALARM:3\r\n", "reset while it moved"},
      {"?", "<Alarm|MPos:0.000,0.000,0.000|FS:0,0>\r\n", "stands in alarm"},
      {"?", "<Hold:0|MPos:0.000,0.000,0.000|FS:0,0>\r\n", "cannot be moved in its state"},
      {"?", "<Dance|MPos:0.000,0.000,0.000|FS:0,0>\r\n", "not understood"},
      {"?", "<Idle|MPos:0.000,0.000|FS:0,0>\r\n", "not understood"},
      {"?", "<Idle|MPos:1e99,0.000,0.000|FS:0,0>\r\n", "not understood"},
      {"?", "<Idle|MPos:0.0x0,0.000,0.000|FS:0,0>\r\n", "not understood"},
      {"?", "<Idle|WPos:0.000,0.000,0.000|FS:0,0>\r\n", "$10=1"},
      {"?", "<Idle|MPos:0.0\r\n", "not understood"},
      {"?", "<\r\n", "not understood"},
      {"?", "\x01\xff garbage\r\n", "not understood"},
      {"$J=", "Grbl 1.1h ['$' for help]\r\n", "was reset"}};
  FaultyBoard bench(kGrbl);
  for (const auto& [at, answer, means] : faults) {
    INFO(at << " -> " << answer);
    CHECK_THAT(bench.error_of_motion(at, answer), contains_text(means));
  }
  bench.opened.stage.move_to(um(50), um(0));
  CHECK_THAT(bench.opened.stage.position().first.in(um), WithinAbs(50, 1e-9));
}

TEST_CASE("What a faulty Marlin answers ends in an error that says what it means, and in stop") {
  const std::vector<std::array<std::string, 3>> faults{
      {"G0", "echo:Unknown command: \"G0\"\r\nok\r\n", "it refuses"},
      {"G0", "echo:Home XYZ first\r\nok\r\n", "only after homing"},
      {"M400", "Error:Printer halted. kill() called!\r\n", "Printer halted"},
      {"M400", "start\r\necho:Marlin 2.1\r\n", "was reset"},
      {"M114", "X:1.0\r\nok\r\n", "not understood"},
      {"M114", "X:1.00 Y:a Z:0.00\r\nok\r\n", "not understood"},
      {"M114", "\x01\xff garbage\r\n", "not understood"}};
  FaultyBoard bench(kMarlin);
  for (const auto& [at, answer, means] : faults) {
    INFO(at << " -> " << answer);
    CHECK_THAT(bench.error_of_motion(at, answer), contains_text(means));
  }
  bench.opened.stage.move_to(um(50), um(0));
  CHECK_THAT(bench.opened.stage.position().first.in(um), WithinAbs(50, 1e-9));
}

TEST_CASE("A board with G-code that says it stands elsewhere is stopped, and no more is sent") {
  for (const Dialect& dialect : {std::cref(kGrbl), std::cref(kMarlin)}) {
    INFO(dialect.name);
    const auto board = dialect.board();
    OpenedMotors opened("grbl", dialect.settings(board->port()));
    board->fault = [&](const std::string& line) {
      if (line.starts_with(dialect.move)) board->set_slip({0, 5, 0});
      return std::optional<std::string>();
    };
    CHECK_THROWS_WITH(opened.focus.move_to(um(900)), contains_text("says that it stands at"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(times_heard(*board, dialect.stop) == 1);
    const auto heard = board->heard();
    CHECK(std::count_if(heard.begin(), heard.end(), [&](const std::string& line) {
            return line.starts_with(dialect.move);
          }) == 1);
  }
}

TEST_CASE("A Grbl that is reset in the middle of a move is named, though it greets nobody") {
  const auto board = kGrbl.board(10);
  OpenedMotors opened("grbl", kGrbl.settings(board->port()));
  opened.stage.move_to(um(300), um(300));
  int asked = 0;
  board->fault = [&](const std::string& line) {
    if (line == "?" && ++asked == 3) board->set_position({0, 0, 0});
    return std::optional<std::string>();
  };
  CHECK_THROWS_WITH(opened.stage.move_to(mm(1), mm(1)), contains_text("says that it stands at"));
}

TEST_CASE("A board with G-code that falls silent in the middle of a line ends in an error") {
  const auto board = kGrbl.board();
  OpenedMotors opened("grbl", kGrbl.settings(board->port()));
  board->fault = [&](const std::string& line) {
    return line.starts_with("$J=") ? std::optional<std::string>("o") : std::nullopt;
  };
  CHECK_THROWS_WITH(opened.stage.move_to(um(200), um(0)), contains_text("no answer"));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(times_heard(*board, kGrbl.stop) == 1);
}

TEST_CASE("A board with G-code whose cable is pulled ends in an error, not in a wait") {
  for (const Dialect& dialect : {std::cref(kGrbl), std::cref(kMarlin)}) {
    INFO(dialect.name);
    const auto board = dialect.board();
    OpenedMotors opened("grbl", dialect.settings(board->port()));
    board->pull();
    CHECK_THROWS_WITH(opened.stage.move_to(um(0), um(0)), contains_text("is gone"));
  }
}

TEST_CASE("A driver of G-code refuses a dialect that it does not speak, and needs its port") {
  auto settings = kGrbl.settings("/nonexistent/port");
  settings["dialect"] = "fanuc";
  CHECK_THROWS_WITH(make_device("grbl", settings), contains_text("expected grbl or marlin"));
  settings.erase("port");
  CHECK_THROWS_WITH(make_device("grbl", settings), contains_text("port: missing"));
}
