// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/serial/line_port.hpp"
#include "hardware/drivers/serial/motor_settings.hpp"
#include "hardware/safety/motor_board.hpp"

#include <string>
#include <string_view>

namespace etalon::hardware {

/// How the firmwares that understand G-code differ in what they say.
struct GcodeDialect {
  std::string name;
  std::string board;  ///< for messages: "a board with Grbl"
  int digits;         ///< behind the point of its millimetres; the last of them is one step
  /// What a line complains about, as a sentence; empty when about nothing.
  std::string (*trouble)(const std::string& line);
  /// Lines that nobody asked for, or of which nobody waits any more.
  bool (*is_news)(const std::string& line);
};

/// Questions and answers of a board that understands G-code, at 115,200 baud. Throws DeviceError:
/// what LinePort throws, what the board complains about, what is not understood, an answer that
/// does not come.
class GcodePort {
 public:
  using Test = bool (*)(const std::string& line);

  GcodePort(const std::string& port, const StepSpeeds& speeds, GcodeDialect dialect);

  const std::string& name() const { return port_.name(); }
  /// Asks until the answer comes: opening the port may have reset the board.
  void open(const std::string& question, Test is_answer);
  void close() noexcept { port_.close(); }
  std::string ask(const std::string& question, Test is_answer, Time longest = s(2));
  /// The next line of which `is_answer`; `question` is for messages.
  std::string answer(const std::string& question, Test is_answer, Time longest = s(2));
  /// Written though no answer is waited for; what the board has said before is forgotten.
  void interrupt(const std::string& command) noexcept;

  /// "X0.150 Y-0.020 F300.0": millimetres of the axes that move, counted from `from`, and of all
  /// that move the speed in a minute.
  std::string way(const Steps& by, const Steps& from = {}) const;
  /// A number of millimetres; `line` is for messages.
  std::int64_t steps_of(std::string_view millimetres, const std::string& line) const;
  [[noreturn]] void misunderstood(const std::string& question, const std::string& line) const;
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  GcodeDialect dialect_;
  double step_mm_;
  StepSpeeds speeds_;
  LinePort port_;
};

}  // namespace etalon::hardware
