// SPDX-License-Identifier: Apache-2.0
// Whole protocols with the virtual microscope in a program of its own, behind the driver `process`:
// its frames, its motors and its light come over the wire.
#include "hardware/command_words.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process/announcement.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/wired_runs.hpp"

#include <fstream>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, const std::string& text) {
  const fs::path fresh = path.string() + ".new";
  std::ofstream(fresh) << text;
  fs::rename(fresh, path);
}

/// Tells the program each step before its frames are asked for.
class AnnouncedCamera : public Camera {
 public:
  AnnouncedCamera(std::shared_ptr<Camera> wired, fs::path file)
      : wired_(std::move(wired)), file_(std::move(file)) {}
  std::string name() const override { return wired_->name(); }
  bool sets_exposure() const override { return wired_->sets_exposure(); }
  ExposureRange exposures() const override { return wired_->exposures(); }
  /// So that a series of frames is that of the direct run.
  bool keeps_time() const override { return true; }
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
    auto told = test::announcement(step, request);
    told["number"] = ++number_;
    write_file(file_, told.dump());
    return wired_->acquire(step, request);
  }

 private:
  std::shared_ptr<Camera> wired_;
  fs::path file_;
  int number_ = 0;
};

class WiredMicroscope {
 public:
  explicit WiredMicroscope(const protocols::ScopeFile& scope) {
    const fs::path file = folder_.path() / "scope.yaml";
    const fs::path announcement = folder_.path() / "step.json";
    write_file(file, scope.text);
    device_ = make_device(
        "process",
        {{"command", command_text({ETALON_SIMULATED_DRIVER, file.string(), announcement.string()})},
         {"step_x", "0.08 um"},
         {"step_y", "0.08 um"},
         {"step_z", "0.08 um"},
         {"travel_x", "-2 mm, 2 mm"},
         {"travel_y", "-2 mm, 2 mm"},
         {"travel_z", "-200 um, 200 um"},
         {"towards_slide", "up"},
                                      {"unattended", "allowed"},
         {"speed", "2 mm"}});
    microscope = protocols::make_microscope(scope);
    microscope.camera =
        std::make_shared<AnnouncedCamera>(std::dynamic_pointer_cast<Camera>(device_), announcement);
    microscope.stage = std::dynamic_pointer_cast<XYStage>(device_);
    microscope.focus = std::dynamic_pointer_cast<Focus>(device_);
    microscope.light = std::dynamic_pointer_cast<Light>(device_);
  }

  Microscope microscope;

 private:
  test::TemporaryFolder folder_;
  std::shared_ptr<Device> device_;
};

/// No frame is thrown away on the way, so that not even the noise may differ.
void check_the_same(const std::vector<records::RecordedEvaluation>& found,
                    const std::vector<records::RecordedEvaluation>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& results = expected[i].evaluation.results;
    for (std::size_t k = 0; k < results.size(); ++k) {
      INFO(found[i].step << ' ' << results[k].measurand);
      CHECK(found[i].evaluation.results[k].value == results[k].value);
    }
  }
}

void check_protocol(const std::string& protocol) {
  const auto scope = test::scope_with_small_field();
  Microscope direct = protocols::make_microscope(scope);
  const auto expected = test::run_protocol(direct, scope, protocol);
  WiredMicroscope wired(scope);
  const auto found = test::run_protocol(wired.microscope, scope, protocol);
  CHECK(test::check_agreement(found, expected) > 10);
  check_the_same(found, expected);
}

}  // namespace

TEST_CASE("brightfield-quick with a program of one's own gives the numbers of the direct run") {
  check_protocol("brightfield-quick");
}

TEST_CASE("camera-noise with a program of one's own gives the numbers of the direct run") {
  check_protocol("camera-noise");
}
