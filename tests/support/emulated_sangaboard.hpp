// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/moving_steps.hpp"
#include "tests/support/pty_line.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace etalon::test {

/// A Sangaboard on a pseudo-terminal. Firmware 0.4 as the real one was seen to answer; 1.0 as
/// drivers of others expect it.
class EmulatedSangaboard {
 public:
  enum class Firmware { deaf, answering };  ///< 0.4, 1.0

  EmulatedSangaboard(Firmware firmware, double steps_per_second);

  std::string port() const { return line_->port(); }
  hardware::Steps position() const;
  void set_position(const hardware::Steps& place);
  double light() const;
  std::vector<std::string> heard() const;
  void pull() { line_->pull(); }

  /// Called with each line before it is answered; text that it gives is the answer instead.
  std::function<std::string(const std::string& line)> fault;
  /// Called with where the motors stand, when a move is over.
  std::function<void(const hardware::Steps& place)> moved;

 private:
  std::string answer(const std::string& line);
  std::string answer_to(const std::string& line);
  std::string move(const hardware::Steps& by);

  Firmware firmware_;
  MovingSteps motors_;
  double light_ = 0;
  std::vector<std::string> heard_;
  mutable std::mutex mutex_;
  std::unique_ptr<PtyLine> line_;
};

}  // namespace etalon::test
