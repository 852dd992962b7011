// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace etalon::test {

/// Another camera with the exposures that a real one makes of those asked for: what the virtual
/// microscope draws for a frame depends on its exposure.
class SteppedCamera : public hardware::Camera {
 public:
  SteppedCamera(std::shared_ptr<hardware::Camera> camera, std::function<Time(Time)> made_of)
      : camera_(std::move(camera)), made_of_(std::move(made_of)) {}
  std::string name() const override { return camera_->name(); }
  bool sets_exposure() const override { return true; }
  hardware::ExposureRange exposures() const override { return camera_->exposures(); }
  bool keeps_time() const override { return camera_->keeps_time(); }
  std::string contrast() const override { return camera_->contrast(); }
  hardware::AcquiredFrames acquire(const hardware::StepContext& step,
                                   const hardware::CameraRequest& request) override {
    hardware::CameraRequest stepped = request;
    if (request.exposure) stepped.exposure = made_of_(*request.exposure);
    return camera_->acquire(step, stepped);
  }

 private:
  std::shared_ptr<hardware::Camera> camera_;
  std::function<Time(Time)> made_of_;
};

}  // namespace etalon::test
