// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/grbl/gcode_port.hpp"
#include "hardware/safety/motor_board.hpp"

#include <string>

namespace etalon::hardware {

/// Marlin, as on boards of 3D printers. One step is 0.01 mm of the board. Few of them hear a
/// command to stop before the move is over, so they count as boards that cannot be stopped.
class Marlin : public MotorBoard {
 public:
  Marlin(const std::string& port, const StepSpeeds& speeds);

  std::string name() const override { return port_.name(); }
  void open() override;
  void close() noexcept override { port_.close(); }
  bool keeps_zero() const override { return false; }
  Steps position() override;
  void begin_move(const Steps& by, Time longest) override;
  bool moving() override { return false; }
  bool can_stop() const override { return false; }
  void stop() noexcept override { port_.interrupt("M410\n"); }
  void set_light(Ratio level) override;

 private:
  GcodePort port_;
};

}  // namespace etalon::hardware
