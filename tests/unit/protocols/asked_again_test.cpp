// SPDX-License-Identifier: Apache-2.0
// A series in whose middle something fails, and goes on: after a person was asked, or another day.
#include "hardware/safety/stop_request.hpp"
#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;

namespace {

constexpr std::chrono::milliseconds kThinks{300};

/// Shows lines that are sharp at zero.
class Rig final : public hardware::Camera, public hardware::Focus {
 public:
  std::string name() const override { return "rig"; }
  hardware::AcquiredFrames acquire(const hardware::StepContext& step,
                                   const hardware::CameraRequest& request) override {
    const bool of_series = request.interval.has_value();
    if (of_series && step.visit == fails_at && failures-- > 0) throw_failure();
    Frame frame;
    frame.info.width = frame.info.height = 8;
    const double contrast = 200 * std::exp(-std::pow(z_.in(um) / 5, 2));
    std::vector<std::uint16_t> samples(64);
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i] = static_cast<std::uint16_t>(500 + (i % 4 < 2 ? contrast : -contrast));
    frame.samples = samples;
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(
        std::vector<Frame>(static_cast<std::size_t>(request.frames), frame));
    return acquired;
  }
  hardware::Travel travel() const override { return {um(-50), um(50)}; }
  void move_to(Length to) override { z_ = to; }
  Length position() const override { return z_; }
  bool wants_confirmation() const override { return true; }
  bool keeps_zero() const override { return keeps; }
  int fails_at = -1;
  int failures = 1;
  bool is_stopped = false;  ///< that is how it fails
  bool keeps = true;

 private:
  void throw_failure() const {
    if (is_stopped) throw hardware::Stopped("rig");
    throw DeviceError("rig", "no answer");
  }
  Length z_ = um(0);
};

class Person final : public hardware::Operator {
 public:
  std::vector<std::string> heard;
  std::string name() const override { return "person"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& text) override {
    heard.push_back(text);
    if (heard.size() > 1) std::this_thread::sleep_for(kThinks);
    return hardware::Answer::done;
  }
};

struct Bench {
  test::TemporaryFolder folder;
  std::shared_ptr<Rig> rig = std::make_shared<Rig>();
  std::shared_ptr<Person> person = std::make_shared<Person>();
  records::Store store{folder.path() / "lab.etalon"};
  Procedure procedure;

  explicit Bench(const std::string& step)
      : procedure(read_procedure_text("protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n" + step,
                                      "p.yaml")) {}
  /// What it ends with; empty: well.
  std::string start_or_go_on() {
    hardware::Microscope microscope;
    microscope.camera = rig;
    microscope.focus = rig;
    microscope.person = person;
    const auto runs = store.runs();
    return test::refusal_of([&] {
      if (runs.empty()) {
        run_procedure(procedure, microscope, store, {});
      } else {
        resume_run(procedure, store.load_run(runs.front().id), microscope, store, {});
      }
    });
  }
  records::RunDetail run() const { return store.load_run("last"); }
};

std::ptrdiff_t journaled(const records::RunDetail& run, const std::string& event) {
  return std::count_if(run.journal.begin(), run.journal.end(),
                       [&](const auto& entry) { return entry.event == event; });
}

std::vector<double> seconds_of(const records::RunDetail& run, const std::string& attempt) {
  std::vector<double> all;
  for (const auto& frame : run.frames) {
    if (frame.settings.at("attempt") != attempt) continue;
    const auto time = parse_quantity<kind::Time>(frame.settings.at("setting.time"));
    REQUIRE(time);
    all.push_back(time->in(s));
  }
  return all;
}

}  // namespace

TEST_CASE("the time that a person takes to put a series right is in its times") {
  Bench bench("- a: {focus: once, acquire: {frames: 5, interval: 20 ms}}\n");
  bench.rig->fails_at = 3;
  REQUIRE(bench.start_or_go_on().empty());
  const auto run = bench.run();
  CHECK(journaled(run, "series_begun") == 1);
  const auto times = seconds_of(run, "0");
  REQUIRE(times.size() == 5);
  CHECK(times[3] - times[2] >= std::chrono::duration<double>(kThinks).count());
  CHECK(times[4] >= times[3]);
  // After an error there may be no room any more.
  REQUIRE(bench.person->heard.size() == 2);
  CHECK_THAT(bench.person->heard[1], test::contains_text("no answer"));
  CHECK_THAT(bench.person->heard[1], test::contains_text("see that the objective has room"));
}

TEST_CASE("a series whose first frame needs a second try begins with that") {
  Bench bench("- a: {focus: once, acquire: {frames: 3, interval: 20 ms}}\n");
  bench.rig->fails_at = 0;
  REQUIRE(bench.start_or_go_on().empty());
  REQUIRE(bench.person->heard.size() == 2);
  const auto run = bench.run();
  const auto times = seconds_of(run, "0");
  REQUIRE(times.size() == 3);
  CHECK(times[0] < 0.1);
}

TEST_CASE("nobody is asked again after a stop, in the middle of whatever") {
  Bench bench("- a: {focus: once, acquire: {frames: 5, interval: 20 ms}}\n");
  bench.rig->fails_at = 3;
  bench.rig->is_stopped = true;
  CHECK(bench.start_or_go_on().empty());
  CHECK(bench.person->heard.size() == 1);
  const auto run = bench.run();
  CHECK(run.summary.status == records::RunStatus::aborted);
  CHECK(run.frames.size() == 3);
  CHECK(journaled(run, "stopped") == 1);
  CHECK(journaled(run, "failed") == 0);
  CHECK(bench.start_or_go_on().empty());
  CHECK(bench.run().summary.status == records::RunStatus::finished);
}

TEST_CASE("a series in focus does not go on with a board that may have lost its zero") {
  for (const bool keeps : {true, false}) {
    Bench bench("- a: {focus: once, acquire: {frames: 5, interval: 20 ms}}\n");
    bench.rig->keeps = keeps;
    bench.rig->fails_at = 3;
    bench.rig->failures = 3;
    CHECK_THAT(bench.start_or_go_on(), test::contains_text("no answer"));
    bench.rig->fails_at = keeps ? -1 : 2;  // once more, in the new attempt
    bench.rig->failures = 1;
    CHECK(bench.start_or_go_on().empty());
    const auto run = bench.run();
    CHECK(run.summary.status == records::RunStatus::finished);
    CHECK(journaled(run, "attempt_abandoned") == (keeps ? 0 : 1));
    CHECK(seconds_of(run, "0").size() == (keeps ? 5 : 3));
    const auto anew = seconds_of(run, "1");
    REQUIRE(anew.size() == (keeps ? 0 : 5));
    // Its clock is its own, also after it was asked again.
    if (!keeps) CHECK(anew[0] < 0.2);
    if (!keeps) CHECK(journaled(run, "series_begun") == 2);
  }
}

TEST_CASE("after a pause a series keeps its interval, and is not made up for in a burst") {
  Bench bench("- a: {acquire: {frames: 5, interval: 200 ms}}\n");
  bench.rig->fails_at = 2;
  bench.rig->is_stopped = true;
  REQUIRE(bench.start_or_go_on().empty());
  std::this_thread::sleep_for(2 * kThinks);
  REQUIRE(bench.start_or_go_on().empty());
  const auto times = seconds_of(bench.run(), "0");
  REQUIRE(times.size() == 5);
  CHECK(times[2] - times[1] > std::chrono::duration<double>(2 * kThinks).count());
  CHECK(times[4] - times[2] > 0.2);  // two intervals, the first of them after a visit that was late
}

TEST_CASE("a series begins anew where the calendar went back, for nobody knows its pause") {
  Bench bench("- a: {acquire: {frames: 5, interval: 20 ms}}\n");
  bench.rig->fails_at = 3;
  bench.rig->is_stopped = true;
  REQUIRE(bench.start_or_go_on().empty());
  // As if it had begun an hour from now.
  const auto journal = bench.run().journal;
  auto begun = *std::find_if(journal.begin(), journal.end(),
                             [](const auto& entry) { return entry.event == "series_begun"; });
  begun.detail = number_to_text(*parse_number(begun.detail) + 3600);
  bench.store.record_journal(bench.run().summary.id, begun);
  REQUIRE(bench.start_or_go_on().empty());
  const auto run = bench.run();
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(journaled(run, "attempt_abandoned") == 1);
  CHECK(seconds_of(run, "0").size() == 3);
  const auto anew = seconds_of(run, "1");
  CHECK(anew.size() == 5);
}
