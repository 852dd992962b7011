// SPDX-License-Identifier: Apache-2.0
#include "tests/support/far_microscope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::test {
namespace {

constexpr double kRounded = 1e-9;

class AnnouncedCamera : public hardware::Camera {
 public:
  AnnouncedCamera(FarMicroscope& far, std::shared_ptr<hardware::Camera> wired)
      : far_(far), wired_(std::move(wired)) {}
  std::string name() const override { return wired_->name(); }
  void open() override { wired_->open(); }
  void close() override { wired_->close(); }
  void stop() noexcept override { wired_->stop(); }
  bool sets_exposure() const override { return wired_->sets_exposure(); }
  hardware::ExposureRange exposures() const override { return wired_->exposures(); }
  /// So that a series of frames is that of the direct run.
  bool keeps_time() const override { return far_.microscope().keeps_time(); }
  std::string contrast() const override { return wired_->contrast(); }
  hardware::AcquiredFrames acquire(const hardware::StepContext& step,
                                   const hardware::CameraRequest& request) override {
    far_.announce(step, request);
    return wired_->acquire(step, request);
  }

 private:
  FarMicroscope& far_;
  std::shared_ptr<hardware::Camera> wired_;
};

}  // namespace

void FarMicroscope::announce(const hardware::StepContext& step,
                             const hardware::CameraRequest& request) {
  const std::lock_guard lock(mutex_);
  step_ = step;
  request_ = request;
  taken_ = 0;
}

/// Draws of a frame are counted within its request, so a request is taken as a whole.
Frame FarMicroscope::snap(Time exposure) {
  const std::lock_guard lock(mutex_);
  hardware::CameraRequest request = request_;
  // What a wire rounds in its last digits is still what was announced.
  if (!request.exposure || std::abs(exposure / *request.exposure - 1) > kRounded) {
    request.exposure = exposure;
  }
  // A frame that was still exposed as before is none of those announced.
  if (exposure != exposure_) taken_ = 0;
  request.frames = std::max(request_.frames, taken_ + 1);
  if (taken_ == 0 || request.frames > request_.frames) {
    frames_ = frames_of(request);
    exposure_ = exposure;
  }
  return frames_.at(static_cast<std::size_t>(taken_++));
}

std::vector<Frame> FarMicroscope::frames_of(const hardware::CameraRequest& request) const {
  const std::string key = key_of(request);
  if (memory_ != nullptr && memory_->contains(key)) return memory_->at(key);
  const auto acquired = microscope_->acquire(step_, request);
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < acquired.frames->size(); ++i)
    frames.push_back(acquired.frames->read(i));
  if (memory_ != nullptr) (*memory_)[key] = frames;
  return frames;
}

std::string FarMicroscope::key_of(const hardware::CameraRequest& request) const {
  const auto [x, y] = microscope_->VirtualStage::position();
  const Length z = microscope_->VirtualFocus::position();
  return fmt::format("{} {} {} {} {} {} {} {} {} {}", step_.step, step_.repeat, step_.attempt,
                     step_.visit, request.frames, request.exposure.value_or(s(0)).in(s),
                     level_.in(percent), x.in(um), y.in(um), z.in(um));
}

void FarMicroscope::move_to(Length x, Length y, Length z) {
  const std::lock_guard lock(mutex_);
  microscope_->VirtualStage::move_to(x, y);
  microscope_->VirtualFocus::move_to(z);
}

void FarMicroscope::set_light(Ratio level) {
  const std::lock_guard lock(mutex_);
  microscope_->set_level(level);
  level_ = level;
}

std::shared_ptr<hardware::Camera> FarMicroscope::announced(
    std::shared_ptr<hardware::Camera> wired) {
  return std::make_shared<AnnouncedCamera>(*this, std::move(wired));
}

}  // namespace etalon::test
