// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emulated_board.hpp"

#include <optional>
#include <utility>

namespace etalon::test {

using hardware::Steps;

Steps EmulatedBoard::Parts::told() const {
  Steps told = motors.now();
  for (std::size_t i = 0; i < told.size(); ++i) told[i] += slip[i];
  return told;
}

EmulatedBoard::EmulatedBoard(double steps_per_second, Language language,
                             const std::string& single_bytes)
    : language_(std::move(language)),
      parts_{.motors = MovingSteps(steps_per_second)},
      line_(std::make_unique<PtyLine>([this](const std::string& line) { return answer(line); }, "",
                                      single_bytes)) {}

Steps EmulatedBoard::position() const {
  const std::lock_guard lock(mutex_);
  return parts_.motors.now();
}

void EmulatedBoard::set_position(const Steps& place) {
  const std::lock_guard lock(mutex_);
  parts_.motors.set(place);
}

void EmulatedBoard::begin_by_itself(const Steps& by) {
  const std::lock_guard lock(mutex_);
  parts_.motors.begin(by);
}

void EmulatedBoard::set_slip(const Steps& slip) {
  const std::lock_guard lock(mutex_);
  parts_.slip = slip;
}

double EmulatedBoard::light() const {
  const std::lock_guard lock(mutex_);
  return parts_.light;
}

std::vector<std::string> EmulatedBoard::heard() const {
  const std::lock_guard lock(mutex_);
  return heard_;
}

std::string EmulatedBoard::answer(const std::string& line) {
  {
    const std::lock_guard lock(mutex_);
    heard_.push_back(line);
  }
  if (fault) {
    if (const auto instead = fault(line)) return *instead;
  }
  std::string text;
  std::optional<Steps> reached;
  {
    const std::lock_guard lock(mutex_);
    text = language_(line, parts_);
    if (!parts_.motors.moving() && parts_.motors.now() != told_)
      reached = told_ = parts_.motors.now();
  }
  if (reached && moved) moved(*reached);
  return text;
}

}  // namespace etalon::test
