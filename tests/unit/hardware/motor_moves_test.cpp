// SPDX-License-Identifier: Apache-2.0
// Whatever is asked for, and whatever a board does: what MotorMoves promises.
#include "hardware/safety/motor_moves.hpp"

#include "hardware/safety/stop_request.hpp"
#include "tests/support/catch.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;

namespace {

/// A board in memory that notes what it is told, and may misbehave.
class NotingBoard : public MotorBoard {
 public:
  std::string name() const override { return "board"; }
  void open() override {}
  void close() noexcept override { light_at_end = light_level; }
  bool keeps_zero() const override { return keeps; }
  Steps position() override {
    if (fails_after >= 0 && asked++ >= fails_after) throw DeviceError("board", "gone");
    if (drifts) at[x_axis] += 10;
    return at;
  }
  void begin_move(const Steps& by, Time /*longest*/) override {
    moves.push_back(by);
    for (std::size_t i = 0; i < kAxes; ++i) {
      at[i] += static_cast<std::int64_t>(std::lround(static_cast<double>(by[i]) * goes));
      lowest[i] = std::min(lowest[i], at[i]);
      highest[i] = std::max(highest[i], at[i]);
    }
    if (stop_asked_for) request_stop();
  }
  bool moving() override { return never_ends || stop_asked_for; }
  bool can_stop() const override { return stops; }
  void stop() noexcept override {
    ++stopped;
    if (obeys) never_ends = drifts = false;
  }
  void set_light(Ratio level) override {
    if (light_fails) throw DeviceError("board", "was reset");
    light_level = level.in(one);
  }
  std::optional<Ratio> light() override { return told_light; }

  Steps at{};
  Steps lowest{};
  Steps highest{};
  std::vector<Steps> moves;
  double goes = 1;  ///< share of the way that it really goes
  int fails_after = -1;
  int asked = 0;
  bool never_ends = false;
  bool drifts = false;  ///< it moves and does not say so
  bool obeys = false;   ///< a stop ends what never ends
  bool stop_asked_for = false;
  bool stops = true;
  bool keeps = true;
  int stopped = 0;
  double light_level = 1;
  std::optional<Ratio> told_light;
  double light_at_end = -1;
  bool light_fails = false;
};

MotorLimits limits_of(double step_um) {
  const AxisLimits axis{um(step_um), {um(-100), um(60)}, um(400), um(2 * step_um)};
  return {{axis, axis, axis}, TowardsSlide::up, um(7)};
}

struct Bench {
  explicit Bench(double step_um = 0.3) : moves(board, limits_of(step_um)) {
    withdraw_stop_request();
    moves.open();
  }
  ~Bench() { withdraw_stop_request(); }
  std::shared_ptr<NotingBoard> board = std::make_shared<NotingBoard>();
  MotorMoves moves;
};

}  // namespace

TEST_CASE("No command of a motor leaves the travel, whatever is asked for") {
  std::mt19937 generator(7);
  std::uniform_real_distribution<double> place(-180, 120);
  for (const double step : {0.07, 0.3, 1.0, 3.7}) {
    for (const bool stops : {true, false}) {
      Bench bench(step);
      bench.board->stops = stops;
      int refused = 0;
      for (int i = 0; i < 60; ++i) {
        const Place asked{um(place(generator)), um(place(generator)), um(place(generator))};
        const Steps before = bench.board->at;
        bool inside = true;
        for (const auto& where : asked) inside = inside && *where >= um(-100) && *where <= um(60);
        if (inside) {
          bench.moves.move_to(asked);
          for (std::size_t axis = 0; axis < kAxes; ++axis) {
            const double off =
                std::abs(asked[axis]->in(um)-step * static_cast<double>(bench.board->at[axis]));
            CHECK(off <= step);
          }
        } else {
          CHECK_THROWS_AS(bench.moves.move_to(asked), DeviceError);
          CHECK(bench.board->at == before);
          ++refused;
        }
      }
      CHECK(refused > 10);
      for (std::size_t axis = 0; axis < kAxes; ++axis) {
        CHECK(step * static_cast<double>(bench.board->lowest[axis]) >= -100);
        CHECK(step * static_cast<double>(bench.board->highest[axis]) <= 60);
      }
    }
  }
}

TEST_CASE("A place that is no number moves no motor") {
  Bench bench;
  for (const double wrong :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_AS(bench.moves.move_to({um(wrong), um(0), um(0)}), DeviceError);
  }
  CHECK(bench.board->moves.empty());
  CHECK(bench.board->stopped == 2);
}

TEST_CASE("The focus nears the slide in short moves, and leaves it in one") {
  Bench bench(0.5);
  bench.moves.move_to({std::nullopt, std::nullopt, um(40)});
  CHECK(bench.board->moves.size() == 6);
  for (const Steps& move : bench.board->moves) CHECK(move[z_axis] <= 14);
  bench.board->moves.clear();
  bench.moves.move_to({std::nullopt, std::nullopt, um(-40)});
  CHECK(bench.board->moves.size() == 1);
}

TEST_CASE("A board that cannot be stopped is moved for half a second at a time") {
  Bench bench(0.5);
  bench.board->stops = false;
  bench.moves.move_to({um(-100), um(60), std::nullopt});
  for (const Steps& move : bench.board->moves) {
    CHECK(std::abs(move[x_axis]) <= 400);
    CHECK(std::abs(move[y_axis]) <= 400);
  }
  CHECK(bench.board->at == Steps{-200, 120, 0});
}

TEST_CASE("A motor that does not arrive is stopped, and no more is sent") {
  Bench bench;
  bench.board->goes = 0.9;
  CHECK_THROWS_WITH(bench.moves.move_to({um(50), um(50), um(0)}),
                    Catch::Matchers::Contains("says that it stands at"));
  CHECK(bench.board->moves.size() == 1);
  CHECK(bench.board->stopped == 1);
  CHECK(bench.board->light_level == 0);
}

TEST_CASE("A board that stands outside its travel is not moved") {
  Bench bench;
  bench.board->at = {1000, 0, 0};
  CHECK_THROWS_WITH(bench.moves.move_to({um(0), um(0), um(0)}),
                    Catch::Matchers::Contains("outside the travel"));
  CHECK(bench.board->moves.empty());
}

TEST_CASE("A motion ends when that is asked for, and nothing begins after") {
  Bench bench;
  bench.board->stop_asked_for = true;
  CHECK_THROWS_AS(bench.moves.move_to({um(50), um(0), um(0)}), Stopped);
  CHECK(bench.board->stopped == 1);
  CHECK(bench.board->light_level == 0);
  CHECK(bench.board->moves.size() == 1);
  bench.board->stop_asked_for = false;
  CHECK_THROWS_AS(bench.moves.move_to({um(0), um(0), um(0)}), Stopped);
  CHECK(bench.board->moves.size() == 1);
}

TEST_CASE("Stop is sent whenever a motion ends in an error") {
  for (int fails_after = 0; fails_after < 4; ++fails_after) {
    Bench bench;
    bench.board->stops = false;
    bench.board->fails_after = fails_after;
    CHECK_THROWS_AS(bench.moves.move_to({um(-100), um(60), um(60)}), DeviceError);
    CHECK(bench.board->stopped == 1);
  }
}

TEST_CASE("A motion that never ends is given up after twice its time and two seconds") {
  Bench bench;
  bench.board->never_ends = true;
  CHECK_THROWS_WITH(bench.moves.move_to({um(1), std::nullopt, std::nullopt}),
                    Catch::Matchers::Contains("still moves"));
  CHECK(bench.board->stopped == 1);
}

TEST_CASE("A board that moves when it is opened is told to stop, and waited for") {
  for (const bool says_so : {true, false}) {
    const auto board = std::make_shared<NotingBoard>();
    MotorMoves moves(board, limits_of(1));
    withdraw_stop_request();
    moves.open();
    CHECK(board->stopped == 0);
    moves.close();
    (says_so ? board->never_ends : board->drifts) = true;
    board->obeys = true;
    moves.open();
    CHECK(board->stopped == 1);
    moves.close();
    (says_so ? board->never_ends : board->drifts) = true;
    board->obeys = false;
    if (says_so) {
      CHECK_THROWS_WITH(moves.open(),
                        Catch::Matchers::Contains("was told to stop, and still moves"));
    }
    std::thread stops([] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      request_stop();
    });
    const auto begin = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(moves.open(), Stopped);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
    stops.join();
    withdraw_stop_request();
  }
}

TEST_CASE("A place in a message has as many digits as anybody cares for") {
  Bench bench(0.1);
  bench.board->at = {-1856, 0, 0};
  CHECK_THROWS_WITH(bench.moves.move_to({um(0), um(0), um(0)}),
                    Catch::Matchers::Contains("stands at -185.6 um, outside the travel from -100 "
                                              "um to 60 um"));
}

TEST_CASE("A light that was switched on is off at the end, one that was not is left alone") {
  Bench lit;
  lit.moves.set_light(one(0.5));
  lit.moves.close();
  CHECK(lit.board->light_at_end == 0);
  Bench untouched;
  untouched.moves.move_to({um(10), um(0), um(0)});
  untouched.moves.close();
  CHECK(untouched.board->light_at_end == 1);
}

TEST_CASE("A light that says that it is elsewhere than it was set to is an error") {
  Bench bench;
  bench.board->told_light = percent(51);
  bench.moves.set_light(percent(50));
  CHECK(bench.moves.light() == percent(51));
  CHECK_THROWS_WITH(bench.moves.set_light(one(1)),
                    Catch::Matchers::Contains("is at 51 %, as it says"));
}

TEST_CASE("Nobody looks away from a board that counts from where it was opened") {
  const auto board = std::make_shared<NotingBoard>();
  MotorLimits limits = limits_of(1);
  limits.unattended = true;
  CHECK_NOTHROW(MotorMoves(board, limits));
  board->keeps = false;
  CHECK_THROWS_WITH(MotorMoves(board, limits), Catch::Matchers::Contains("zero: kept"));
  limits.keeps_zero = true;
  CHECK(MotorMoves(board, limits).keeps_zero());
  limits.unattended = false;
  limits.keeps_zero.reset();
  CHECK_FALSE(MotorMoves(board, limits).keeps_zero());
}

TEST_CASE("What swings is waited for after a motion, unless a stop is asked for") {
  const auto board = std::make_shared<NotingBoard>();
  MotorLimits limits = limits_of(1);
  limits.settle = ms(50);
  MotorMoves moves(board, limits);
  withdraw_stop_request();
  moves.open();
  const auto begin = std::chrono::steady_clock::now();
  moves.move_to({um(10), um(10), um(5)});
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(50));
  limits.settle = s(60);
  MotorMoves slow(board, limits);
  slow.open();
  std::thread stops([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    request_stop();
  });
  CHECK_THROWS_AS(slow.move_to({um(0), um(0), um(0)}), Stopped);
  stops.join();
  withdraw_stop_request();
}

TEST_CASE("After an error a board that may have lost its zero is not moved until it is opened") {
  for (const bool keeps : {false, true}) {
    Bench bench;
    bench.board->keeps = keeps;
    bench.moves.move_to({um(10), um(0), um(0)});
    bench.board->fails_after = 0;
    CHECK_THROWS_WITH(bench.moves.position(x_axis), Catch::Matchers::Contains("gone"));
    // Whoever asks a person to try again knows that it would not help.
    if (!keeps) CHECK_THROWS_AS(bench.moves.position(x_axis), PlaceLost);
    bench.board->fails_after = -1;
    if (keeps) {
      CHECK_NOTHROW(bench.moves.move_to({um(20), um(0), um(0)}));
      continue;
    }
    const auto moves = bench.board->moves.size();
    CHECK_THROWS_WITH(bench.moves.move_to({um(20), um(0), um(0)}),
                      Catch::Matchers::Contains("its zero may be lost"));
    CHECK(bench.board->moves.size() == moves);
    bench.moves.open();
    CHECK_NOTHROW(bench.moves.move_to({um(20), um(0), um(0)}));
    // Asking for what cannot be is no error of the board.
    CHECK_THROWS_AS(bench.moves.move_to({mm(20), um(0), um(0)}), DeviceError);
    CHECK_NOTHROW(bench.moves.move_to({um(30), um(0), um(0)}));
    bench.board->goes = 0.5;
    CHECK_THROWS_AS(bench.moves.move_to({um(0), um(0), um(0)}), DeviceError);
    bench.board->goes = 1;
    CHECK_THROWS_WITH(bench.moves.move_to({um(0), um(0), um(0)}),
                      Catch::Matchers::Contains("its zero may be lost"));
  }
}

TEST_CASE(
    "A light that fails may be a board that was reset, and is still switched off at the end") {
  const auto board = std::make_shared<NotingBoard>();
  board->keeps = false;
  withdraw_stop_request();
  {
    MotorMoves moves(board, limits_of(1));
    moves.open();
    moves.set_light(one(1));
    board->light_fails = true;
    CHECK_THROWS_AS(moves.set_light(one(0)), PlaceLost);
    board->light_fails = false;
    CHECK_THROWS_AS(moves.move_to({um(10), um(0), um(0)}), PlaceLost);
    board->light_level = 1;
    moves.close();
  }
  CHECK(board->moves.empty());
}
