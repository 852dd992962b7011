// SPDX-License-Identifier: Apache-2.0
// What a run has seen is written as PNG files, and seen again through a pipeline that decodes them.
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/far_microscope.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/wired_runs.hpp"

#include <filesystem>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

// The virtual microscope is made for the first; with the second the image is full below 100 % of
// the lamp.
constexpr Time kUsual = ms(20);
constexpr Time kFullByTheLamp = ms(46);

/// The virtual microscope's camera with a fixed exposure, telling nothing of its frames, as none
/// does behind a pipeline; each of its frames is also written to a folder.
class RecordedCamera : public Camera {
 public:
  RecordedCamera(std::shared_ptr<Camera> camera, Time exposure, std::filesystem::path folder)
      : camera_(std::move(camera)), exposure_(exposure), folder_(std::move(folder)) {}
  std::string name() const override { return camera_->name(); }
  bool keeps_time() const override { return camera_->keeps_time(); }
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
    CameraRequest fixed = request;
    fixed.exposure = exposure_;
    auto acquired = camera_->acquire(step, fixed);
    acquired.settings.clear();
    acquired.actual.clear();
    for (std::size_t i = 0; i < acquired.frames->size(); ++i) {
      imagefiles::write_png(folder_ / (std::to_string(written_++) + ".png"),
                            acquired.frames->read(i));
    }
    return acquired;
  }

 private:
  std::shared_ptr<Camera> camera_;
  Time exposure_;
  std::filesystem::path folder_;
  int written_ = 0;
};

void check_protocol(const std::string& protocol, Time exposure) {
  const test::TemporaryFolder folder;
  const auto scope = test::scope_with_small_field(320, 240);
  Microscope direct = protocols::make_microscope(scope);
  direct.camera = std::make_shared<RecordedCamera>(direct.camera, exposure, folder.path());
  const auto expected = test::run_protocol(direct, scope, protocol);

  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  wired.camera = far.announced(std::dynamic_pointer_cast<Camera>(make_device(
      "gstreamer", {{"pipeline", "multifilesrc location=" + (folder.path() / "%d.png").string() +
                                     " caps=image/png,framerate=25/1 ! pngdec"},
                    {"bits", "10"},
                    {"mosaic", "bggr"}})));
  const auto found = test::run_protocol(wired, scope, protocol);
  CHECK(test::check_agreement(found, expected) > 10);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& results = expected[i].evaluation.results;
    for (std::size_t k = 0; k < results.size(); ++k) {
      CHECK(found[i].evaluation.results[k].value == results[k].value);
    }
  }
}

}  // namespace

TEST_CASE("brightfield-quick through a pipeline gives the numbers of the direct run") {
  check_protocol("brightfield-quick", kUsual);
}

TEST_CASE("camera-noise through a pipeline, with the lamp in steps, gives the direct numbers") {
  check_protocol("camera-noise", kFullByTheLamp);
}
