// SPDX-License-Identifier: Apache-2.0
// A whole protocol with the virtual microscope, once moved directly and once through the serial
// driver of a Sangaboard: the camera sees where the emulated motors stand.
#include "hardware/simulator/virtual_microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/records/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_sangaboard.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

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

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

/// openflexure-40x with the middle of its field only: quick to look through.
protocols::ScopeFile scope_with_small_field() {
  const auto scope = protocols::read_scope_file(protocols::find_scope("openflexure-40x"));
  return protocols::read_scope_text(
      replaced(replaced(scope.text, "width: 820", "width: 480"), "height: 616", "height: 360"),
      scope.path);
}

std::vector<records::RecordedEvaluation> run(Microscope& microscope,
                                             const protocols::ScopeFile& scope) {
  const test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  protocols::RunContext context;
  context.slides = scope.slides;
  const auto procedure = protocols::read_procedure(protocols::find_procedure("brightfield-quick"));
  const auto detail = store.load_run(run_procedure(procedure, microscope, store, context));
  CHECK(detail.summary.status == records::RunStatus::finished);
  return detail.evaluations;
}

}  // namespace

TEST_CASE("A protocol whose focus goes over the wire gives the numbers of the direct run") {
  const auto scope = scope_with_small_field();
  Microscope direct = protocols::make_microscope(scope);
  const auto expected = run(direct, scope);

  EmulatedSangaboard board(EmulatedSangaboard::Firmware::answering, 1e7);
  Microscope wired = protocols::make_microscope(scope);
  const auto simulator = std::dynamic_pointer_cast<VirtualMicroscope>(wired.camera);
  REQUIRE(simulator);
  couple(board, simulator);
  const auto motors = make_device("sangaboard", settings_of(board));
  wired.stage = std::dynamic_pointer_cast<XYStage>(motors);
  wired.focus = std::dynamic_pointer_cast<Focus>(motors);
  const auto found = run(wired, scope);

  // It was the wire that moved the focus, and often.
  const auto heard = board.heard();
  CHECK(std::count_if(heard.begin(), heard.end(),
                      [](const std::string& line) { return line.starts_with("mr "); }) > 50);
  REQUIRE(found.size() == expected.size());
  int compared = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO(found[i].step << ' ' << found[i].repeat);
    CHECK(found[i].evaluation.failures.size() == expected[i].evaluation.failures.size());
    const auto& results = expected[i].evaluation.results;
    REQUIRE(found[i].evaluation.results.size() == results.size());
    for (std::size_t k = 0; k < results.size(); ++k) {
      const MeasurementResult& same = found[i].evaluation.results[k];
      INFO(results[k].measurand);
      CHECK(same.measurand == results[k].measurand);
      CHECK(same.subject == results[k].subject);
      CHECK(same.value >= results[k].interval.lower);
      CHECK(same.value <= results[k].interval.upper);
      ++compared;
    }
  }
  CHECK(compared > 10);
}

TEST_CASE("Stage and focus of the virtual microscope stand where the wire has sent them") {
  const auto scope = scope_with_small_field();
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
