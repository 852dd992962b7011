// SPDX-License-Identifier: Apache-2.0
// Whole protocols with the virtual microscope, once directly and once as an OpenFlexure Microscope
// of release 2: raw frames, stage and focus come and go through HTTP.
#include "protocols/scope_file.hpp"
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

using namespace etalon;
using namespace etalon::hardware;

namespace {

DriverSettings settings_of(const test::EmulatedOpenFlexure& server) {
  return {{"address", server.address()},   {"step_x", "0.08 um"},       {"step_y", "0.08 um"},
          {"step_z", "0.08 um"},           {"travel_x", "-2 mm, 2 mm"}, {"travel_y", "-2 mm, 2 mm"},
          {"travel_z", "-200 um, 200 um"}, {"speed", "2 mm"},           {"towards_slide", "up"},
          {"unattended", "allowed"}};
}

void check_protocol(const std::string& protocol, const protocols::ScopeFile& scope) {
  Microscope direct = protocols::make_microscope(scope);
  direct.focus = std::make_shared<test::SteppedFocus>(direct.focus, [](Length z) {
    return um(0.08) * static_cast<double>(std::llround(z / um(0.08)));
  });
  direct.camera = std::make_shared<test::SteppedCamera>(
      direct.camera, [](Time wanted) { return us(std::round(wanted.in(us))); });
  const auto expected = test::run_protocol(direct, scope, protocol);

  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  test::EmulatedOpenFlexure server(
      test::EmulatedOpenFlexure::Release::two, [&](Time exposure) { return far.snap(exposure); },
      1e7);
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
  check_protocol("brightfield-quick", test::scope_with_small_field());
}

TEST_CASE("camera-noise through an OpenFlexure server gives the numbers of the direct run") {
  check_protocol("camera-noise", test::scope_with_small_field(320, 240));
}
