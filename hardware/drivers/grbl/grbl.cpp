// SPDX-License-Identifier: Apache-2.0
// Interface of Grbl 1.1: https://github.com/gnea/grbl/wiki/Grbl-v1.1-Interface
#include "hardware/drivers/grbl/grbl.hpp"

#include "hardware/driver_settings.hpp"
#include "hardware/drivers/grbl/marlin.hpp"
#include "hardware/drivers/serial/serial_ports.hpp"
#include "hardware/safety/motor_stage.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace etalon::hardware {
namespace {

const char* const kStatus = "?";
const char* const kJogCancel = "\x85";

std::string meaning_of_alarm(const std::string& number) {
  if (number == "1") return tr("an end switch was touched; its position is lost");
  if (number == "2") return tr("the goal is outside the travel that the board knows");
  if (number == "3") return tr("it was reset while it moved; its position is lost");
  if (number == "6" || number == "7" || number == "8" || number == "9") {
    return tr("it could not find its home");
  }
  return tr("see the list of alarms of Grbl 1.1");
}

std::string meaning_of_error(const std::string& number) {
  if (number == "3" || number == "20") return tr("it does not know this command");
  if (number == "8") return tr("it is not idle");
  if (number == "9") return tr("it is locked by an alarm, or moves already");
  if (number == "13") return tr("its safety door is open");
  if (number == "15") return tr("the goal is outside the travel that the board knows");
  if (number == "16") return tr("it does not accept this as a jog command");
  if (number == "22") return tr("the speed is missing or zero");
  return tr("see the list of errors of Grbl 1.1");
}

std::string trouble(const std::string& line) {
  if (line.starts_with("ALARM:")) {
    return fmt::format(fmt::runtime(tr("it gives alarm {}: {}. See to it, then home or unlock the "
                                       "board with its own program, and begin again.")),
                       etalon::quoted(line), meaning_of_alarm(line.substr(6)));
  }
  if (line.starts_with("error:")) {
    return fmt::format(fmt::runtime(tr("it refuses, {}: {}.")), etalon::quoted(line),
                       meaning_of_error(line.substr(6)));
  }
  if (line.starts_with("Grbl ")) {
    return tr(
        "the board was reset, so its zero is lost. Check its power and cable, bring it to its "
        "middle, and begin again.");
  }
  return {};
}

bool is_ok(const std::string& line) { return line == "ok"; }
bool is_status(const std::string& line) { return line.starts_with('<'); }
bool is_news(const std::string& line) {
  return line.empty() || line.starts_with('[') || is_ok(line) || is_status(line);
}

/// "Jog" of "<Jog|MPos:...", "Hold" of "<Hold:0|MPos:...".
std::string state_of(const std::string& line) {
  return line.substr(1, line.find_first_of(":|>") - 1);
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const std::string port = port_setting("grbl", settings);
  const std::string given = text_setting(settings, "dialect");
  const std::string dialect = given.empty() ? "grbl" : given;
  if (dialect != "grbl" && dialect != "marlin") {
    throw DeviceError("grbl", tr("dialect: expected grbl or marlin."));
  }
  const MotorLimits limits = read_motor_limits("grbl", settings);
  const StepSpeeds speeds = step_speeds(limits);
  std::shared_ptr<MotorBoard> board;
  if (dialect == "marlin") {
    board = std::make_shared<Marlin>(port, speeds);
  } else {
    board = std::make_shared<Grbl>(port, speeds);
  }
  return std::make_shared<MotorStage>(std::move(board), limits);
}

}  // namespace

Grbl::Grbl(const std::string& port, const StepSpeeds& speeds)
    : port_(port, speeds, {"grbl", tr("a board with Grbl"), 3, trouble, is_news}) {}

void Grbl::open() {
  port_.open(kStatus, is_status);
  try {
    position();
  } catch (...) {
    port_.close();
    throw;
  }
}

Grbl::Status Grbl::status() {
  const std::string line = port_.ask(kStatus, is_status);
  const std::string state = state_of(line);
  if (line.back() != '>') port_.misunderstood(kStatus, line);
  if (state == "Idle") return {false, line};
  if (state == "Run" || state == "Jog") return {true, line};
  if (state == "Alarm") {
    port_.fail(
        tr("it stands in alarm. See to what caused it, then home or unlock the board with its own "
           "program, and begin again."));
  }
  if (state == "Hold" || state == "Door" || state == "Home" || state == "Sleep" ||
      state == "Check") {
    port_.fail(fmt::format(fmt::runtime(tr("it cannot be moved in its state {}. End that with the "
                                           "board's own program, and begin again.")),
                           etalon::quoted(state)));
  }
  port_.misunderstood(kStatus, line);
}

Steps Grbl::position() {
  const std::string line = status().line;
  const auto begin = line.find("|MPos:");
  if (begin == std::string::npos && line.find("|WPos:") != std::string::npos) {
    port_.fail(tr("it tells its work position instead of its machine position; set $10=1."));
  }
  if (begin == std::string::npos) port_.misunderstood(kStatus, line);
  std::string_view numbers = line;
  numbers.remove_prefix(begin + 6);
  numbers = numbers.substr(0, numbers.find_first_of("|>"));
  Steps steps{};
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    const auto comma = numbers.find(',');
    steps[axis] = port_.steps_of(numbers.substr(0, comma), line);
    if (comma == std::string_view::npos && axis + 1 < kAxes) port_.misunderstood(kStatus, line);
    numbers.remove_prefix(comma == std::string_view::npos ? numbers.size() : comma + 1);
  }
  return steps;
}

void Grbl::begin_move(const Steps& by, Time /*longest*/) {
  // To a place of the machine, not by a way: Grbl counts ways from where it was sent, not from the
  // motor step at which it stands, and moves to and fro would add up.
  const Steps from = position();
  // "ok" says that it is queued; that it is done the status says.
  port_.ask("$J=G53 G90 G21 " + port_.way(by, from) + "\n", is_ok);
}

bool Grbl::moving() { return status().moving; }

void Grbl::stop() noexcept { port_.interrupt(kJogCancel); }

void Grbl::set_light(Ratio /*level*/) { port_.fail(tr("this driver switches no light.")); }

Driver grbl_driver() {
  return {"grbl",
          tr("stage and focus on a board that understands G-code (Grbl 1.1, Marlin), by its serial "
             "port"),
          {"stage", "focus"},
          motor_driver_keys({"dialect"}),
          make,
          serial_ports};
}

}  // namespace etalon::hardware
