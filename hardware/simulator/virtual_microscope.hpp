// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/simulator/mechanics/devices.hpp"
#include "hardware/simulator/scene.hpp"
#include "hardware/simulator/settings.hpp"

#include <deque>
#include <string>

namespace etalon::hardware {

/// A microscope that exists in numbers only and plays camera, focus, stage, light and operator.
/// What it shows is the expected_image() of what the step says lies under the objective, in the
/// light of the moment, recorded by its camera.
///
/// Where focus and stage really stand is drawn for each repeat and attempt of a step, each commanded
/// place and, in a series, the visit at which they came there; lamp and noise of a frame for these,
/// the visit, exposure, lamp level and the number of the frame; what creeps follows the clock (mechanics/clock.hpp). So frames are functions of the seed
/// and of where the devices stand, never of what was asked before, and a run that is resumed sees
/// what it would have seen. Only play remembers: from where focus and stage came.
class VirtualMicroscope final : public Camera,
                                public VirtualFocus,
                                public VirtualStage,
                                public VirtualLamp,
                                public Operator {
 public:
  explicit VirtualMicroscope(SimulatorSettings settings);

  std::string name() const override { return "simulator"; }

  bool sets_exposure() const override { return true; }
  bool keeps_time() const override { return true; }
  std::string contrast() const override;
  /// Throws DeviceError for a slide that it does not know and an exposure outside 10 us to 10 s,
  /// NoFrames for a ruler when there is none.
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override;

  /// A perfect assistant: everything is done at once. Where there is no ruler, its steps are
  /// skipped.
  Answer ask(const StepContext& step, const std::string& instruction) override;

  const SimulatorSettings& settings() const { return settings_; }
  /// Distance of the slide from the plane of focus in a frame of this step, as things stand now:
  /// part of the truth, told by no device.
  Length defocus(const StepContext& step, int frame = 0) const;

 private:
  View view(const StepContext& step, int frame, Time time) const;
  const LightImage& expected(const View& view);

  SimulatorSettings settings_;
  struct Seen {
    View view;
    LightImage image;
  };
  std::deque<Seen> seen_;  ///< the last few, as frames mostly come in series that return
};

Driver simulator_driver();

}  // namespace etalon::hardware
