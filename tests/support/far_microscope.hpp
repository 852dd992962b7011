// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/virtual_microscope.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace etalon::test {

/// The virtual microscope at the far end of a wire: an emulated device takes its frames and moves
/// it. What lies under its objective cannot be seen through a wire; the camera made by announced()
/// tells it, as a person who changes the slide does. Safe to call from the emulator's thread.
class FarMicroscope {
 public:
  explicit FarMicroscope(std::shared_ptr<hardware::VirtualMicroscope> microscope)
      : microscope_(std::move(microscope)) {}

  /// The next frame of what was announced; the same as the direct one of that request, unless the
  /// device throws frames away.
  Frame snap(Time exposure);
  void move_to(Length x, Length y, Length z);
  void set_light(Ratio level);
  /// Frames by all that they depend on. Without play virtual microscopes of one scope may share
  /// them, so that many runs draw each but once.
  using Memory = std::map<std::string, std::vector<Frame>>;
  void remember_in(Memory& memory) { memory_ = &memory; }
  hardware::VirtualMicroscope& microscope() { return *microscope_; }

  /// `wired`, with each step announced before its frames are asked for. Must not outlive this.
  std::shared_ptr<hardware::Camera> announced(std::shared_ptr<hardware::Camera> wired);
  void announce(const hardware::StepContext& step, const hardware::CameraRequest& request);

 private:
  std::vector<Frame> frames_of(const hardware::CameraRequest& request) const;
  std::string key_of(const hardware::CameraRequest& request) const;

  std::mutex mutex_;
  std::shared_ptr<hardware::VirtualMicroscope> microscope_;
  Memory* memory_ = nullptr;
  Ratio level_ = one(1);
  hardware::StepContext step_;
  hardware::CameraRequest request_;
  int taken_ = 0;
  Time exposure_;
  std::vector<Frame> frames_;
};

}  // namespace etalon::test
