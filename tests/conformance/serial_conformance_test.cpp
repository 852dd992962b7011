// SPDX-License-Identifier: Apache-2.0
// What every device promises, kept by the drivers of boards with motors on emulated boards.
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/opened_motors.hpp"

#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

constexpr double kVeryFast = 1e6;  // steps in a second

DriverSettings settings_of(const std::string& port, const std::string& step) {
  auto settings = test::quick_motors(port, step);
  settings["travel_x"] = "-0.3 mm, 0.5 mm";
  settings["travel_y"] = "-0.503 mm, 0.407 mm";
  settings["travel_z"] = "-200.1 um, 100.3 um";
  settings["approach"] = "60 um";
  return settings;
}

void check_motors(const std::string& driver, const DriverSettings& settings,
                  const test::EmulatedBoard& board, bool has_light) {
  INFO(driver);
  test::OpenedMotors opened(driver, settings);
  test::check_focus(opened.focus);
  test::check_stage(opened.stage);
  if (has_light) {
    test::check_shining_light(opened.light, [&] { return board.light(); });
  } else {
    CHECK_THROWS_AS(opened.light.set_level(one(1)), DeviceError);
  }
}

}  // namespace

TEST_CASE("a Sangaboard of either firmware keeps what devices promise", "[conformance]") {
  using Firmware = test::SangaboardFirmware;
  for (const Firmware firmware : {Firmware::deaf, Firmware::answering}) {
    const auto board = test::emulated_sangaboard(firmware, kVeryFast);
    check_motors("sangaboard", settings_of(board->port(), "0.07 um"), *board,
                 firmware == Firmware::answering);
  }
}

TEST_CASE("boards with G-code keep what devices promise", "[conformance]") {
  const auto grbl = test::emulated_grbl(kVeryFast);
  check_motors("grbl", settings_of(grbl->port(), "1 um"), *grbl, false);
  const auto marlin = test::emulated_marlin(kVeryFast);
  auto settings = settings_of(marlin->port(), "10 um");
  settings["dialect"] = "marlin";
  check_motors("grbl", settings, *marlin, false);
}

TEST_CASE("a board of openUC2 keeps what devices promise", "[conformance]") {
  const auto board = test::emulated_uc2(kVeryFast);
  check_motors("uc2", settings_of(board->port(), "0.31 um"), *board, true);
}
