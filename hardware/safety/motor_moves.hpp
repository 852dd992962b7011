// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/safety/motor_limits.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace etalon::hardware {

/// Places along the axes; an axis without one stays where it is.
using Place = std::array<std::optional<Length>, kAxes>;

/// Moves a board, and nothing else does. It promises, whatever the board does:
///  - nothing is sent that would leave the travel, rounding included;
///  - a board that cannot be stopped is moved for half a second at a time;
///  - the focus comes nearer to the slide in short moves only;
///  - after each move the board is asked where it stands; if that is not where it was sent, no more
///    is sent;
///  - it is opened standing: one that moves by itself is told to stop and waited for, before
///  anybody
///    believes where it says that it is;
///  - every wait ends: after twice the time that the way takes, and 2 s;
///  - it returns when what swings has settled, as its owner says;
///  - after an error nothing is moved by a board that may have lost its zero, until it is opened
///    anew;
///  - whatever goes wrong, and when request_stop() was called, the board is told to stop;
///  - a light that was switched on is switched off at the end.
class MotorMoves {
 public:
  /// Throws DeviceError where nobody is to look, though nobody knows where the travel lies.
  MotorMoves(std::shared_ptr<MotorBoard> board, MotorLimits limits);

  /// Throws DeviceError, also where it does not come to rest, and Stopped.
  void open();
  void close() noexcept;
  /// Throws DeviceError, Stopped.
  void move_to(const Place& place);
  Length position(Axis axis) const;
  Travel travel(Axis axis) const;
  bool has(Axis axis) const { return limits_.axes[axis].has_value(); }
  bool unattended() const { return limits_.unattended; }
  bool keeps_zero() const { return limits_.keeps_zero.value_or(board_->keeps_zero()); }
  /// Throws DeviceError also where the board says that its light is at another level.
  void set_light(Ratio level);
  std::optional<Ratio> light() const;
  /// Motion ends, and the light goes off.
  void stop() noexcept;
  std::string name() const { return board_->name(); }

 private:
  template <class Work>
  auto watched(const Work& work) const;
  void come_to_rest() const;
  bool moves_by_itself() const;
  void go(Steps now, const Steps& goal) const;
  Steps stands() const;
  void expect_zero() const;
  Steps goal_of(const Place& place, const Steps& now) const;
  Steps part_of(const Steps& way) const;
  Time time_for(const Steps& way) const;
  void wait_for_end(Time longest) const;
  void settle() const;
  void expect_reached(const Steps& wanted, const Steps& reached) const;
  void expect_within(const Steps& steps) const;
  const AxisLimits& limits_of(std::size_t axis) const;
  void darken() noexcept;
  [[noreturn]] void fail(const std::string& problem) const;

  std::shared_ptr<MotorBoard> board_;
  MotorLimits limits_;
  bool open_ = false;
  bool lit_ = false;  ///< as far as anybody knows
  /// An error befell a board that does not keep its zero.
  mutable bool unsure_ = false;
};

}  // namespace etalon::hardware
