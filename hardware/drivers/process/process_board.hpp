// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/process/process_port.hpp"
#include "hardware/microscope.hpp"
#include "hardware/safety/camera_board.hpp"
#include "hardware/safety/motor_board.hpp"

#include <array>
#include <map>
#include <string>
#include <utility>

namespace etalon::hardware {

/// A device whose driver is a program of its own, in any language: camera, motors and light, as far
/// as the program says that it has them (docs/hardware/process_protocol.md).
class ProcessBoard : public CameraBoard, public MotorBoard {
 public:
  explicit ProcessBoard(ProgramStart program) : port_(std::move(program)) {}

  std::string name() const override { return port_.name(); }
  void open() override;
  void close() noexcept override { port_.close(); }
  void stop() noexcept override;

  bool sets_exposure() const override { return has_.exposure; }
  ExposureRange exposures() const override { return has_.exposures; }
  Time set_exposure(Time wanted) override;
  std::optional<Time> exposure() override { return exposure_; }
  Snap snap(Time longest) override;
  bool streams() const override { return has_.streams; }
  int stale_frames() const override { return has_.stale_frames; }
  Instrument instrument() const override { return has_.instrument; }
  std::map<std::string, std::string> actual() const override { return actual_; }

  bool keeps_zero() const override { return false; }
  Steps position() override;
  void begin_move(const Steps& by, Time longest) override;
  bool moving() override;
  bool can_stop() const override { return has_.can_stop; }
  void set_light(Ratio level) override;
  std::optional<Ratio> light() override { return light_; }

 private:
  /// What it has told of itself.
  struct Has {
    bool camera = false;
    bool exposure = false;
    ExposureRange exposures{};
    bool streams = false;
    int stale_frames = 0;
    bool stage = false;
    std::array<bool, kAxes> axes{};
    bool can_stop = false;
    bool light = false;
    Instrument instrument{};
  };

  void greet();
  static Has read_hello(const nlohmann::json& hello);
  std::optional<Time> settings(const nlohmann::json& wanted);
  void expect(bool has, const char* what) const;
  template <class Read>
  auto understood(const std::string& method, const Read& read);
  nlohmann::json where();

  ProcessPort port_;
  Has has_;
  std::map<std::string, std::string> actual_;
  std::optional<Time> exposure_;  ///< as it said last
  std::optional<Ratio> light_;  ///< as it said when it was last set
};

}  // namespace etalon::hardware
