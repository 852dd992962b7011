// SPDX-License-Identifier: Apache-2.0
// Whole protocols with the virtual microscope, once moved directly and once through the serial
// driver of each board: the camera sees where the emulated motors stand.
#include "hardware/simulator/virtual_microscope.hpp"
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/serial_boards.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

/// The second part of stage-repeatability with fewer rounds, on a slide that is quickly drawn.
constexpr const char* kStage = R"(protocol: stage
version: "1"
title: T
slides: {targets: [dot_grid]}
steps:
  - targets:
      acquire: {frames: 1, visits: {line: 40 um, targets: 5, rounds: 3}}
      measure: {stage_repeatability: {method: stage_repeatability/iso230_2}}
)";

/// Lines of which each moves something, in the language of any of the boards.
bool is_move(const std::string& line) {
  return line.starts_with("mr ") || line.starts_with("$J=") || line.starts_with("G0 ") ||
         line.find("\"isabs\"") != std::string::npos;
}

/// With each board the numbers of the direct run; of which more than `least`, after more than
/// `moves` moves.
void check_procedure(const protocols::Procedure& protocol, int width, int least, int moves) {
  const auto scope = test::scope_with_small_field(width, width * 3 / 4);
  Microscope direct = protocols::make_microscope(scope);
  const auto expected = test::run_protocol(direct, scope, protocol);
  for (const test::SerialBoard& kind : test::serial_boards()) {
    INFO(kind.name);
    const auto board = kind.switched_on(1e7);
    Microscope wired = protocols::make_microscope(scope);
    test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
    board->moved = [&far](const Steps& at) { test::move_to(far, at); };
    test::put_into(wired, kind, *board);
    const auto found = test::run_protocol(wired, scope, protocol);
    const auto heard = board->heard();
    CHECK(std::count_if(heard.begin(), heard.end(), is_move) > moves);
    CHECK(test::check_agreement(found, expected) > least);
  }
}

}  // namespace

TEST_CASE("A protocol whose focus goes over the wire gives the numbers of the direct run") {
  check_procedure(protocols::read_procedure(protocols::find_procedure("brightfield-quick")), 320,
                  10, 50);
}

TEST_CASE("The repeatability of a stage that goes over the wire is that of the direct run") {
  check_procedure(protocols::read_procedure_text(kStage, "stage.yaml"), 320, 5, 30);
}

TEST_CASE("Stage and focus of the virtual microscope stand where the wire has sent them") {
  const auto scope = test::scope_with_small_field();
  for (const test::SerialBoard& kind : test::serial_boards()) {
    INFO(kind.name);
    const auto board = kind.switched_on(1e5);
    Microscope wired = protocols::make_microscope(scope);
    const auto simulator = std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera);
    REQUIRE(simulator);
    test::FarMicroscope far(simulator);
    board->moved = [&far](const Steps& at) { test::move_to(far, at); };
    test::put_into(wired, kind, *board);
    wired.stage->open();
    wired.stage->move_to(um(80), um(-40));
    wired.focus->move_to(um(8));
    const auto [x, y] = simulator->VirtualStage::position();
    CHECK_THAT(x.in(um), Catch::Matchers::WithinAbs(80, 1e-9));
    CHECK_THAT(y.in(um), Catch::Matchers::WithinAbs(-40, 1e-9));
    CHECK_THAT(simulator->VirtualFocus::position().in(um), Catch::Matchers::WithinAbs(8, 1e-9));
    wired.stage->close();
  }
}
