// SPDX-License-Identifier: Apache-2.0
// A whole protocol with the virtual microscope, once moved directly and once through the serial
// driver of a Sangaboard: the camera sees where the emulated motors stand.
#include "hardware/simulator/virtual_microscope.hpp"
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_sangaboard.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;
using test::EmulatedSangaboard;

namespace {

constexpr Length kStep = um(0.08);  // of the virtual microscope's motors as of the board's

DriverSettings settings_of(const EmulatedSangaboard& board) {
  return {{"port", board.port()},          {"step_x", "0.08 um"},       {"step_y", "0.08 um"},
          {"step_z", "0.08 um"},           {"travel_x", "-2 mm, 2 mm"}, {"travel_y", "-2 mm, 2 mm"},
          {"travel_z", "-200 um, 200 um"}, {"towards_slide", "up"},     {"speed", "2 mm"}};
}

/// The simulator's stage and focus go where the board's motors are.
void couple(EmulatedSangaboard& board, const std::shared_ptr<VirtualMicroscope>& microscope) {
  board.moved = [microscope](const Steps& at) {
    const auto place = [&](Axis axis) { return kStep * static_cast<double>(at[axis]); };
    microscope->VirtualStage::move_to(place(x_axis), place(y_axis));
    microscope->VirtualFocus::move_to(place(z_axis));
  };
}

}  // namespace

TEST_CASE("A protocol whose focus goes over the wire gives the numbers of the direct run") {
  const auto scope = test::scope_with_small_field();
  Microscope direct = protocols::make_microscope(scope);
  const auto expected = test::run_protocol(direct, scope, "brightfield-quick");

  EmulatedSangaboard board(EmulatedSangaboard::Firmware::answering, 1e7);
  Microscope wired = protocols::make_microscope(scope);
  const auto simulator = std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera);
  REQUIRE(simulator);
  couple(board, simulator);
  const auto motors = make_device("sangaboard", settings_of(board));
  wired.stage = std::dynamic_pointer_cast<XYStage>(motors);
  wired.focus = std::dynamic_pointer_cast<Focus>(motors);
  const auto found = test::run_protocol(wired, scope, "brightfield-quick");

  // It was the wire that moved the focus, and often.
  const auto heard = board.heard();
  CHECK(std::count_if(heard.begin(), heard.end(),
                      [](const std::string& line) { return line.starts_with("mr "); }) > 50);
  CHECK(test::check_agreement(found, expected) > 10);
}

TEST_CASE("Stage and focus of the virtual microscope stand where the wire has sent them") {
  const auto scope = test::scope_with_small_field();
  const auto simulator =
      std::dynamic_pointer_cast<VirtualMicroscope>(protocols::make_microscope(scope).camera);
  REQUIRE(simulator);
  EmulatedSangaboard board(EmulatedSangaboard::Firmware::answering, 1e5);
  couple(board, simulator);
  const auto motors = make_device("sangaboard", settings_of(board));
  motors->open();
  dynamic_cast<XYStage&>(*motors).move_to(um(80), um(-40));
  dynamic_cast<Focus&>(*motors).move_to(um(8));
  const auto [x, y] = simulator->VirtualStage::position();
  CHECK_THAT(x.in(um), Catch::Matchers::WithinAbs(80, 1e-9));
  CHECK_THAT(y.in(um), Catch::Matchers::WithinAbs(-40, 1e-9));
  CHECK_THAT(simulator->VirtualFocus::position().in(um), Catch::Matchers::WithinAbs(8, 1e-9));
  motors->close();
}
