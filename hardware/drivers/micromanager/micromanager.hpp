// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/micromanager/core_image.hpp"
#include "hardware/drivers/micromanager/core_server.hpp"
#include "hardware/safety/camera_board.hpp"
#include "hardware/safety/motor_board.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::hardware {

/// Its devices by their labels; the core's own choice where empty.
struct CoreLabels {
  std::string camera{};
  std::string stage{};
  std::string focus{};
  std::string light{};
  std::string turret{};  ///< the core chooses none
};

/// What a running Micro-Manager drives. Its stages work in micrometres: a step is 1 nm. It is never
/// told to wait for a device, but asked whether it is busy, so that it can be stopped. Stop goes
/// over a second line where the first one waits for an answer.
class MicroManager : public CameraBoard, public MotorBoard {
 public:
  /// `moved`: the axes that may be moved; the others are not even asked for.
  MicroManager(NetworkAddress address, CoreLabels labels, CameraMeaning meaning,
               std::array<bool, kAxes> moved);

  std::string name() const override { return name_; }
  void open() override;
  void close() noexcept override;
  void stop() noexcept override;

  bool sets_exposure() const override { return true; }
  ExposureRange exposures() const override { return exposures_; }
  Time set_exposure(Time wanted) override;
  Snap snap(Time longest) override;
  Instrument instrument() const override;
  std::map<std::string, std::string> actual() const override;

  bool keeps_zero() const override { return true; }
  Steps position() override;
  void begin_move(const Steps& by, Time longest) override;
  bool moving() override;
  bool can_stop() const override { return true; }
  void set_light(Ratio level) override;
  std::optional<Ratio> light() override;

  std::vector<std::string> turret_positions();
  void turn_turret(const std::string& position);

 private:
  void find_devices();
  void expect_objective();
  void prepare_camera();
  void wait_for(const std::string& label, Time longest);
  CoreServer& free_line();
  const std::string& named(const std::string& label, const char* what) const;
  std::vector<std::string> motors() const;

  std::string name_;
  CoreLabels wanted_;
  CoreLabels labels_;
  CameraMeaning meaning_;
  std::array<bool, kAxes> moved_;
  std::string objective_;  ///< where the turret stood when it was opened
  CoreServer core_;
  CoreServer beside_;
  ExposureRange exposures_;
  nlohmann::json tags_;  ///< of the last image
  Steps stands_{};       ///< when last asked
  bool shutter_was_automatic_ = false;
};

}  // namespace etalon::hardware
