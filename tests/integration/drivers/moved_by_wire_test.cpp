// SPDX-License-Identifier: Apache-2.0
// Whole protocols with the virtual microscope, once moved directly and once through the serial
// driver of each board: the camera sees where the emulated motors stand.
#include "hardware/simulator/virtual_microscope.hpp"
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/serial_boards.hpp"
#include "tests/support/stepped_focus.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

/// Without colours, so that its frames are quickly drawn.
constexpr const char* kGrey = R"(scope: grey
contrast: brightfield
objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.01}, immersion: air}
wavelength: {value: 550 nm, half_width: 10 nm}
pixel_size: {value: 0.26 um, standard_uncertainty: 0.001 um}
camera: {driver: simulator}
stage: {driver: simulator}
focus: {driver: simulator}
light: {driver: simulator}
operator: {driver: simulator}
simulator: {seed: 5, width: 200, height: 150, pixel_size: 0.26 um, stage_error: 0.3 um}
)";

protocols::Procedure named(const std::string& protocol) {
  return protocols::read_procedure(protocols::find_procedure(protocol));
}

/// Lines of which each moves something, in the language of any of the boards.
bool is_move(const std::string& line) {
  return line.starts_with("mr ") || line.starts_with("$J=") || line.starts_with("G0 ") ||
         line.find("\"isabs\"") != std::string::npos;
}

/// Where a motor goes that is sent to a place.
Length stepped(Length place) {
  constexpr Length kStep = um(0.08);
  return kStep * static_cast<double>(std::llround(place / kStep));
}

/// Another stage that is sent there: where the virtual microscope really comes to stand depends on
/// where it was sent.
class SteppedStage : public XYStage {
 public:
  explicit SteppedStage(std::shared_ptr<XYStage> stage) : stage_(std::move(stage)) {}
  std::string name() const override { return stage_->name(); }
  Travel travel_x() const override { return stage_->travel_x(); }
  Travel travel_y() const override { return stage_->travel_y(); }
  void move_to(Length x, Length y) override { stage_->move_to(stepped(x), stepped(y)); }
  std::pair<Length, Length> position() const override { return stage_->position(); }

 private:
  std::shared_ptr<XYStage> stage_;
};

bool is_lamp(const std::string& line) { return line.starts_with("led_cc "); }

/// More than so many of them.
struct Least {
  int results;
  int moves;
  int lamp = -1;  ///< how often it is set
};

/// With each of the boards the numbers of the direct run.
void check_procedure(const std::vector<test::SerialBoard>& boards,
                     const protocols::Procedure& protocol, const protocols::ScopeFile& scope,
                     const Least& least) {
  Microscope direct = protocols::make_microscope(scope);
  direct.stage = std::make_shared<SteppedStage>(direct.stage);
  direct.focus = std::make_shared<test::SteppedFocus>(direct.focus, stepped);
  const auto expected = test::run_protocol(direct, scope, protocol);
  for (const test::SerialBoard& kind : boards) {
    INFO(kind.name);
    const auto board = kind.switched_on(1e7);
    Microscope wired = protocols::make_microscope(scope);
    test::FarMicroscope far(std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera));
    board->moved = [&far](const Steps& at) { test::move_to(far, at); };
    board->fault = [&far](const std::string& line) -> std::optional<std::string> {
      if (is_lamp(line)) far.set_light(one(std::stod(line.substr(7))));
      return std::nullopt;
    };
    test::put_into(wired, kind, *board);
    const auto found = test::run_protocol(wired, scope, protocol);
    const auto heard = board->heard();
    CHECK(std::count_if(heard.begin(), heard.end(), is_move) > least.moves);
    CHECK(std::count_if(heard.begin(), heard.end(), is_lamp) > least.lamp);
    CHECK(test::check_agreement(found, expected) > least.results);
  }
}

}  // namespace

TEST_CASE("A protocol whose focus goes over the wire gives the numbers of the direct run") {
  check_procedure(test::serial_boards(), named("brightfield-quick"),
                  test::scope_with_small_field(320, 240), {10, 50});
}

TEST_CASE("The repeatability of a stage that goes over the wire is that of the direct run") {
  check_procedure(test::serial_boards(), protocols::read_procedure_text(kStage, "stage.yaml"),
                  test::scope_with_small_field(320, 240), {5, 30});
}

TEST_CASE("stage-repeatability with a board gives the numbers of the direct run") {
  // With fewer rounds, on the slide of it that is drawn quickly.
  std::string text = named("stage-repeatability").text;
  text.replace(text.find("rounds: 20"), 10, "rounds: 3");
  text.replace(text.find("rounds: 5"), 9, "rounds: 2");
  const std::string others = "stained_tissue, pollen, ";
  for (auto at = text.find(others); at != std::string::npos; at = text.find(others)) {
    text.erase(at, others.size());
  }
  check_procedure({test::serial_board("sangaboard")},
                  protocols::read_procedure_text(text, "stage.yaml"),
                  protocols::read_scope_text(kGrey, "grey.yaml"), {5, 40});
}

TEST_CASE(
    "camera-noise beside a board whose lamp it switches gives the numbers of the direct run") {
  check_procedure({test::serial_board("sangaboard")}, named("camera-noise"),
                  test::scope_with_small_field(160, 120), {10, -1, 1});
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
