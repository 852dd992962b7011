// SPDX-License-Identifier: Apache-2.0
// Commands of Marlin: https://marlinfw.org/meta/gcode/
#include "hardware/drivers/grbl/marlin.hpp"

#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::hardware {
namespace {

const char* const kPlace = "M114\n";
const char* const kStand = "M400\n";  // its "ok" comes when all has moved that was queued

std::string trouble(const std::string& line) {
  if (line == "start") {
    return tr(
        "the board was reset, so its zero is lost. Check its power and cable, bring it to its "
        "middle, and begin again.");
  }
  if (line.starts_with("Error:")) {
    return fmt::format(fmt::runtime(tr("it reports {}. See to it, reset the board, and begin "
                                       "again.")),
                       etalon::quoted(line));
  }
  if (line.starts_with("echo:Unknown command")) {
    return fmt::format(fmt::runtime(tr("it refuses: {}.")), etalon::quoted(line));
  }
  if (line.starts_with("echo:Home ")) {
    return tr("it moves only after homing. Home it with its own program, and begin again.");
  }
  return {};
}

bool is_ok(const std::string& line) { return line == "ok" || line.starts_with("ok "); }
bool is_place(const std::string& line) { return line.starts_with("X:"); }

/// "echo:busy: processing" says that it is alive; "//" is meant for the programs of printers.
bool is_news(const std::string& line) {
  return line.empty() || line.starts_with("echo:") || line.starts_with("//") || is_ok(line) ||
         is_place(line);
}

/// The number behind "Y:"; the first, as the motors' own counts follow.
std::string_view number_behind(std::string_view line, std::string_view word) {
  const auto begin = line.find(word);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = line.substr(begin + word.size());
  return rest.substr(0, rest.find(' '));
}

}  // namespace

Marlin::Marlin(const std::string& port, const StepSpeeds& speeds)
    : port_(port, speeds, {"marlin", tr("a board with Marlin"), 2, trouble, is_news}) {}

void Marlin::open() {
  // It tells where it was sent, so what a program that was killed has begun is waited for first.
  port_.open(std::string(kStand) + kPlace, is_place);
  try {
    position();
  } catch (...) {
    port_.close();
    throw;
  }
}

Steps Marlin::position() {
  const std::string line = port_.ask(kPlace, is_place);
  port_.answer(kPlace, is_ok);
  return {port_.steps_of(number_behind(line, "X:"), line),
          port_.steps_of(number_behind(line, "Y:"), line),
          port_.steps_of(number_behind(line, "Z:"), line)};
}

void Marlin::begin_move(const Steps& by, Time longest) {
  port_.ask("G21\n", is_ok);
  port_.ask("G91\n", is_ok);
  port_.ask("G0 " + port_.way(by) + "\n", is_ok);
  port_.ask(kStand, is_ok, longest);
}

void Marlin::set_light(Ratio /*level*/) { port_.fail(tr("this driver switches no light.")); }

}  // namespace etalon::hardware
