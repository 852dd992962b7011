// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/grbl/gcode_port.hpp"
#include "hardware/microscope.hpp"
#include "hardware/safety/motor_board.hpp"

#include <string>

namespace etalon::hardware {

/// Grbl 1.1, moved by jog commands, which can be cancelled. One step is 0.001 mm of the board.
class Grbl : public MotorBoard {
 public:
  Grbl(const std::string& port, const StepSpeeds& speeds);

  std::string name() const override { return port_.name(); }
  void open() override;
  void close() noexcept override { port_.close(); }
  bool keeps_zero() const override { return false; }
  Steps position() override;
  void begin_move(const Steps& by, Time longest) override;
  bool moving() override;
  bool can_stop() const override { return true; }
  void stop() noexcept override;
  void set_light(Ratio level) override;

 private:
  struct Status {
    bool moving;
    std::string line;
  };
  Status status();

  GcodePort port_;
};

/// A row of the driver table; its setting `dialect` is grbl or marlin.
Driver grbl_driver();

}  // namespace etalon::hardware
