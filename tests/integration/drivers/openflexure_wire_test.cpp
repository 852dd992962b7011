// SPDX-License-Identifier: Apache-2.0
// Whole protocols with the virtual microscope, once directly and once as an OpenFlexure Microscope:
// frames, raw from release 2 and as JPEG from release 3, stage and focus come and go through HTTP.
#include "protocols/scope_file.hpp"
#include "suite/imagefiles/jpeg_bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_openflexure.hpp"
#include "tests/support/far_microscope.hpp"
#include "tests/support/stepped_camera.hpp"
#include "tests/support/stepped_focus.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;

namespace {

using Release = test::EmulatedOpenFlexure::Release;

DriverSettings settings_of(const test::EmulatedOpenFlexure& server) {
  return {{"address", server.address()},   {"step_x", "0.08 um"},       {"step_y", "0.08 um"},
          {"step_z", "0.08 um"},           {"travel_x", "-2 mm, 2 mm"}, {"travel_y", "-2 mm, 2 mm"},
          {"travel_z", "-200 um, 200 um"}, {"speed", "2 mm"},           {"towards_slide", "up"},
          {"unattended", "allowed"}};
}

/// The virtual microscope's camera as one whose frames were JPEG, without a wire.
class JpegCamera : public test::SteppedCamera {
 public:
  using test::SteppedCamera::SteppedCamera;
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
    auto acquired = SteppedCamera::acquire(step, request);
    std::vector<Frame> frames;
    for (std::size_t i = 0; i < acquired.frames->size(); ++i) {
      const std::string bytes = test::jpeg_of_upper_bits(acquired.frames->read(i));
      Frame frame = imagefiles::frame_of_jpeg({bytes.begin(), bytes.end()});
      frame.info.transfer = Transfer::encoded;
      frame.info.lossy = true;
      frame.info.processed = true;
      frames.push_back(std::move(frame));
    }
    acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
    return acquired;
  }
};

std::shared_ptr<Camera> direct_camera(Release release, std::shared_ptr<Camera> camera) {
  const auto stepped = [](Time wanted) { return us(std::round(wanted.in(us))); };
  if (release == Release::two) return std::make_shared<test::SteppedCamera>(camera, stepped);
  return std::make_shared<JpegCamera>(camera, stepped);
}

void check_protocol(Release release, const std::string& protocol,
                    const protocols::ScopeFile& scope) {
  Microscope direct = protocols::make_microscope(scope);
  direct.focus = std::make_shared<test::SteppedFocus>(direct.focus, [](Length z) {
    return um(0.08) * static_cast<double>(std::llround(z / um(0.08)));
  });
  direct.camera = direct_camera(release, direct.camera);
  const auto expected = test::run_protocol(direct, scope, protocol);

  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  test::EmulatedOpenFlexure server(
      release, [&](Time exposure) { return far.snap(exposure); }, 1e7);
  server.moved = [&](const Steps& at) {
    const auto place = [&](Axis axis) { return um(0.08) * static_cast<double>(at[axis]); };
    far.move_to(place(x_axis), place(y_axis), place(z_axis));
  };
  const auto device = make_device("openflexure", settings_of(server));
  wired.camera = far.announced(std::dynamic_pointer_cast<Camera>(device));
  wired.stage = std::dynamic_pointer_cast<XYStage>(device);
  wired.focus = std::dynamic_pointer_cast<Focus>(device);
  const auto found = test::run_protocol(wired, scope, protocol);
  CHECK(test::check_agreement(found, expected) > 10);
}

}  // namespace

TEST_CASE("brightfield-quick through an OpenFlexure server gives the numbers of the direct run") {
  check_protocol(Release::two, "brightfield-quick", test::scope_with_small_field());
}

TEST_CASE("camera-noise through an OpenFlexure server gives the numbers of the direct run") {
  check_protocol(Release::two, "camera-noise", test::scope_with_small_field(320, 240));
}

TEST_CASE("brightfield-quick through a server of release 3 gives the numbers of the direct run") {
  check_protocol(Release::three, "brightfield-quick", test::scope_with_small_field(240, 180));
}
