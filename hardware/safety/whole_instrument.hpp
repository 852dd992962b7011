// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/safety/board_camera.hpp"
#include "hardware/safety/motor_stage.hpp"

#include <memory>
#include <string>

namespace etalon::hardware {

/// Camera, stage, focus and light behind one connection. `Board` is a CameraBoard and a MotorBoard.
template <class Board>
class WholeInstrument : private OwnedMoves,
                        public BoardCamera,
                        public MotorXY,
                        public MotorFocus,
                        public MotorLight {
 public:
  WholeInstrument(const std::shared_ptr<Board>& board, const MotorLimits& limits)
      : OwnedMoves{MotorMoves(board, limits)},
        BoardCamera(board),
        MotorXY(moves),
        MotorFocus(moves),
        MotorLight(moves) {}
  std::string name() const override { return BoardCamera::name(); }
  void open() override {
    BoardCamera::open();
    moves.open();
  }
  void close() override {
    moves.close();
    BoardCamera::close();
  }
  void stop() noexcept override {
    moves.stop();
    BoardCamera::stop();
  }
};

}  // namespace etalon::hardware
