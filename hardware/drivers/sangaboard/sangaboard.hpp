// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/serial/line_port.hpp"
#include "hardware/microscope.hpp"
#include "hardware/safety/motor_board.hpp"

#include <string>

namespace etalon::hardware {

/// The motor board of OpenFlexure microscopes, by its lines at 115,200 baud. Firmware 0.x is deaf
/// while it moves; from 1 on it answers, can be stopped, and has a light.
class Sangaboard : public MotorBoard {
 public:
  explicit Sangaboard(const std::string& port) : port_("sangaboard", port, 115200) {}

  std::string name() const override { return port_.name(); }
  void open() override;
  void close() noexcept override { port_.close(); }
  bool keeps_zero() const override { return true; }
  Steps position() override;
  void begin_move(const Steps& by, Time longest) override;
  bool moving() override;
  bool can_stop() const override { return answers_while_moving_; }
  void stop() noexcept override;
  void set_light(Ratio level) override;
  std::optional<Ratio> light() override;

 private:
  void expect_light() const;
  std::string ask(const std::string& command, Time longest = s(2));
  [[noreturn]] void misunderstood(const std::string& command, const std::string& answer) const;

  LinePort port_;
  bool answers_while_moving_ = false;
};

/// A row of the driver table.
Driver sangaboard_driver();

}  // namespace etalon::hardware
