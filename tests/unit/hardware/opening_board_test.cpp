// SPDX-License-Identifier: Apache-2.0
// Boards with motors at the moment when they are opened: what talks at the port may be no board,
// and the board may still move.
#include "hardware/safety/stop_request.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/opened_motors.hpp"
#include "tests/support/refusal.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::EmulatedBoard;

namespace {

using Clock = std::chrono::steady_clock;

const char* const kPosition = "$GPGGA,123519,4807.038,N,01131.000,E,1,08*47\r\n";

struct Kind {
  std::string driver;
  std::string dialect;
  std::string called;  ///< in messages
  std::string step;
  std::unique_ptr<EmulatedBoard> (*switched_on)(double steps_per_second);

  DriverSettings settings(const std::string& port) const {
    auto all = test::quick_motors(port, step);
    if (!dialect.empty()) all["dialect"] = dialect;
    return all;
  }
};

std::unique_ptr<EmulatedBoard> answering_sangaboard(double steps_per_second) {
  return test::emulated_sangaboard(test::SangaboardFirmware::answering, steps_per_second);
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"sangaboard", "", "a Sangaboard", "0.5 um", answering_sangaboard},
      {"grbl", "grbl", "a board with Grbl", "1 um", test::emulated_grbl},
      {"grbl", "marlin", "a board with Marlin", "10 um", test::emulated_marlin},
      {"uc2", "", "a board of openUC2", "0.5 um", test::emulated_uc2}};
  return all;
}

struct Opening {
  std::string error;
  std::chrono::duration<double> took{};
};

Opening opening_of(const Kind& kind, const std::string& port) {
  const auto device = make_device(kind.driver, kind.settings(port));
  const auto begin = Clock::now();
  Opening result;
  result.error = test::refusal_of([&] { device->open(); });
  result.took = Clock::now() - begin;
  return result;
}

test::PtyLine chatty_line() {
  return test::PtyLine([](const std::string&) { return std::string(); }, "", "",
                       {kPosition, std::chrono::milliseconds(100)});
}

}  // namespace

TEST_CASE("What talks, but is no such board, is given up after seconds, and quoted") {
  withdraw_stop_request();
  std::vector<std::future<Opening>> openings;
  for (const Kind& kind : kinds()) {
    openings.push_back(std::async(std::launch::async, [&kind] {
      const test::PtyLine line = chatty_line();
      return opening_of(kind, line.port());
    }));
  }
  for (std::size_t i = 0; i < kinds().size(); ++i) {
    const Opening opening = openings[i].get();
    CHECK_THAT(opening.error, contains_text("it talks, but not as " + kinds()[i].called +
                                            " does: \"$GPGGA,123519") &&
                                  contains_text("Is it the right port?"));
    CHECK(opening.took < std::chrono::seconds(8));
  }
}

TEST_CASE("A request to stop ends the opening of a board that is none") {
  for (const Kind& kind : kinds()) {
    INFO(kind.called);
    withdraw_stop_request();
    const test::PtyLine line = chatty_line();
    std::thread stops([] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      request_stop();
    });
    const auto device = make_device(kind.driver, kind.settings(line.port()));
    const auto begin = Clock::now();
    CHECK_THROWS_AS(device->open(), Stopped);
    CHECK(Clock::now() - begin < std::chrono::seconds(2));
    stops.join();
    withdraw_stop_request();
  }
}

TEST_CASE("A board of openUC2 that tells its news all the time is opened nevertheless") {
  withdraw_stop_request();
  int number = 0;
  const test::PtyLine line(
      [&](const std::string& question) {
        const auto begin = question.find("\"qid\":") + 6;
        const std::string qid = question.substr(begin, question.find_first_of(",}", begin) - begin);
        ++number;
        return "++\n{\"motor\":{\"steppers\":[{\"stepperid\":1,\"position\":4},{\"stepperid\":2,"
               "\"position\":5},{\"stepperid\":3,\"position\":6}]},\"qid\":" +
               qid + "}\n--\n";
      },
      "", "", {"++\n{\"heartbeat\":1}\n--\n", std::chrono::milliseconds(100)});
  const auto begin = Clock::now();
  const test::OpenedMotors opened("uc2", kinds().back().settings(line.port()));
  CHECK(Clock::now() - begin < std::chrono::seconds(10));
  CHECK(opened.focus.position() == um(3));
  CHECK(number < 20);
}

TEST_CASE("A board that still moves when it is opened stands before its place is believed") {
  for (const Kind& kind : kinds()) {
    INFO(kind.called);
    // Marlin is not stopped but waited for.
    const bool waited_for = kind.dialect == "marlin";
    const auto board = kind.switched_on(200);
    board->begin_by_itself({waited_for ? 100 : 400, 0, 0});
    const test::OpenedMotors opened(kind.driver, kind.settings(board->port()));
    const Length told = opened.stage.position().first;
    const Steps there = board->position();
    CHECK(there[x_axis] > 0);
    CHECK((there[x_axis] < 400));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(board->position() == there);
    CHECK(opened.stage.position().first == told);
  }
}

TEST_CASE("A board that stands is told nothing but questions when it is opened") {
  for (const Kind& kind : kinds()) {
    INFO(kind.called);
    const auto board = kind.switched_on(1e5);
    const test::OpenedMotors opened(kind.driver, kind.settings(board->port()));
    for (const std::string& line : board->heard()) {
      CHECK(line.find("stop") == std::string::npos);
      CHECK(line != "\x85");
      CHECK(line != "M410");
    }
  }
}
