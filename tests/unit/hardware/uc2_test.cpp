// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/uc2/uc2.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/opened_motors.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using test::contains_text;
using test::EmulatedBoard;
using test::OpenedMotors;

namespace {

constexpr double kFast = 40000;  // steps in a second, as the limits of quick_motors() in half um

DriverSettings settings_of(const EmulatedBoard& board) {
  return test::quick_motors(board.port(), "0.5 um");
}

bool moves(const std::string& line) { return line.find("isabs") != std::string::npos; }

std::int64_t stops_heard(const EmulatedBoard& board) {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto heard = board.heard();
  return std::count_if(heard.begin(), heard.end(), [](const std::string& line) {
    return line.find("isstop") != std::string::npos;
  });
}

/// One board for many faults: it can be moved again after each.
struct FaultyBoard {
  /// Of a motion in which the line that holds `at` is answered by `answer`, where "QID" stands for
  /// the number of the question.
  std::string error_of_motion(const std::string& at, const std::string& answer) {
    const auto stops = stops_heard(*board);
    board->fault = [&](const std::string& line) -> std::optional<std::string> {
      if (line.find(at) == std::string::npos) return std::nullopt;
      const auto number = line.find("\"qid\":") + 6;
      const auto mark = answer.find("QID");
      if (mark == std::string::npos) return answer;
      return answer.substr(0, mark) +
             line.substr(number, line.find_first_of(",}", number) - number) +
             answer.substr(mark + 3);
    };
    std::string error;
    try {
      opened.stage.move_to(um(200), um(0));
    } catch (const DeviceError& thrown) {
      error = thrown.what();
    }
    CHECK(stops_heard(*board) == stops + 1);
    board->fault = {};
    CHECK_THAT(error, StartsWith("uc2 /dev/pts/"));
    return error;
  }

  std::unique_ptr<EmulatedBoard> board = test::emulated_uc2(kFast);
  OpenedMotors opened{"uc2", settings_of(*board)};
};

}  // namespace

TEST_CASE("A board of openUC2 goes where it is sent, says so, and has a light") {
  const auto board = test::emulated_uc2(kFast);
  board->set_position({499, -301, 49});
  OpenedMotors opened("uc2", settings_of(*board));
  CHECK(opened.stage.position() == std::pair(um(249.5), um(-150.5)));
  opened.stage.move_to(um(400), um(-200));
  opened.focus.move_to(um(-30));
  CHECK(board->position() == Steps{800, -400, -60});
  CHECK_THROWS_WITH(opened.stage.move_to(mm(6), um(0)), contains_text("outside the travel"));
  CHECK(board->position() == Steps{800, -400, -60});
  opened.light.set_level(one(0.5));
  CHECK_THAT(board->light(), WithinAbs(0.5, 0.001));
  opened.device->stop();
  CHECK(board->light() == 0);
}

TEST_CASE("The numbers of questions to a board of openUC2 begin again after 255") {
  const auto board = test::emulated_uc2(kFast);
  OpenedMotors opened("uc2", settings_of(*board));
  for (int i = 0; i < 300; ++i) CHECK(opened.focus.position() == um(0));
  opened.focus.move_to(um(20));
  CHECK(board->position() == Steps{0, 0, 40});
  for (const std::string& line : board->heard()) {
    CHECK(line.find("\"qid\":256") == std::string::npos);
    CHECK(line.find("\"qid\":0") == std::string::npos);
  }
}

TEST_CASE("A long move of a board of openUC2 ends at once when that is asked for") {
  const auto board = test::emulated_uc2(kFast / 4);
  OpenedMotors opened("uc2", settings_of(*board));
  board->fault = [](const std::string& line) {
    if (moves(line)) request_stop();
    return std::optional<std::string>();
  };
  CHECK_THROWS_AS(opened.stage.move_to(mm(4.9), um(0)), Stopped);
  CHECK(stops_heard(*board) == 1);
  const Steps first = board->position();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(board->position() == first);
  CHECK(first[x_axis] < 5000);
  withdraw_stop_request();
  board->fault = {};
  // What was left unsaid of the first motion does not end the next one early.
  opened.stage.move_to(mm(1), um(0));
  CHECK(board->position() == Steps{2000, 0, 0});
}

TEST_CASE("What a faulty board of openUC2 answers ends in an error that says what it means") {
  const std::vector<std::array<std::string, 3>> faults{
      {"isabs", "++\n{\"emergency\":{\"active\":1,\"source\":\"button\"}}\n--\n",
       "emergency stop is pressed"},
      {"motor_get", "++\n{\"emergency\":{\"active\":true}}\n--\n", "emergency stop is pressed"},
      {"isabs", "++\n{\"axisEvent\":{\"axis\":1,\"fault\":\"STALL\"}}\n--\n", "STALL"},
      {"isabs", "++\n{\"qid\":QID,\"success\":0}\n--\n", "it refuses"},
      {"isabs", "++\n{\"qid\":-QID}\n--\n", "it refuses"},
      {"isabs", "++\n{\"qid\":QID,\"error\":\"no motor\"}\n--\n", "no motor"},
      {"isabs", "ets Jul 29 2019 12:21:46\r\nrst:0x1 (POWERON_RESET)\r\n", "was reset"},
      {"motor_get", "++\n{\"motor\":{\"steppers\":[{\"stepperid\":1}]},\"qid\":QID}\n--\n",
       "not understood"},
      {"motor_get", "++\n{\"motor\":7,\"qid\":QID}\n--\n", "not understood"},
      {"motor_get",
       "++\n{\"motor\":{\"steppers\":[{\"stepperid\":1,\"position\":9e99}]},\"qid\":QID}\n--\n",
       "not understood"},
      {"motor_get", "++\n[1,2]\n--\n", "not understood"},
      {"motor_get", "++\n{\"motor\":\n--\n", "not understood"},
      {"motor_get", "++\n\x01\xff garbage\n--\n", "not understood"}};
  FaultyBoard bench;
  for (const auto& [at, answer, means] : faults) {
    INFO(at << " -> " << answer);
    CHECK_THAT(bench.error_of_motion(at, answer), contains_text(means));
  }
  bench.opened.stage.move_to(um(50), um(0));
  CHECK(bench.board->position() == Steps{100, 0, 0});
}

TEST_CASE("A board of openUC2 that says it stands elsewhere is stopped, and no more is sent") {
  const auto board = test::emulated_uc2(kFast);
  OpenedMotors opened("uc2", settings_of(*board));
  board->fault = [&](const std::string& line) {
    if (moves(line)) board->set_slip({0, 5, 0});
    return std::optional<std::string>();
  };
  CHECK_THROWS_WITH(opened.focus.move_to(um(900)), contains_text("says that it stands at"));
  CHECK(stops_heard(*board) == 1);
  const auto heard = board->heard();
  CHECK(std::count_if(heard.begin(), heard.end(), moves) == 1);
}

TEST_CASE("A board of openUC2 that is reset in the middle of a move is named") {
  const auto board = test::emulated_uc2(kFast / 10);
  OpenedMotors opened("uc2", settings_of(*board));
  int asked = 0;
  board->fault = [&](const std::string& line) {
    const bool third = line.find("motor_get") != std::string::npos && ++asked == 3;
    if (third) board->set_position({-700, 0, 0});
    return std::optional<std::string>();
  };
  CHECK_THROWS_WITH(opened.stage.move_to(mm(1), um(0)), contains_text("says that it stands at"));
  CHECK(stops_heard(*board) == 1);
}

TEST_CASE("A board of openUC2 that falls silent or whose cable is pulled ends in an error") {
  const auto board = test::emulated_uc2(kFast);
  OpenedMotors opened("uc2", settings_of(*board));
  board->fault = [](const std::string& line) {
    // A frame that is not ended, and nothing more.
    return moves(line) ? std::optional<std::string>("++\n{\"qid\":") : std::nullopt;
  };
  CHECK_THROWS_WITH(opened.stage.move_to(um(200), um(0)), contains_text("no answer"));
  CHECK(stops_heard(*board) == 1);
  board->fault = {};
  board->pull();
  CHECK_THROWS_WITH(opened.stage.move_to(um(0), um(0)), contains_text("is gone"));
}

TEST_CASE("A board of openUC2 is waited for while it starts") {
  const auto board = test::emulated_uc2(kFast);
  int asked = 0;
  board->fault = [&](const std::string&) -> std::optional<std::string> {
    if (++asked == 1) return "ets Jul 29 2019 12:21:46\r\nrst:0x1 (POWERON_RESET),boot:0x13\r\n";
    return std::nullopt;
  };
  OpenedMotors opened("uc2", settings_of(*board));
  CHECK(opened.focus.position() == um(0));
}

TEST_CASE("The channel of the light of a board of openUC2 can be chosen") {
  const auto board = test::emulated_uc2(kFast);
  auto settings = settings_of(*board);
  settings["light_channel"] = "2";
  OpenedMotors opened("uc2", settings);
  opened.light.set_level(one(1));
  CHECK_THAT(board->heard().back(), contains_text("\"LASERid\":2"));
  CHECK_THAT(board->heard().back(), contains_text("\"LASERval\":1023"));
  settings["light_channel"] = "1.5";
  CHECK_THROWS_WITH(make_device("uc2", settings), contains_text("light_channel"));
}
