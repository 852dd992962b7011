// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/command_words.hpp"
#include "hardware/microscope.hpp"
#include "tests/support/process/announcement.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace etalon::test {

/// Tells the program each step before its frames are asked for.
class AnnouncedToProgram : public hardware::Camera {
 public:
  AnnouncedToProgram(std::shared_ptr<hardware::Camera> wired, std::filesystem::path file)
      : wired_(std::move(wired)), file_(std::move(file)) {}
  std::string name() const override { return wired_->name(); }
  void open() override { wired_->open(); }
  void close() override { wired_->close(); }
  void stop() noexcept override { wired_->stop(); }
  bool sets_exposure() const override { return wired_->sets_exposure(); }
  hardware::ExposureRange exposures() const override { return wired_->exposures(); }
  /// So that a series of frames is that of the direct run.
  bool keeps_time() const override { return true; }
  hardware::AcquiredFrames acquire(const hardware::StepContext& step,
                                   const hardware::CameraRequest& request) override {
    auto told = announcement(step, request);
    told["number"] = ++number_;
    const std::filesystem::path fresh = file_.string() + ".new";
    std::ofstream(fresh) << told.dump();
    std::filesystem::rename(fresh, file_);
    return wired_->acquire(step, request);
  }

 private:
  std::shared_ptr<hardware::Camera> wired_;
  std::filesystem::path file_;
  int number_ = 0;
};

/// The virtual microscope of a scope file in a program of its own, and the driver `process` that
/// started it. `words` are further ones of its command.
class WiredProgram {
 public:
  WiredProgram(const std::string& scope, const std::vector<std::string>& words) {
    const auto file = folder_.path() / "scope.yaml";
    std::ofstream(file) << scope;
    std::vector<std::string> command{ETALON_SIMULATED_DRIVER, file.string(),
                                     announcement().string()};
    command.insert(command.end(), words.begin(), words.end());
    device_ = hardware::make_device("process", {{"command", hardware::command_text(command)},
                                                {"step_x", "0.08 um"},
                                                {"step_y", "0.08 um"},
                                                {"step_z", "0.08 um"},
                                                {"travel_x", "-2 mm, 2 mm"},
                                                {"travel_y", "-2 mm, 2 mm"},
                                                {"travel_z", "-200 um, 200 um"},
                                                {"towards_slide", "up"},
                                                {"unattended", "allowed"},
                                                {"zero", "kept"},
                                                {"speed", "2 mm"}});
  }

  void put_into(hardware::Microscope& microscope) const {
    microscope.camera = std::make_shared<AnnouncedToProgram>(
        std::dynamic_pointer_cast<hardware::Camera>(device_), announcement());
    microscope.stage = std::dynamic_pointer_cast<hardware::XYStage>(device_);
    microscope.focus = std::dynamic_pointer_cast<hardware::Focus>(device_);
    microscope.light = std::dynamic_pointer_cast<hardware::Light>(device_);
  }

 private:
  std::filesystem::path announcement() const { return folder_.path() / "step.json"; }

  TemporaryFolder folder_;
  std::shared_ptr<hardware::Device> device_;
};

}  // namespace etalon::test
