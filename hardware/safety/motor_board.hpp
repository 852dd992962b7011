// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace etalon::hardware {

enum Axis : std::size_t { x_axis, y_axis, z_axis };
inline constexpr std::size_t kAxes = 3;
inline constexpr std::array<const char*, kAxes> kAxisNames{"x", "y", "z"};

/// Along the axes, in the board's own steps. Whole numbers, so that limits are exact.
using Steps = std::array<std::int64_t, kAxes>;

/// What a board with motors can do, unchecked: MotorMoves stands between it and everybody else, and
/// is the only one that calls it. Every call ends by its own time limit. Throws DeviceError.
class MotorBoard {
 public:
  virtual ~MotorBoard() = default;
  virtual std::string name() const = 0;  ///< as in messages: "sangaboard /dev/ttyUSB0"
  virtual void open() = 0;               ///< unless it is open
  virtual void close() noexcept = 0;
  /// Whether zero is where it was before: kept, or found again, and not where the motors happened
  /// to stand when it was opened.
  virtual bool keeps_zero() const = 0;
  virtual Steps position() = 0;
  /// Begins a move. Boards that are deaf while they move return at its end, after `longest` at
  /// most.
  virtual void begin_move(const Steps& by, Time longest) = 0;
  /// Whether a motion that it knows of has not ended; right after open() also one of others, where
  /// the board tells of that.
  virtual bool moving() = 0;
  /// Whether a move that has begun can be stopped; where not, moves are cut into short ones.
  virtual bool can_stop() const = 0;
  virtual void stop() noexcept = 0;
  /// 0 to 1. Throws DeviceError where the board has no light.
  virtual void set_light(Ratio level) = 0;
  /// At which level it says that its light is; nothing where it cannot tell.
  virtual std::optional<Ratio> light() { return std::nullopt; }
};

}  // namespace etalon::hardware
