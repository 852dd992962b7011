// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/grbl/gcode_port.hpp"

#include "hardware/drivers/serial/greeting.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace etalon::hardware {
namespace {

constexpr double kFarthest = 1e6;   // mm
constexpr double kSlowest = 0.001;  // mm/min

}  // namespace

GcodePort::GcodePort(const std::string& port, const StepSpeeds& speeds, GcodeDialect dialect)
    : dialect_(std::move(dialect)),
      step_mm_(std::pow(10, -dialect_.digits)),
      speeds_(speeds),
      port_(dialect_.name, port, 115200) {}

void GcodePort::fail(const std::string& problem) const { throw DeviceError(name(), problem); }

void GcodePort::misunderstood(const std::string& question, const std::string& line) const {
  fail(fmt::format(fmt::runtime(tr("the answer to {} is not understood: {}. Does this board speak "
                                   "{}, and does no other program talk to it?")),
                   etalon::quoted(question), etalon::quoted(line), dialect_.name));
}

void GcodePort::open(const std::string& question, Test is_answer) {
  port_.open();
  try {
    greet(port_, {dialect_.board, [&] { return question; }, is_answer});
  } catch (...) {
    port_.close();
    throw;
  }
}

std::string GcodePort::ask(const std::string& question, Test is_answer, Time longest) {
  port_.write(question);
  return answer(question, is_answer, longest);
}

std::string GcodePort::answer(const std::string& question, Test is_answer, Time longest) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(longest.in(s));
  do {
    const std::string line = port_.read_line(longest);
    const std::string trouble = dialect_.trouble(line);
    if (!trouble.empty()) fail(trouble);
    if (is_answer(line)) return line;
    if (!dialect_.is_news(line)) misunderstood(question, line);
  } while (std::chrono::steady_clock::now() < end);
  fail(fmt::format(fmt::runtime(tr("no answer to {} within {}, though it talks.")),
                   etalon::quoted(question), to_text(longest)));
}

void GcodePort::interrupt(const std::string& command) noexcept {
  try {
    port_.write(command);
    port_.forget();
  } catch (const std::exception&) {
    return;  // Whoever stops it has something worse to tell.
  }
}

std::string GcodePort::way(const Steps& by, const Steps& from) const {
  std::string words;
  double slowest = 0;
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (by[axis] == 0) continue;
    words += fmt::format("{}{:.{}f} ", "XYZ"[axis],
                         static_cast<double>(from[axis] + by[axis]) * step_mm_, dialect_.digits);
    slowest = slowest == 0 ? speeds_[axis] : std::min(slowest, speeds_[axis]);
  }
  // A speed of zero would be the speed of the move before.
  return words + fmt::format("F{:.3f}", std::max(slowest * step_mm_ * 60, kSlowest));
}

std::int64_t GcodePort::steps_of(std::string_view millimetres, const std::string& line) const {
  const auto number = parse_number(millimetres);
  if (!number || !(std::abs(*number) < kFarthest)) misunderstood("position", line);
  return std::llround(*number / step_mm_);
}

}  // namespace etalon::hardware
