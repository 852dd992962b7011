// SPDX-License-Identifier: Apache-2.0
// What a run does when it finds no focus, or no exposure.

#include "protocols/runner.hpp"
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

/// Stripes that lose contrast away from `best`, in light that `dn_per_ms` says.
class Rig final : public hardware::Camera, public hardware::Focus {
 public:
  double dn_per_ms = 100;
  Length best = um(1e6);
  Length z = um(7);
  int moves = 0;
  int fails_at = -1;  ///< attempt of the step "b" at which the cable is pulled

  std::string name() const override { return "rig"; }
  bool sets_exposure() const override { return true; }
  hardware::AcquiredFrames acquire(const hardware::StepContext& at,
                                   const hardware::CameraRequest& request) override {
    if (at.step == "b" && fails_at-- == 0) throw DeviceError(name(), "the cable was pulled.");
    const double off = (z - best) / um(3);
    const double mean = 100 + dn_per_ms * request.exposure.value_or(ms(10)).in(ms);
    const double contrast = 0.1 * std::exp(-off * off / 2);
    Frame frame;
    frame.info.width = 64;
    frame.info.height = 64;
    frame.info.significant_bits = 12;
    std::vector<std::uint16_t> samples;
    for (int i = 0; i < 64 * 64; ++i) {
      const double value = mean * (1 + contrast * ((i / 2) % 2 == 0 ? 1 : -1));
      samples.push_back(static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, 4095.0))));
    }
    frame.samples = std::move(samples);
    std::vector<Frame> all;
    all.push_back(std::move(frame));
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(all));
    return acquired;
  }
  hardware::Travel travel() const override { return {um(-20), um(20)}; }
  void move_to(Length to) override {
    ++moves;
    z = to;
  }
  Length position() const override { return z; }
};

class Person final : public hardware::Operator {
 public:
  std::vector<std::string> heard;
  std::function<void(int asked)> does = [](int) {};
  std::string name() const override { return "person"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& text) override {
    heard.push_back(text);
    does(static_cast<int>(heard.size()));
    return hardware::Answer::done;
  }
};

struct Bench {
  test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  std::shared_ptr<Rig> rig = std::make_shared<Rig>();
  hardware::Microscope microscope;
  std::vector<std::string> notes;
  RunObserver observer;

  Bench() {
    microscope.camera = rig;
    microscope.focus = rig;
    observer.on_note = [this](const std::string&, const std::string& note) {
      notes.push_back(note);
    };
  }
  static Procedure procedure(const std::string& steps) {
    return read_procedure_text("protocol: p\nversion: \"1\"\ntitle: P\nsteps:\n" + steps, "p.yaml");
  }
  records::RunDetail run(const std::string& steps) {
    return store.load_run(run_procedure(procedure(steps), microscope, store, {}, observer));
  }
};

std::vector<std::string> told(const records::RunDetail& run, const std::string& event) {
  std::vector<std::string> details;
  for (const auto& entry : run.journal) {
    if (entry.event == event) details.push_back(entry.detail);
  }
  return details;
}

using Texts = std::vector<std::string>;

/// Of the last evaluation of this step and repeat: the doubts that all its results carry.
Texts caveats(const records::RunDetail& run, const std::string& step, int repeat = 0) {
  Texts codes;
  for (const auto& recorded : run.evaluations) {
    if (recorded.step != step || recorded.repeat != repeat) continue;
    codes.clear();
    REQUIRE_FALSE(recorded.evaluation.results.empty());
    for (const auto& caveat : recorded.evaluation.results.back().caveats) {
      if (caveat.code.find(".not_") != std::string::npos) codes.push_back(caveat.code);
    }
  }
  return codes;
}

const Texts kNotFocused{"field_uniformity.not_focused"};
const Texts kNotExposed{"field_uniformity.not_exposed"};

const std::string kMeasured = "acquire: {frames: 1}, measure: {field_uniformity: {}}";

}  // namespace

TEST_CASE("A focus that is not found is told, and every result says so") {
  Bench bench;
  const auto run = bench.run("  - a: {repeat: 2, focus: again, " + kMeasured + "}\n");
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(told(run, "not_focused").size() == 2);
  CHECK(told(run, "attempt_done") == Texts{"bad", "bad"});
  CHECK(caveats(run, "a", 0) == kNotFocused);
  CHECK(caveats(run, "a", 1) == kNotFocused);
  REQUIRE(run.frames.size() == 2);
  for (const auto& frame : run.frames) {
    CHECK_THAT(frame.settings.at("doubt.not_focused"),
               contains_text("No focus was found: no place of the focus is sharper"));
  }
  REQUIRE(bench.notes.size() == 2);
  CHECK(bench.notes[0] == run.frames[0].settings.at("doubt.not_focused"));
  CHECK(bench.rig->z == um(7));
}

TEST_CASE("A focus that is found has nothing to tell") {
  Bench bench;
  bench.rig->best = um(3);
  const auto run = bench.run("  - a: {focus: again, " + kMeasured + "}\n");
  CHECK(told(run, "attempt_done") == Texts{"good"});
  CHECK(caveats(run, "a").empty());
  CHECK(bench.notes.empty());
}

TEST_CASE("A focus that is not found is a reason to retry, for which a person can see to it") {
  Bench bench;
  const auto person = std::make_shared<Person>();
  person->does = [&](int asked) {
    if (asked == 3) bench.rig->best = um(2);
  };
  bench.microscope.person = person;
  const auto run = bench.run("  - a: {instruct: Put it there., focus: again, on_fail: retry, " +
                             kMeasured + "}\n");
  CHECK(told(run, "attempt_done") == Texts{"bad", "bad", "good"});
  CHECK(run.frames.size() == 3);
  CHECK(caveats(run, "a").empty());
  REQUIRE(person->heard.size() == 3);
  CHECK(person->heard[0] == "Put it there.");
  CHECK(person->heard[1] == bench.notes[0] + " Put it there.");
}

TEST_CASE("A run ends where its protocol wants no result out of focus") {
  Bench bench;
  const auto run = bench.run("  - a: {focus: once, on_fail: abort, " + kMeasured + "}\n  - b: {" +
                             kMeasured + "}\n");
  CHECK(run.summary.status == records::RunStatus::aborted);
  CHECK(told(run, "failed").size() == 1);
  CHECK(run.frames.size() == 1);
  CHECK(caveats(run, "a") == kNotFocused);
}

TEST_CASE("What was not found holds until it is, and nothing is tried again for it") {
  Bench bench;
  const auto run = bench.run("  - a: {repeat: 2, focus: once, on_fail: retry, " + kMeasured +
                             "}\n"
                             "  - dark: {light: off, on_fail: abort, " +
                             kMeasured +
                             "}\n"
                             "  - b: {on_fail: abort, " +
                             kMeasured + "}\n");
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(told(run, "attempt_done") == Texts{"bad", "bad", "bad", "good", "good", "good"});
  CHECK(caveats(run, "a", 0) == kNotFocused);
  CHECK(caveats(run, "a", 1) == kNotFocused);
  CHECK(caveats(run, "dark").empty());
  CHECK(caveats(run, "b") == kNotFocused);
}

TEST_CASE("An exposure that is not found is told by all that is taken at it") {
  Bench bench;
  bench.rig->dn_per_ms = 1e-3;
  const auto person = std::make_shared<Person>();
  bench.microscope.person = person;
  const auto run = bench.run(
      "  - light: {instruct: Set the lamp., expose: {level: 60 %}, on_fail: retry}\n"
      "  - a: {" +
      kMeasured +
      "}\n"
      "  - own: {acquire: {frames: 1, exposure: 1 ms}, measure: {field_uniformity: {}}}\n");
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(told(run, "not_exposed").size() == 3);
  REQUIRE(person->heard.size() == 3);
  CHECK_THAT(person->heard[1], contains_text("No exposure was found: the image reaches"));
  CHECK_THAT(person->heard[1], contains_text("Set the lamp."));
  CHECK(caveats(run, "a") == kNotExposed);
  CHECK(caveats(run, "own").empty());
}

TEST_CASE("A step that only exposes is tried again, or ends the run") {
  Bench bench;
  bench.rig->dn_per_ms = 1e-3;
  const auto person = std::make_shared<Person>();
  person->does = [&](int asked) {
    if (asked == 2) bench.rig->dn_per_ms = 100;
  };
  bench.microscope.person = person;
  const std::string light = "  - light: {instruct: Set the lamp., expose: {level: 60 %}, on_fail: ";
  const std::string measured = "  - a: {" + kMeasured + "}\n";
  const auto run = bench.run(light + "retry}\n" + measured);
  CHECK(person->heard.size() == 2);
  CHECK(caveats(run, "a").empty());

  bench.rig->dn_per_ms = 1e-3;
  const auto ended = bench.run(light + "abort}\n" + measured);
  CHECK(ended.summary.status == records::RunStatus::aborted);
  CHECK(told(ended, "failed").size() == 1);
  CHECK(ended.frames.empty());
}

TEST_CASE("Without an exposure no focus is searched for, and both is said") {
  Bench bench;
  bench.rig->dn_per_ms = 1e-3;
  const auto run = bench.run("  - a: {expose: {level: 60 %}, focus: once, " + kMeasured + "}\n");
  CHECK(bench.rig->moves == 0);
  CHECK(caveats(run, "a") == Texts{kNotExposed[0], kNotFocused[0]});
}

TEST_CASE("A run that is gone on with knows what was not found") {
  Bench bench;
  bench.rig->fails_at = 0;
  const std::string steps = "  - a: {focus: once, " + kMeasured + "}\n  - b: {" + kMeasured + "}\n";
  CHECK_THROWS_AS(bench.run(steps), DeviceError);
  const auto broken = bench.store.load_run(bench.store.runs().front().id);
  resume_run(Bench::procedure(steps), broken, bench.microscope, bench.store, {}, bench.observer);
  const auto run = bench.store.load_run(broken.summary.id);
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(caveats(run, "a") == kNotFocused);
  CHECK(caveats(run, "b") == kNotFocused);
  CHECK(bench.notes.size() == 1);
}
