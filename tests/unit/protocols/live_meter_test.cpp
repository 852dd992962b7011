// SPDX-License-Identifier: Apache-2.0
#include "protocols/live_meter.hpp"

#include "hardware/live_operator.hpp"
#include "protocols/brightness.hpp"
#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

/// Stripes of 100 +- amplitude, of 8 bits, four samples wide; then `white` samples at full scale.
Frame stripes(int amplitude, std::size_t white) {
  Frame frame;
  frame.info.width = 40;
  frame.info.height = 50;
  frame.info.sample_type = SampleType::u8;
  frame.info.significant_bits = 8;
  std::vector<std::uint8_t> samples;
  for (int i = 0; i < 40 * 50; ++i) {
    samples.push_back(static_cast<std::uint8_t>(100 + (i / 2 % 2 == 0 ? amplitude : -amplitude)));
  }
  std::fill_n(samples.begin(), white, std::uint8_t{255});
  frame.samples = std::move(samples);
  return frame;
}

class Camera : public hardware::Camera {
 public:
  std::deque<Frame> frames;
  std::vector<std::optional<Time>> asked;
  std::string name() const override { return "camera"; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest& request) override {
    asked.push_back(request.exposure);
    std::vector<Frame> one{frames.front()};
    if (frames.size() > 1) frames.pop_front();
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(one));
    return acquired;
  }
};

/// Looks three times before they answer.
class Watcher : public hardware::LiveOperator {
 public:
  std::vector<std::string> seen;
  int asked = 0;
  std::string name() const override { return "watcher"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string&) override {
    ++asked;
    return hardware::Answer::done;
  }
  hardware::Answer ask_watching(const hardware::StepContext&, const std::string&,
                                const Look& look) override {
    for (int i = 0; i < 3; ++i) seen.push_back(look());
    return hardware::Answer::done;
  }
};

}  // namespace

TEST_CASE("The meter tells sharpness beside the best so far, and what is white") {
  Camera camera;
  // Sharpness goes as the square of the amplitude: a quarter of the best, then all of it.
  camera.frames = {stripes(50, 0), stripes(25, 0), stripes(100, 100)};
  LiveMeter meter(camera, {.step = "edge"}, ms(7));
  CHECK_THAT(meter.line(), contains_text("100 % of best · brightest  59 % · white 0.00 %"));
  const std::string half = meter.line();
  CHECK_THAT(half, contains_text("█████░░░░░░░░░░░░░░░  25 % of best · brightest  49 %"));
  CHECK_THAT(meter.line(), contains_text("100 % of best · brightest 100 % · white 5.00 %"));
  CHECK(camera.asked == std::vector<std::optional<Time>>(3, ms(7)));
}

TEST_CASE("The share of white samples needs a full scale") {
  CHECK(saturated_share(stripes(10, 20)) == one(0.01));
  Frame floating = stripes(10, 0);
  floating.info.sample_type = SampleType::f32;
  floating.samples = std::vector<float>(2000, 1.0F);
  CHECK_FALSE(saturated_share(floating));
}

TEST_CASE("A person without a motor for the focus watches the camera while they turn it") {
  const test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  const auto camera = std::make_shared<Camera>();
  camera->frames = {stripes(50, 0)};
  const auto watcher = std::make_shared<Watcher>();
  hardware::Microscope microscope;
  microscope.camera = camera;
  microscope.person = watcher;
  const auto procedure = read_procedure_text(
      "protocol: p\nversion: \"1\"\ntitle: P\nsteps:\n"
      "  - dark: {instruct: Cover it., acquire: {frames: 1}}\n"
      "  - edge: {instruct: Focus., focus: once, acquire: {frames: 1}}\n"
      "  - blank: {instruct: Lamp., expose: {level: 60 %}, acquire: {frames: 1}}\n",
      "p.yaml");
  run_procedure(procedure, microscope, store, {});
  CHECK(watcher->asked == 1);
  REQUIRE(watcher->seen.size() == 6);
  CHECK_THAT(watcher->seen.front(), contains_text("focus ████████████████████ 100 % of best"));
}

namespace {

/// Large enough to be measured.
Frame striped(int amplitude) {
  Frame frame = stripes(0, 0);
  frame.info.width = 320;
  frame.info.height = 256;
  std::vector<std::uint8_t> samples;
  for (int i = 0; i < 320 * 256; ++i) {
    samples.push_back(static_cast<std::uint8_t>(100 + (i / 2 % 2 == 0 ? amplitude : -amplitude)));
  }
  frame.samples = std::move(samples);
  return frame;
}

/// Three looks, then the frame in which the focus is left; then the frame that is recorded.
struct Focused {
  test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  std::shared_ptr<Camera> camera = std::make_shared<Camera>();
  std::shared_ptr<Watcher> watcher = std::make_shared<Watcher>();
  std::vector<std::string> notes;

  records::RunDetail run(std::deque<Frame> frames, const std::string& step) {
    camera->frames = std::move(frames);
    hardware::Microscope microscope;
    microscope.camera = camera;
    microscope.person = watcher;
    RunObserver observer;
    observer.on_note = [this](const std::string&, const std::string& note) {
      notes.push_back(note);
    };
    const auto procedure = read_procedure_text(
        "protocol: p\nversion: \"1\"\ntitle: P\nsteps:\n  - edge: {instruct: Focus., " + step +
            ", acquire: {frames: 1}, measure: {field_uniformity: {}}}\n",
        "p.yaml");
    return store.load_run(run_procedure(procedure, microscope, store, {}, observer));
  }
};

bool has_caveat(const records::RecordedEvaluation& recorded, const std::string& code) {
  const auto& results = recorded.evaluation.results;
  REQUIRE_FALSE(results.empty());
  return std::all_of(results.begin(), results.end(), [&](const MeasurementResult& result) {
    return std::any_of(result.caveats.begin(), result.caveats.end(),
                       [&](const Caveat& caveat) { return caveat.code == code; });
  });
}

std::size_t count(const records::RunDetail& run, const std::string& event) {
  return static_cast<std::size_t>(
      std::count_if(run.journal.begin(), run.journal.end(),
                    [&](const records::JournalEntry& entry) { return entry.event == event; }));
}

}  // namespace

TEST_CASE("A focus that was left at its best is said to be there") {
  Focused bench;
  const auto run = bench.run({striped(5), striped(10), striped(9), striped(10)}, "focus: once");
  CHECK(bench.notes ==
        std::vector<std::string>{"The image is at 100 % of the sharpest that was seen."});
  CHECK(count(run, "focused_by_hand") == 1);
  CHECK_FALSE(has_caveat(run.evaluations.at(0), "field_uniformity.left_unfocused"));
}

TEST_CASE("A focus that was left beside its best is asked for again") {
  Focused bench;
  std::deque<Frame> frames;
  // A quarter of the sharpness of the second look, then all of it.
  for (const int amplitude : {5, 10, 8, 5, 5, 8, 10, 10}) frames.push_back(striped(amplitude));
  const auto run = bench.run(frames, "focus: once");
  CHECK(bench.watcher->seen.size() == 6);
  CHECK(count(run, "left_unfocused") == 1);
  CHECK_FALSE(has_caveat(run.evaluations.at(0), "field_uniformity.left_unfocused"));
  CHECK(bench.notes ==
        std::vector<std::string>{"The image is at 25 % of the sharpest that was seen.",
                                 "The image is at 100 % of the sharpest that was seen."});
}

TEST_CASE("A focus that is left beside its best three times is a caveat of the results") {
  Focused bench;
  const auto run = bench.run({striped(5), striped(10), striped(8), striped(5)}, "focus: once");
  CHECK(bench.watcher->seen.size() == 9);
  CHECK(count(run, "left_unfocused") == 3);
  CHECK(has_caveat(run.evaluations.at(0), "field_uniformity.left_unfocused"));
}

TEST_CASE("A focus that should have been turned away and back, and was not, is told") {
  Focused bench;
  const auto run = bench.run({striped(10)}, "repeat: 2, focus: again");
  REQUIRE(run.evaluations.size() == 2);
  CHECK_FALSE(has_caveat(run.evaluations[0], "field_uniformity.not_refocused"));
  CHECK(has_caveat(run.evaluations[1], "field_uniformity.not_refocused"));
  CHECK(count(run, "not_refocused") == 3);
}

TEST_CASE("A focus that was turned away and back is not complained about") {
  Focused bench;
  std::deque<Frame> frames(5, striped(10));  // the first repeat, and its frame
  for (const int amplitude : {10, 4, 10}) frames.push_back(striped(amplitude));
  frames.push_back(striped(10));
  const auto run = bench.run(frames, "repeat: 2, focus: again");
  CHECK_FALSE(has_caveat(run.evaluations.at(1), "field_uniformity.not_refocused"));
  CHECK(count(run, "focused_by_hand") == 2);
}
