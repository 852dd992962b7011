// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/moving_steps.hpp"
#include "tests/support/pty_line.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace etalon::test {

/// A board with motors on a pseudo-terminal, whose language is a function.
class EmulatedBoard {
 public:
  struct Parts {
    MovingSteps motors;
    double light = 0;        ///< 0 to 1
    hardware::Steps slip{};  ///< added to where it says that it stands

    hardware::Steps told() const;
  };
  using Language = std::function<std::string(const std::string& line, Parts& parts)>;

  EmulatedBoard(double steps_per_second, Language language, const std::string& single_bytes = "");

  const std::string& port() const { return line_->port(); }
  hardware::Steps position() const;
  void set_position(const hardware::Steps& place);
  /// Motors move though nobody said so by its port.
  void begin_by_itself(const hardware::Steps& by);
  void set_slip(const hardware::Steps& slip);
  double light() const;
  std::vector<std::string> heard() const;
  void pull() { line_->pull(); }

  /// Called with each line before it is answered; a text that it gives is the answer instead, the
  /// empty one is silence.
  std::function<std::optional<std::string>(const std::string& line)> fault;
  /// Called with where the motors have come to stand, before the next answer.
  std::function<void(const hardware::Steps& place)> moved;

 private:
  std::string answer(const std::string& line);

  Language language_;
  Parts parts_;
  hardware::Steps told_{};  ///< where moved() was told that they stand
  std::vector<std::string> heard_;
  mutable std::mutex mutex_;
  std::unique_ptr<PtyLine> line_;
};

/// A Sangaboard. Firmware 0.4, deaf while it moves, as the real one was seen to answer; 1.0 as
/// drivers of others expect it.
enum class SangaboardFirmware { deaf, answering };
std::unique_ptr<EmulatedBoard> emulated_sangaboard(SangaboardFirmware firmware,
                                                   double steps_per_second);
/// Grbl 1.1h as the real one was seen to answer in its simulator. One step is 0.001 mm.
std::unique_ptr<EmulatedBoard> emulated_grbl(double steps_per_second);
/// Marlin as its documentation says, without an emergency parser. One step is 0.01 mm.
std::unique_ptr<EmulatedBoard> emulated_marlin(double steps_per_second);
/// A board of openUC2: frames of JSON, and one for each motor that has arrived.
std::unique_ptr<EmulatedBoard> emulated_uc2(double steps_per_second);

}  // namespace etalon::test
