// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/sangaboard/sangaboard.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/opened_motors.hpp"
#include "tests/support/refusal.hpp"

#include <algorithm>
#include <optional>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::EmulatedBoard;
using Firmware = test::SangaboardFirmware;

namespace {

DriverSettings settings_of(const std::string& port) {
  auto settings = test::quick_motors(port, "0.5 um");
  settings["speed"] = "10 mm";
  return settings;
}

struct Opened : test::OpenedMotors {
  explicit Opened(const EmulatedBoard& board)
      : OpenedMotors("sangaboard", settings_of(board.port())) {}
};

constexpr double kFast = 20000;  // steps in a second, as the speed above

}  // namespace

TEST_CASE("A Sangaboard of either firmware goes where it is sent, and says so") {
  for (const Firmware firmware : {Firmware::deaf, Firmware::answering}) {
    const auto board = test::emulated_sangaboard(firmware, kFast);
    board->set_position({499, -301, 49});
    Opened opened(*board);
    CHECK(opened.stage.position() == std::pair(um(249.5), um(-150.5)));
    opened.stage.move_to(um(400), um(-200));
    opened.focus.move_to(um(-30));
    CHECK(board->position() == Steps{800, -400, -60});
    CHECK(opened.focus.position() == um(-30));
    CHECK_THROWS_AS(opened.stage.move_to(mm(6), um(0)), DeviceError);
    CHECK(board->position() == Steps{800, -400, -60});
  }
}

TEST_CASE("A Sangaboard that answers has a light, an older one says that it has none") {
  const auto board = test::emulated_sangaboard(Firmware::answering, kFast);
  Opened opened(*board);
  opened.light.set_level(one(0.25));
  CHECK(board->light() == 0.25);
  CHECK_THROWS_AS(opened.light.set_level(one(1.5)), DeviceError);
  opened.device->stop();
  CHECK(board->light() == 0);

  const auto old = test::emulated_sangaboard(Firmware::deaf, kFast);
  Opened dark(*old);
  CHECK_THROWS_WITH(dark.light.set_level(one(1)),
                    Catch::Matchers::Contains("Take light out of the scope"));
  CHECK_THROWS_WITH(dark.light.level(), Catch::Matchers::Contains("switches no light"));
}

TEST_CASE("A long move of a Sangaboard ends at once when that is asked for") {
  for (const Firmware firmware : {Firmware::deaf, Firmware::answering}) {
    // The old one has to end what it has begun; half a second of it.
    const auto board =
        test::emulated_sangaboard(firmware, firmware == Firmware::deaf ? kFast : kFast / 4);
    Opened opened(*board);
    board->fault = [](const std::string& line) {
      if (line.starts_with("mr ")) request_stop();
      return std::optional<std::string>();
    };
    CHECK_THROWS_AS(opened.stage.move_to(mm(4.9), um(0)), Stopped);
    const Steps first = board->position();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(board->position() == first);
    CHECK(static_cast<double>(first[x_axis]) <= 0.5 * kFast + 1);
  }
}

TEST_CASE("What a faulty Sangaboard answers ends in an error that names it") {
  const std::vector<std::pair<std::string, std::string>> faults{
      {"p", "\x01\xff garbage\r\n"},        {"p", "1 2\r\n"},    {"p", "1 2 3 4\r\n"},
      {"mr", "ERROR: stalled\r\n"},         {"mr", "what?\r\n"}, {"moving?", "perhaps\r\n"},
      {"p", "99999999999999999999 0 0\r\n"}};
  for (const auto& [command, answer] : faults) {
    INFO(command << " -> " << answer);
    const auto board = test::emulated_sangaboard(Firmware::answering, kFast);
    Opened opened(*board);
    board->fault = [&, command = command, answer = answer](const std::string& line) {
      return line.starts_with(command) ? std::optional(answer) : std::nullopt;
    };
    CHECK_THROWS_WITH(opened.stage.move_to(um(100), um(0)),
                      Catch::Matchers::StartsWith("sangaboard /dev/pts/"));
    const auto heard = board->heard();
    CHECK(std::count(heard.begin(), heard.end(), "stop") == 1);
  }
}

TEST_CASE("Bytes that are no text leave the message of a Sangaboard whole") {
  const auto board = test::emulated_sangaboard(Firmware::answering, kFast);
  Opened opened(*board);
  for (const std::string& answer :
       {std::string("\xff\xfe\0?!\r\n", 7), std::string("ERROR \xff\xfe\0?!\r\n", 13)}) {
    board->fault = [&](const std::string&) { return std::optional(answer); };
    const std::string error = test::refusal_of([&] { opened.stage.position(); });
    CHECK_THAT(error, test::contains_text("?? ?!"));
    CHECK_THAT(error, test::contains_text("does no other program talk to it?") ||
                          test::contains_text("it refuses \"p\""));
    CHECK(is_one_line(error));
  }
}

TEST_CASE("A Sangaboard whose cable is pulled ends in an error, not in a wait") {
  const auto board = test::emulated_sangaboard(Firmware::answering, kFast);
  Opened opened(*board);
  board->pull();
  CHECK_THROWS_WITH(opened.stage.move_to(um(100), um(0)), Catch::Matchers::Contains("is gone"));
}

TEST_CASE("A port that is missing, shared or silent is named") {
  CHECK_THROWS_WITH(make_device("sangaboard", settings_of("/nonexistent/port"))->open(),
                    Catch::Matchers::Contains("no such port"));
  const auto board = test::emulated_sangaboard(Firmware::answering, kFast);
  Opened first(*board);
  CHECK_THROWS_WITH(make_device("sangaboard", settings_of(board->port()))->open(),
                    Catch::Matchers::Contains("another program"));
  test::PtyLine silent([](const std::string&) { return std::string(); });
  CHECK_THROWS_WITH(make_device("sangaboard", settings_of(silent.port()))->open(),
                    Catch::Matchers::Contains("no answer"));
}
