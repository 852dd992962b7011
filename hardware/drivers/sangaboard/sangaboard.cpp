// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/sangaboard/sangaboard.hpp"

#include "hardware/drivers/serial/greeting.hpp"
#include "hardware/drivers/serial/motor_settings.hpp"
#include "hardware/drivers/serial/serial_ports.hpp"
#include "hardware/safety/motor_stage.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

namespace etalon::hardware {
namespace {

bool names_a_board(const std::string& line) {
  return line.find("Motor Board v") != std::string::npos ||
         line.find("angaboard v") != std::string::npos;
}

/// The first number after the "v": 0 of "OpenFlexure Motor Board v0.4".
int major_version(const std::string& line) {
  const auto v = line.rfind(" v");
  int number = 0;
  const char* begin = line.data() + v + 2;
  std::from_chars(begin, line.data() + line.size(), number);
  return number;
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  return std::make_shared<MotorStage>(
      std::make_shared<Sangaboard>(port_setting("sangaboard", settings)),
      read_motor_limits("sangaboard", settings));
}

}  // namespace

void Sangaboard::misunderstood(const std::string& command, const std::string& answer) const {
  throw DeviceError(
      name(), fmt::format(fmt::runtime(tr("the answer to \"{}\" is not understood: {}. Is this a "
                                          "Sangaboard, and does no other program talk to it?")),
                          command, etalon::quoted(answer)));
}

std::string Sangaboard::ask(const std::string& command, Time longest) {
  port_.write(command + "\n");
  const std::string answer = port_.read_line(longest);
  if (answer.find("ERROR") != std::string::npos) {
    throw DeviceError(name(), fmt::format(fmt::runtime(tr("it refuses \"{}\": {}.")), command,
                                          etalon::quoted(answer)));
  }
  return answer;
}

void Sangaboard::open() {
  port_.open();
  try {
    // The banner after a reset, or the answer; what comes before it belongs to nobody.
    const std::string version =
        greet(port_, {tr("a Sangaboard"), [] { return "version\n"; }, names_a_board});
    answers_while_moving_ = major_version(version) >= 1;
    if (answers_while_moving_) ask("blocking_moves false");
    position();
  } catch (...) {
    port_.close();
    throw;
  }
}

Steps Sangaboard::position() {
  const std::string command = answers_while_moving_ ? "p" : "p?";
  const std::string answer = ask(command);
  std::istringstream numbers(answer);
  Steps steps{};
  for (auto& step : steps) numbers >> step;
  std::string more;
  if (numbers.fail() || numbers >> more) misunderstood(command, answer);
  return steps;
}

void Sangaboard::begin_move(const Steps& by, Time longest) {
  const std::string command = fmt::format("mr {} {} {}", by[x_axis], by[y_axis], by[z_axis]);
  const std::string answer = ask(command, longest);
  if (!answer.starts_with("done")) misunderstood(command, answer);
}

bool Sangaboard::moving() {
  if (!answers_while_moving_) return false;
  const std::string answer = ask("moving?");
  if (answer != "true" && answer != "false") misunderstood("moving?", answer);
  return answer == "true";
}

void Sangaboard::stop() noexcept {
  if (!answers_while_moving_) return;
  try {
    port_.forget();
    ask("stop");
  } catch (const std::exception&) {
    return;  // Whoever stops it has something worse to tell.
  }
}

void Sangaboard::expect_light() const {
  if (answers_while_moving_) return;
  throw DeviceError(
      name(), tr("its firmware is older than 1.0 and switches no light. Take light out of "
                 "the scope file, and switch the lamp by hand (operator: {driver: manual})."));
}

void Sangaboard::set_light(Ratio level) {
  expect_light();
  ask(fmt::format("led_cc {:.3f}", level.in(one)));
}

/// As drivers of others read it: "CC LED:1.00".
std::optional<Ratio> Sangaboard::light() {
  expect_light();
  const char* const command = "led_cc?";
  const std::string answer = ask(command);
  const auto colon = answer.find(':');
  const auto level = parse_number(
      std::string_view(answer).substr(colon == std::string::npos ? answer.size() : colon + 1));
  if (!level || !(*level >= 0 && *level <= 1)) misunderstood(command, answer);
  return one(*level);
}

Driver sangaboard_driver() {
  return {
      "sangaboard",
      tr("stage, focus and light of an OpenFlexure microscope, by the serial port of its board"),
      {"stage", "focus", "light"},
      motor_driver_keys({}),
      make,
      serial_ports};
}

}  // namespace etalon::hardware
