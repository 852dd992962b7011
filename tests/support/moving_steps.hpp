// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/safety/motor_board.hpp"

#include <chrono>
#include <functional>

namespace etalon::test {

/// Motors that need their time: where they are at any moment, and where they were sent.
class MovingSteps {
 public:
  explicit MovingSteps(double steps_per_second) : speed_(steps_per_second) {}

  hardware::Steps now() const;
  bool moving() const { return now() != goal_; }
  void begin(const hardware::Steps& by);
  void stop();
  void set(const hardware::Steps& place) { start_ = goal_ = place; }
  const hardware::Steps& goal() const { return goal_; }
  double speed() const { return speed_; }

 private:
  using Clock = std::chrono::steady_clock;
  double speed_;
  hardware::Steps start_{};
  hardware::Steps goal_{};
  Clock::time_point begun_ = Clock::now();
};

}  // namespace etalon::test
