// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/serial/motor_settings.hpp"
#include "hardware/drivers/uc2/uc2_port.hpp"
#include "hardware/microscope.hpp"
#include "hardware/safety/motor_board.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace etalon::hardware {

/// The ESP32 board of openUC2 microscopes, as UC2-REST speaks to it by its serial port. It tells by
/// itself when a motor has arrived, and when its emergency stop is pressed.
class Uc2 : public MotorBoard {
 public:
  Uc2(const std::string& port, const StepSpeeds& speeds, int light_channel);

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
  void take_news(const nlohmann::json& block);

  Uc2Port port_;
  StepSpeeds speeds_;
  int light_channel_;
  std::int64_t move_ = 0;  ///< number of the question that began it
  std::array<bool, kAxes> moving_{};
};

/// A row of the driver table.
Driver uc2_driver();

}  // namespace etalon::hardware
