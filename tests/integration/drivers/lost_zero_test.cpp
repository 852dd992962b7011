// SPDX-License-Identifier: Apache-2.0
// A board that calls the place zero where it is opened is reset in the middle of a run: what the
// run had found of places means nothing any more, and it goes on without them.
#include "hardware/simulator/virtual_microscope.hpp"
#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/serial_boards.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/wired_runs.hpp"

#include <algorithm>
#include <memory>
#include <string>

using namespace etalon;
using namespace etalon::hardware;

namespace {

/// Its places are no whole steps, so that what is reached is not what was asked for.
constexpr const char* kProcedure = R"(protocol: stage
version: "1"
title: T
slides: {edge: [chrome_edge], targets: [dot_grid]}
steps:
  - edge: {focus: once, acquire: {frames: 1}, measure: {slanted_edge: {}}}
  - targets:
      acquire: {frames: 1, visits: {line: 41 um, targets: 5, rounds: 3}}
      measure: {stage_repeatability: {method: stage_repeatability/iso230_2}}
)";
constexpr int kMovesBefore = 12;      // of the stage, before the reset
constexpr Length kInFocus = um(1);    // an eighth of the depth of the objective
constexpr Steps kStart{40, -25, 75};  // where it is opened first, seen from the sharp place

/// Counts from where it was reset last, which nobody but the microscope behind it knows.
struct Board {
  std::unique_ptr<test::EmulatedBoard> board = test::emulated_grbl(1e7);
  Steps zero = kStart;
  int moves_left = -1;

  void reset() {
    const Steps at = board->position();
    for (std::size_t i = 0; i < kAxes; ++i) zero[i] += at[i];
    board->set_position({});
  }
  Steps place(const Steps& at) const { return {zero[0] + at[0], zero[1] + at[1], zero[2] + at[2]}; }
};

struct Bench {
  test::TemporaryFolder folder;
  protocols::ScopeFile scope = test::scope_with_small_field(320, 240);
  protocols::Procedure procedure = protocols::read_procedure_text(kProcedure, "stage.yaml");
  records::Store store{folder.path() / "lab.etalon"};
  Board far{};
  Length stands{};  ///< the focus, at the end

  records::RunDetail start_or_go_on() {
    Microscope microscope = protocols::make_microscope(scope);
    const auto simulator = std::dynamic_pointer_cast<VirtualMicroscope>(microscope.camera);
    test::FarMicroscope behind(simulator);
    test::move_to(behind, far.place({}));
    far.board->moved = [&](const Steps& at) { test::move_to(behind, far.place(at)); };
    far.board->fault = [this](const std::string& line) -> std::optional<std::string> {
      if (line.find(" X") == std::string::npos || far.moves_left-- != 0) return std::nullopt;
      far.reset();
      return "Grbl 1.1h ['$' for help]\r\n";
    };
    test::put_into(microscope, test::serial_board("grbl"), *far.board, "opening");
    protocols::RunContext context;
    context.slides = scope.slides;
    const auto runs = store.runs();
    if (runs.empty()) {
      run_procedure(procedure, microscope, store, context);
    } else {
      resume_run(procedure, store.load_run(runs.front().id), microscope, store, context);
    }
    stands = simulator->VirtualFocus::position();
    return run();
  }
  records::RunDetail run() const { return store.load_run(store.runs().front().id); }
};

std::ptrdiff_t frames_of_attempt(const records::RunDetail& run, const std::string& attempt) {
  return std::count_if(run.frames.begin(), run.frames.end(), [&](const auto& frame) {
    return frame.step == "targets" && frame.settings.at("attempt") == attempt;
  });
}

Length length_in(const records::FrameRecord& frame, const std::string& key) {
  const auto length = parse_quantity<kind::ObjectLength>(frame.settings.at(key));
  REQUIRE(length);
  return *length;
}

/// Where the stage says that it stood stands beside where it was sent.
void check_reached(const records::RunDetail& run) {
  double farthest = 0;
  for (const auto& frame : run.frames) {
    CHECK(frame.settings.contains("reached.z"));
    if (frame.step != "targets") continue;
    const Length off = length_in(frame, "reached.x") - length_in(frame, "setting.x");
    farthest = std::max(farthest, std::abs(off.in(um)));
  }
  CHECK(farthest > 0);
  CHECK(farthest <= 0.04 + 1e-9);  // half a step
}

/// The stage draws its errors anew in a new attempt, so results agree as those of two runs do.
void check_compatible(const records::RunDetail& one, const records::RunDetail& other) {
  REQUIRE(one.evaluations.size() == other.evaluations.size());
  for (std::size_t i = 0; i < one.evaluations.size(); ++i) {
    const auto& results = one.evaluations[i].evaluation.results;
    REQUIRE(other.evaluations[i].evaluation.results.size() == results.size());
    for (std::size_t k = 0; k < results.size(); ++k) {
      const MeasurementResult& same = other.evaluations[i].evaluation.results[k];
      INFO(results[k].measurand);
      CHECK(same.measurand == results[k].measurand);
      if (same.kind == ResultKind::statistic) continue;  // It has no interval.
      CHECK(same.interval.lower <= results[k].interval.upper);
      CHECK(same.interval.upper >= results[k].interval.lower);
    }
  }
}

}  // namespace

TEST_CASE("A run whose board lost its zero goes on with no place that it had before") {
  Bench undisturbed;
  const auto whole = undisturbed.start_or_go_on();
  CHECK(std::abs(undisturbed.stands.in(um)) < kInFocus.in(um));
  check_reached(whole);

  Bench bench;
  bench.far.moves_left = kMovesBefore;
  CHECK_THROWS_WITH(bench.start_or_go_on(), Catch::Matchers::Contains("was reset"));
  const auto broken = bench.run();
  CHECK(broken.summary.status == records::RunStatus::aborted);
  const auto had = frames_of_attempt(broken, "0");
  CHECK(had > 2);

  bench.far.moves_left = -1;
  const auto gone_on = bench.start_or_go_on();
  CHECK(gone_on.summary.status == records::RunStatus::finished);
  CHECK(std::abs(bench.stands.in(um)) < kInFocus.in(um));
  const auto abandoned = [](const auto& entry) { return entry.event == "attempt_abandoned"; };
  CHECK(std::count_if(gone_on.journal.begin(), gone_on.journal.end(), abandoned) == 1);
  CHECK(frames_of_attempt(gone_on, "0") == had);
  CHECK(frames_of_attempt(gone_on, "1") == frames_of_attempt(whole, "0"));
  check_compatible(gone_on, whole);
}
