// SPDX-License-Identifier: Apache-2.0
// The frames of the virtual microscope through the layer that is above every camera.
#include "hardware/safety/board_camera.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/far_microscope.hpp"
#include "tests/support/wired_runs.hpp"

#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

/// The shortest wire that there is.
class NearBoard : public CameraBoard {
 public:
  explicit NearBoard(test::FarMicroscope& far) : far_(far) {}
  std::string name() const override { return "near"; }
  void open() override {}
  void close() noexcept override {}
  bool sets_exposure() const override { return true; }
  Time set_exposure(Time wanted) override { return exposure_ = wanted; }
  Snap snap(Time /*longest*/) override { return {.frame = far_.snap(exposure_)}; }

 private:
  test::FarMicroscope& far_;
  Time exposure_ = ms(20);
};

}  // namespace

TEST_CASE("A protocol whose frames come over a wire gives the numbers of the direct run") {
  const auto scope = test::scope_with_small_field();
  Microscope direct = protocols::make_microscope(scope);
  const auto expected = test::run_protocol(direct, scope, "brightfield-quick");

  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  wired.camera = far.announced(std::make_shared<BoardCamera>(std::make_shared<NearBoard>(far)));
  const auto found = test::run_protocol(wired, scope, "brightfield-quick");
  CHECK(test::check_agreement(found, expected) > 10);
}
