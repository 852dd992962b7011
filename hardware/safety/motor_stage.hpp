// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/safety/motor_moves.hpp"

#include <memory>
#include <string>
#include <utility>

namespace etalon::hardware {

/// Stage of a board with motors.
class MotorXY : public XYStage {
 public:
  explicit MotorXY(MotorMoves& moves) : moves_(moves) {}
  Travel travel_x() const override { return moves_.travel(x_axis); }
  Travel travel_y() const override { return moves_.travel(y_axis); }
  bool can_move() const override { return moves_.has(x_axis) && moves_.has(y_axis); }
  void move_to(Length x, Length y) override { moves_.move_to({x, y, std::nullopt}); }
  std::pair<Length, Length> position() const override {
    return {moves_.position(x_axis), moves_.position(y_axis)};
  }
  bool keeps_zero() const override { return moves_.keeps_zero(); }

 private:
  MotorMoves& moves_;
};

/// Focus drive of a board with motors.
class MotorFocus : public Focus {
 public:
  explicit MotorFocus(MotorMoves& moves) : moves_(moves) {}
  Travel travel() const override { return moves_.travel(z_axis); }
  bool can_move() const override { return moves_.has(z_axis); }
  void move_to(Length z) override { moves_.move_to({std::nullopt, std::nullopt, z}); }
  Length position() const override { return moves_.position(z_axis); }
  bool keeps_zero() const override { return moves_.keeps_zero(); }
  bool wants_confirmation() const override { return !moves_.unattended(); }

 private:
  MotorMoves& moves_;
};

class MotorLight : public Light {
 public:
  explicit MotorLight(MotorMoves& moves) : moves_(moves) {}
  void set_level(Ratio level) override { moves_.set_light(level); }
  std::optional<Ratio> level() const override { return moves_.light(); }

 private:
  MotorMoves& moves_;
};

struct OwnedMoves {
  MotorMoves moves;
};

/// All that a board with motors plays: stage, focus and light, within its limits.
class MotorStage : private OwnedMoves, public MotorXY, public MotorFocus, public MotorLight {
 public:
  MotorStage(std::shared_ptr<MotorBoard> board, const MotorLimits& limits)
      : OwnedMoves{MotorMoves(std::move(board), limits)},
        MotorXY(moves),
        MotorFocus(moves),
        MotorLight(moves) {}
  std::string name() const override { return moves.name(); }
  void open() override { moves.open(); }
  void close() override { moves.close(); }
  void stop() noexcept override { moves.stop(); }
};

}  // namespace etalon::hardware
