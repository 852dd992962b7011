// SPDX-License-Identifier: Apache-2.0
// Signals while a stage moves and a lamp shines: the program ends them both before itself.
#include "tests/support/catch.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/opened_motors.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace etalon;

namespace {

constexpr double kStepsPerSecond = 20;  // 10 um take 7 s

std::string scope_on(const std::string& port) {
  return "scope: signals\n"
         "contrast: brightfield\n"
         "objective: {nominal_magnification: 20, lens_na: {value: 0.4, half_width: 0.01}, "
         "immersion: air}\n"
         "pixel_size: {value: 0.26 um, standard_uncertainty: 0.0005 um}\n"
         "camera: {driver: simulator}\n"
         "simulator: {width: 64, height: 64, pixel_size: 0.26 um}\n"
         "stage: {driver: sangaboard, port: " +
         port +
         ", step_x: 0.07 um, step_y: 0.07 um, travel_x: [-1 mm, 1 mm], "
         "travel_y: [-1 mm, 1 mm], speed: 2 um}\n"
         "light: stage\n";
}

pid_t started(const std::string& scope) {
  const pid_t child = fork();
  if (child != 0) return child;
  execl(ETALON_PROGRAM_DIR "/etalon", "etalon", "scope", "check", scope.c_str(), "--move", nullptr);
  _exit(127);
}

bool heard(const test::EmulatedBoard& board, const std::string& begin) {
  const auto lines = board.heard();
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.rfind(begin, 0) == 0; });
}

/// `etalon scope check --move` on a board of its own, once that moves.
struct MovingCheck {
  test::TemporaryFolder folder;
  std::unique_ptr<test::EmulatedBoard> board =
      test::emulated_sangaboard(test::SangaboardFirmware::answering, kStepsPerSecond);
  pid_t child = 0;

  MovingCheck() {
    const auto scope = folder.path() / "scope.yaml";
    std::ofstream(scope) << scope_on(board->port());
    child = started(scope.string());
    REQUIRE(child > 0);
    for (int i = 0; i < 3000 && !heard(*board, "mr"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    REQUIRE(heard(*board, "mr"));
  }
  int end_by(int signal) const {
    kill(child, signal);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    return status;
  }
};

}  // namespace

TEST_CASE("Ctrl-C is heard while something talks at the port that is no board") {
  const test::TemporaryFolder folder;
  const test::PtyLine line(
      [](const std::string&) { return std::string(); }, "", "",
      {"$GPGGA,123519,4807.038,N,01131.000,E,1,08*47\r\n", std::chrono::milliseconds(250)});
  const auto scope = folder.path() / "scope.yaml";
  std::ofstream(scope) << scope_on(line.port());
  const pid_t child = started(scope.string());
  REQUIRE(child > 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  kill(child, SIGINT);
  const auto begin = std::chrono::steady_clock::now();
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) != 0);
}

TEST_CASE("A board that a killed program left moving stands before its place is believed") {
  MovingCheck check;
  check.end_by(SIGKILL);
  const auto& board = *check.board;
  CHECK_FALSE(heard(board, "stop"));
  const test::OpenedMotors opened("sangaboard", test::quick_motors(board.port(), "0.07 um"));
  CHECK(heard(board, "stop"));
  const auto told = opened.stage.position();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(opened.stage.position() == told);
}

TEST_CASE("A signal stops motors and light, whoever sends it") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    INFO("signal " << signal);
    MovingCheck check;
    const auto& board = *check.board;
    CHECK(board.light() == 1);
    CHECK_FALSE(heard(board, "stop"));
    const int status = check.end_by(signal);
    // An end of its own, not by the signal.
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) != 0);
    CHECK(heard(board, "stop"));
    CHECK(board.light() == 0);
    // Nothing else is tried: the lamp is switched on once, at the begin.
    const auto lines = board.heard();
    CHECK(std::count(lines.begin(), lines.end(), "led_cc 1.000") <= 1);
  }
}

namespace {

/// A program at whose questions nobody ever answers.
class Questioned {
 public:
  explicit Questioned(const std::filesystem::path& folder) {
    std::array<int, 2> answers{};
    std::array<int, 2> said{};
    REQUIRE((pipe(answers.data()) == 0 && pipe(said.data()) == 0));
    child_ = fork();
    if (child_ == 0) {
      dup2(answers[0], STDIN_FILENO);
      dup2(said[1], STDERR_FILENO);
      for (const int end : {answers[0], answers[1], said[0], said[1]}) close(end);
      if (chdir(folder.c_str()) != 0) _exit(127);
      execl(ETALON_PROGRAM_DIR "/etalon", "etalon", "run", "asked.yaml", "--scope", "scope.yaml",
            "--database", "my lab.etalon", nullptr);
      _exit(127);
    }
    close(answers[0]);
    close(said[1]);
    answers_ = answers[1];
    said_ = said[0];
  }
  ~Questioned() {
    close(answers_);
    close(said_);
  }
  Questioned(const Questioned&) = delete;
  Questioned& operator=(const Questioned&) = delete;

  /// All that it says until these words, or its end.
  std::string says(const std::string& until) const {
    std::string text;
    char c = 0;
    while (text.find(until) == std::string::npos && read(said_, &c, 1) == 1) text += c;
    return text;
  }
  void hears(int signal) const { kill(child_, signal); }
  int exit_code() const {
    int status = 0;
    waitpid(child_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t child_ = 0;
  int answers_ = -1;
  int said_ = -1;
};

}  // namespace

TEST_CASE("A signal ends a question, and the run can be gone on with") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    INFO("signal " << signal);
    const test::TemporaryFolder folder;
    std::ofstream(folder.path() / "scope.yaml")
        << "scope: asked\ncamera: {driver: simulator}\noperator: {driver: manual}\n";
    std::ofstream(folder.path() / "asked.yaml")
        << "protocol: asked\nversion: \"1\"\ntitle: T\nsteps:\n"
           "  - look: {instruct: Look., acquire: {frames: 1}}\n";
    const Questioned program(folder.path());
    CHECK_THAT(program.says("(nothing is lost) >"), test::contains_text("Look."));
    program.hears(signal);
    CHECK_THAT(program.says("never said"),
               test::contains_text("go on with: etalon run --resume ") &&
                   test::contains_text("--database \"my lab.etalon\""));
    CHECK(program.exit_code() == 2);
  }
}
