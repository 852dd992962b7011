// SPDX-License-Identifier: Apache-2.0
// The virtual microscope behind a camera with GigE Vision on the loopback.
#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_gige.hpp"
#include "tests/support/far_microscope.hpp"
#include "tests/support/stepped_camera.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/wired_runs.hpp"

#include <cmath>
#include <functional>
#include <memory>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;

namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 240;

std::unique_ptr<test::EmulatedGige> camera_of(test::FarMicroscope& far) {
  auto emulated = std::make_unique<test::EmulatedGige>(
      kWidth, kHeight, test::GigeDescription{.format = "BayerBG10", .code = 0x0110000f});
  emulated->picture = [&far](Time exposure) { return far.snap(exposure); };
  return emulated;
}

/// Does something before frames of the third edge are taken.
class TroubledCamera : public Camera {
 public:
  TroubledCamera(std::shared_ptr<Camera> camera, std::function<void()> trouble)
      : camera_(std::move(camera)), trouble_(std::move(trouble)) {}
  std::string name() const override { return camera_->name(); }
  void open() override { camera_->open(); }
  void close() override { camera_->close(); }
  void stop() noexcept override { camera_->stop(); }
  bool sets_exposure() const override { return camera_->sets_exposure(); }
  ExposureRange exposures() const override { return camera_->exposures(); }
  bool keeps_time() const override { return camera_->keeps_time(); }
  std::string contrast() const override { return camera_->contrast(); }
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
    if (step.step == "edge" && step.repeat == 2 && trouble_) std::exchange(trouble_, {})();
    return camera_->acquire(step, request);
  }

 private:
  std::shared_ptr<Camera> camera_;
  std::function<void()> trouble_;
};

std::shared_ptr<Camera> genicam() {
  return std::dynamic_pointer_cast<Camera>(make_device("genicam", {{"camera", "127.0.0.1"}}));
}

}  // namespace

TEST_CASE(
    "A run that loses its GigE camera is gone on with, and gives the numbers of the direct run") {
  const auto scope = test::scope_with_small_field(kWidth, kHeight);
  Microscope direct = protocols::make_microscope(scope);
  const auto expected = test::run_protocol(direct, scope, "brightfield-quick");

  const test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  const auto procedure = protocols::read_procedure(protocols::find_procedure("brightfield-quick"));
  protocols::RunContext context;
  context.slides = scope.slides;
  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  auto emulated = camera_of(far);
  wired.camera =
      std::make_shared<TroubledCamera>(far.announced(genicam()), [&] { emulated->vanish(); });
  CHECK_THROWS_WITH(run_procedure(procedure, wired, store, context),
                    contains_text("genicam 127.0.0.1: it does not answer"));
  const std::string run = store.runs().back().id;
  const auto broken = store.load_run(run);
  CHECK(broken.summary.status == records::RunStatus::aborted);
  CHECK(broken.evaluations.size() >= 4);

  emulated.reset();
  emulated = camera_of(far);
  wired.camera = far.announced(genicam());
  resume_run(procedure, broken, wired, store, context);
  const auto whole = store.load_run(run);
  CHECK(whole.summary.status == records::RunStatus::finished);
  CHECK(test::check_agreement(whole.evaluations, expected) > 10);
  CHECK(emulated->pictures() > 5);
}

TEST_CASE("camera-noise through GigE Vision gives the numbers of the direct run") {
  const auto scope = test::scope_with_small_field(kWidth, kHeight);
  Microscope direct = protocols::make_microscope(scope);
  // The emulated camera counts whole microseconds.
  direct.camera = std::make_shared<test::SteppedCamera>(
      direct.camera, [](Time wanted) { return us(std::floor(wanted.in(us))); });
  const auto expected = test::run_protocol(direct, scope, "camera-noise");

  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  const auto emulated = camera_of(far);
  wired.camera = far.announced(genicam());
  CHECK(test::check_agreement(test::run_protocol(wired, scope, "camera-noise"), expected) > 10);
}
