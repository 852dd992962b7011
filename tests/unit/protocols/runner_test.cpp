// SPDX-License-Identifier: Apache-2.0
#include "protocols/runner.hpp"

#include "hardware/simulator/camera/expose.hpp"
#include "protocols/frame_keeper.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/trust/digest.hpp"
#include "targets/exact/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

namespace fs = std::filesystem;

Frame edge_frame(std::uint64_t index) {
  targets::SlantedEdge edge;
  edge.width = edge.height = 120;
  return hardware::expose(targets::render(edge, targets::gaussian_otf(0.8)), {}, 1, 1, index);
}

Frame flat_frame(double mean) {
  const targets::ExpectedImage flat{120, 120, std::vector<double>(120 * 120, mean)};
  return hardware::expose(flat, {}, 1, 2, 0);
}

/// A camera that does what the test tells it, and remembers what it was asked.
class ScriptedCamera final : public hardware::Camera {
 public:
  std::deque<std::vector<Frame>> exposures;
  std::vector<hardware::StepContext> asked;
  bool is_open = false;
  bool fails_to_open = false;

  std::string name() const override { return "scripted camera"; }
  void open() override {
    if (fails_to_open) throw DeviceError(name(), "the cable is loose.");
    is_open = true;
  }
  void close() override { is_open = false; }
  hardware::AcquiredFrames acquire(const hardware::StepContext& step,
                                   const hardware::CameraRequest&) override {
    asked.push_back(step);
    if (exposures.empty()) throw DeviceError(name(), "the cable was pulled.");
    auto frames = std::move(exposures.front());
    exposures.pop_front();
    if (frames.empty()) throw hardware::NoFrames(name(), "nothing for this step.");
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
    acquired.actual["exposure"] = "20 ms";
    acquired.pixel_size = PixelSize{um(0.5)};
    return acquired;
  }
};

class ScriptedPerson final : public hardware::Operator {
 public:
  bool goes_on = true;
  std::vector<std::string> heard;
  std::string name() const override { return "person"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& text) override {
    heard.push_back(text);
    return goes_on ? hardware::Answer::done : hardware::Answer::stop;
  }
};

struct Bench {
  test::TemporaryFolder folder;
  std::shared_ptr<ScriptedCamera> camera = std::make_shared<ScriptedCamera>();
  hardware::Microscope microscope;
  records::Store store{folder.path() / "lab.etalon"};

  Bench() {
    microscope.instrument.id = "ofm-07";
    microscope.camera = camera;
  }

  Procedure procedure(const std::string& steps, const std::string& keep = "all") const {
    const auto path = folder.path() / "p.yaml";
    std::ofstream(path) << "protocol: p\nversion: \"1\"\ntitle: T\nkeep: " + keep + "\nsteps:\n" +
                               steps;
    return read_procedure(path);
  }
  records::RunDetail run(const Procedure& procedure, const RunContext& context = {}) {
    return store.load_run(run_procedure(procedure, microscope, store, context));
  }
};

std::vector<std::string> events(const records::RunDetail& run) {
  std::vector<std::string> all;
  for (const auto& entry : run.journal) all.push_back(entry.step + " " + entry.event);
  return all;
}

template <class... Frames>
std::vector<Frame> frames(Frames... some) {
  std::vector<Frame> all;
  (all.push_back(std::move(some)), ...);
  return all;
}

constexpr const char* kEdge = "- edge: {acquire: {frames: 1}, measure: {slanted_edge: {}}}\n";

}  // namespace

TEST_CASE("a run keeps, hashes, measures and journals in order", "[protocols]") {
  Bench bench;
  bench.camera->exposures = {frames(flat_frame(0), flat_frame(0)), frames(edge_frame(0)),
                             frames(edge_frame(1))};
  const auto procedure = bench.procedure(
      "- dark: {acquire: {frames: 2}}\n"
      "- edge: {repeat: 2, acquire: {frames: 1}, measure: {slanted_edge: {dark: dark}}}\n");
  RunContext context;
  context.site = "hospital-2";
  context.operator_name = "A. Abbe";
  const auto run = bench.run(procedure, context);

  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(run.start.protocol.sha256 == procedure.sha256);
  CHECK(run.start.instrument.id == "ofm-07");
  CHECK(run.start.site == "hospital-2");
  CHECK(events(run) ==
        std::vector<std::string>{"dark step_started", "dark frames_acquired", "dark attempt_done",
                                 "dark step_done", "edge step_started", "edge frames_acquired",
                                 "edge measured", "edge attempt_done", "edge step_done",
                                 "edge step_started", "edge frames_acquired", "edge measured",
                                 "edge attempt_done", "edge step_done"});
  REQUIRE(run.frames.size() == 4);
  for (const auto& frame : run.frames) {
    const auto kept = bench.store.frames_folder() / frame.path;
    REQUIRE(fs::exists(kept));
    CHECK(trust::sha256_of_file(kept) == frame.sha256);
    CHECK(frame.settings.at("exposure") == "20 ms");
    CHECK(frame.settings.at("transfer") == "linear");
  }
  CHECK(imagefiles::open_image(bench.store.frames_folder() / run.frames[0].path).frames->size() ==
        2);
  REQUIRE(run.evaluations.size() == 2);
  CHECK(run.evaluations[0].repeat == 0);
  CHECK(run.evaluations[1].repeat == 1);
  CHECK(find_result(run.evaluations[1].evaluation, "mtf50") != nullptr);
  CHECK(bench.store.check(true).empty());
  CHECK(!bench.camera->is_open);
}

TEST_CASE("a step that cannot be measured leaves its failure and the run goes on", "[protocols]") {
  Bench bench;
  bench.camera->exposures = {frames(flat_frame(500)), frames(edge_frame(0))};
  const auto run =
      bench.run(bench.procedure(std::string(kEdge) + "- after: {acquire: {frames: 1}}\n"));
  CHECK(run.summary.status == records::RunStatus::finished);
  REQUIRE(run.evaluations.size() == 1);
  CHECK(!run.evaluations[0].evaluation.failures.empty());
  CHECK(events(run)[2] == "edge not_measured");
  CHECK(run.frames.size() == 2);
}

TEST_CASE("on_fail abort ends the run, without an error of the world", "[protocols]") {
  Bench bench;
  bench.camera->exposures = {frames(flat_frame(500)), frames(edge_frame(0))};
  const auto run = bench.run(bench.procedure(
      "- edge: {acquire: {frames: 1}, measure: {slanted_edge: {}}, on_fail: abort}\n"
      "- after: {acquire: {frames: 1}}\n"));
  CHECK(run.summary.status == records::RunStatus::aborted);
  CHECK(run.evaluations.size() == 1);
  CHECK(events(run).back() == "edge failed");
  CHECK(bench.camera->asked.size() == 1);
}

TEST_CASE("on_fail retry acquires anew; the last evaluation supersedes", "[protocols]") {
  Bench bench;
  bench.camera->exposures = {frames(flat_frame(500)), frames(edge_frame(0)), frames(edge_frame(1))};
  const auto procedure = bench.procedure(
      "- edge: {acquire: {frames: 1}, measure: {slanted_edge: {}}, on_fail: retry}\n");
  const auto run = bench.run(procedure);
  CHECK(run.summary.status == records::RunStatus::finished);
  REQUIRE(run.evaluations.size() == 2);
  CHECK(run.evaluations[0].superseded_by == run.evaluations[1].id);
  CHECK(!run.evaluations[1].superseded_by);
  REQUIRE(bench.camera->asked.size() == 2);
  CHECK(bench.camera->asked[1].attempt == 1);
  REQUIRE(run.frames.size() == 2);
  CHECK(run.frames[0].path != run.frames[1].path);

  SECTION("but not more than three times") {
    bench.camera->exposures.assign(5, frames(flat_frame(500)));
    bench.camera->asked.clear();
    CHECK(bench.run(procedure).summary.status == records::RunStatus::finished);
    CHECK(bench.camera->asked.size() == 3);
  }
  SECTION("and not when the camera has nothing new") {
    bench.camera->exposures = {frames(flat_frame(500)), {}};
    CHECK(bench.run(procedure).evaluations.size() == 1);
  }
}

TEST_CASE("an optional step without images is skipped, any other is not", "[protocols]") {
  Bench bench;
  bench.camera->exposures = {{}, frames(edge_frame(0))};
  const auto run = bench.run(
      bench.procedure("- dark: {optional: true, repeat: 3, acquire: {}}\n"
                      "- edge: {acquire: {frames: 1}, measure: {slanted_edge: {dark: dark}}}\n"));
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(events(run)[1] == "dark no_frames");
  CHECK(events(run)[2] == "dark step_skipped");
  CHECK(events(run)[3] == "edge step_started");
  CHECK(run.evaluations.size() == 1);

  bench.camera->exposures = {{}};
  CHECK(refusal_of([&] { bench.run(bench.procedure(kEdge)); }) ==
        "scripted camera: nothing for this step.");
}

TEST_CASE("when the camera fails in the middle, what was recorded stays", "[protocols]") {
  Bench bench;
  bench.camera->exposures = {frames(edge_frame(0))};
  const auto procedure = bench.procedure(std::string(kEdge) + "- more: {acquire: {frames: 1}}\n");
  CHECK(refusal_of([&] { bench.run(procedure); }) == "scripted camera: the cable was pulled.");
  const auto run = bench.store.load_run("last");
  CHECK(run.summary.status == records::RunStatus::aborted);
  CHECK(run.evaluations.size() == 1);
  CHECK(run.frames.size() == 1);
  REQUIRE(events(run).back() == "more failed");
  CHECK(run.journal.back().detail == "scripted camera: the cable was pulled.");
  CHECK(bench.store.check(true).empty());
  CHECK(!bench.camera->is_open);
}

TEST_CASE("a device that does not open leaves no run behind", "[protocols]") {
  Bench bench;
  bench.camera->fails_to_open = true;
  CHECK(refusal_of([&] { bench.run(bench.procedure(kEdge)); }) ==
        "scripted camera: the cable is loose.");
  CHECK(bench.store.runs().empty());
  bench.microscope.camera = nullptr;
  CHECK_THAT(refusal_of([&] { bench.run(bench.procedure(kEdge)); }),
             contains_text("the protocol needs a camera and the scope file names none"));
}

TEST_CASE("the operator hears the instructions and may stop", "[protocols]") {
  Bench bench;
  const auto person = std::make_shared<ScriptedPerson>();
  bench.microscope.person = person;
  bench.camera->exposures = {frames(edge_frame(0)), frames(edge_frame(1))};
  const auto procedure =
      bench.procedure("- e: {instruct: Focus., repeat: 2, acquire: {frames: 1}}\n");
  CHECK(bench.run(procedure).summary.status == records::RunStatus::finished);
  CHECK(person->heard == std::vector<std::string>{"Focus."});
  person->goes_on = false;
  const auto run = bench.run(procedure);
  CHECK(run.summary.status == records::RunStatus::aborted);
  CHECK(events(run).back() == "e stopped");
}

TEST_CASE("keep decides which frames are copied; all are recorded", "[protocols]") {
  Bench bench;
  const std::string steps = "- e: {acquire: {frames: 2}}\n";
  bench.camera->exposures = {frames(edge_frame(0), edge_frame(1)),
                             frames(edge_frame(0), edge_frame(1))};
  const auto evidence = bench.run(bench.procedure(steps, "evidence"));
  REQUIRE(evidence.frames.size() == 2);
  CHECK(!evidence.frames[0].path.empty());
  CHECK(evidence.frames[1].path.empty());
  CHECK(evidence.frames[1].sha256.size() == 64);
  const auto hashes = bench.run(bench.procedure(steps, "hashes"));
  CHECK(hashes.frames[0].path.empty());
  CHECK(!fs::exists(bench.store.frames_folder() / hashes.summary.id));
  CHECK(hashes.frames[1].sha256 == evidence.frames[1].sha256);
}

TEST_CASE("the scope file's pixel size is followed, a different one in the images noted",
          "[protocols]") {
  Bench bench;
  bench.microscope.pixel_size = Uncertain<PixelSize>{.value = PixelSize{um(0.25)}};
  bench.camera->exposures = {frames(edge_frame(0))};
  const auto run = bench.run(bench.procedure(kEdge));
  const auto noted = std::find_if(run.journal.begin(), run.journal.end(), [](const auto& entry) {
    return entry.event == "pixel_size_differs";
  });
  REQUIRE(noted != run.journal.end());
  CHECK(noted->detail ==
        "Known so far is 0.25 um, the images say 0.5 um. The former was followed.");
}

TEST_CASE("the slides that a protocol names are stored with the run", "[protocols]") {
  Bench bench;
  bench.camera->exposures = {frames(edge_frame(0))};
  auto procedure = bench.procedure(kEdge);
  procedure.slides["edge"] = {"chrome_edge"};
  const auto run = bench.run(procedure);
  REQUIRE(run.start.documents.size() == 1);
  CHECK(run.start.documents[0].kind == "slide");
  CHECK(run.start.documents[0].id == "chrome_edge");
}

TEST_CASE("a full disk is noticed before anything is written", "[protocols]") {
  const test::TemporaryFolder folder;
  CHECK(refusal_of([&] { expect_free_space(folder.path() / "not/yet/there", 1); }).empty());
  CHECK_THAT(refusal_of([&] {
               expect_free_space(folder.path(), std::numeric_limits<std::uintmax_t>::max() / 2);
             }),
             contains_text("MB are needed. Make room, or keep fewer frames"));
}
