// SPDX-License-Identifier: Apache-2.0
// A whole protocol with the virtual microscope, once directly and once as what a Micro-Manager
// drives: its frames, its focus and its shutter come and go through ZeroMQ.
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_micromanager.hpp"
#include "tests/support/far_microscope.hpp"
#include "tests/support/stepped_focus.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

constexpr std::int64_t kStep_nm = 80;  // of the virtual microscope's motors

/// The settings of a camera with a mosaic that is known to be linear, and quick stages.
DriverSettings settings_of(const test::EmulatedMicroManager& server) {
  return {{"address", server.address()},
          {"transfer", "linear"},
          {"mosaic", "bggr"},
          {"travel_x", "-2 mm, 2 mm"},
          {"travel_y", "-2 mm, 2 mm"},
          {"travel_z", "-200 um, 200 um"},
          {"speed", "2 mm"},
          {"towards_slide", "up"},
          {"unattended", "allowed"}};
}

void check_protocol(const std::string& protocol, int least) {
  const auto scope = test::scope_with_small_field();
  Microscope direct = protocols::make_microscope(scope);
  // Through the wire go whole nanometres, and the motor goes to the nearest of its steps.
  direct.focus = std::make_shared<test::SteppedFocus>(direct.focus, [](Length z) {
    const auto whole = static_cast<double>(std::llround(z.in(nm)));
    return um(0.08) * static_cast<double>(std::llround(whole / kStep_nm));
  });
  const auto expected = test::run_protocol(direct, scope, protocol);

  Microscope wired = protocols::make_microscope(scope);
  test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
  test::EmulatedMicroManager server([&](Time exposure) { return far.snap(exposure); }, 1e9);
  server.step_nm = kStep_nm;
  server.moved = [&](const Steps& at) {
    const auto place = [&](Axis axis) {
      return um(0.08) * static_cast<double>(at[axis] / kStep_nm);
    };
    far.move_to(place(x_axis), place(y_axis), place(z_axis));
  };
  const auto device = make_device("micromanager", settings_of(server));
  wired.camera = far.announced(std::dynamic_pointer_cast<Camera>(device));
  wired.stage = std::dynamic_pointer_cast<XYStage>(device);
  wired.focus = std::dynamic_pointer_cast<Focus>(device);
  const auto found = test::run_protocol(wired, scope, protocol);

  const auto heard = server.heard();
  CHECK(std::count(heard.begin(), heard.end(), "snapImage") > 10);
  CHECK(test::check_agreement(found, expected) > least);
}

}  // namespace

TEST_CASE("brightfield-quick through Micro-Manager gives the numbers of the direct run") {
  check_protocol("brightfield-quick", 10);
}

TEST_CASE("camera-noise through Micro-Manager gives the numbers of the direct run") {
  check_protocol("camera-noise", 10);
}
