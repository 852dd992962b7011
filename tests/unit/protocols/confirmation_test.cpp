// SPDX-License-Identifier: Apache-2.0
// A motor that can press the objective into the slide moves after a person has looked.
#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

/// Shows grey, and tells when its focus is moved.
class Rig final : public hardware::Camera, public hardware::Focus {
 public:
  explicit Rig(std::vector<std::string>& happened) : happened_(happened) {}
  std::string name() const override { return "rig"; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest& request) override {
    Frame frame;
    frame.info.width = frame.info.height = 8;
    frame.samples = std::vector<std::uint16_t>(64, 500);
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(
        std::vector<Frame>(static_cast<std::size_t>(request.frames), frame));
    return acquired;
  }
  hardware::Travel travel() const override { return {um(-50), um(50)}; }
  void move_to(Length to) override {
    z_ = to;
    if (happened_.empty() || happened_.back() != "moved") happened_.emplace_back("moved");
  }
  Length position() const override { return z_; }
  bool wants_confirmation() const override { return careful; }
  bool keeps_zero() const override { return keeps; }
  bool careful = true;
  bool keeps = true;

 private:
  std::vector<std::string>& happened_;
  Length z_ = um(0);
};

class Stage final : public hardware::XYStage {
 public:
  explicit Stage(std::vector<std::string>& happened) : happened_(happened) {}
  std::string name() const override { return "stage"; }
  hardware::Travel travel_x() const override { return {um(-90), um(90)}; }
  hardware::Travel travel_y() const override { return {um(-90), um(90)}; }
  void move_to(Length, Length) override {
    if (happened_.empty() || happened_.back() != "went") happened_.emplace_back("went");
  }
  std::pair<Length, Length> position() const override {
    if (!movable) throw DeviceError("stage", "x is not moved by it");
    return {um(0), um(0)};
  }
  bool can_move() const override { return movable; }
  bool keeps_zero() const override { return keeps; }
  bool movable = true;
  bool keeps = true;

 private:
  std::vector<std::string>& happened_;
};

class Person final : public hardware::Operator {
 public:
  explicit Person(std::vector<std::string>& happened) : happened_(happened) {}
  std::string name() const override { return "person"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& text) override {
    happened_.push_back(text);
    return answer;
  }
  hardware::Answer answer = hardware::Answer::done;

 private:
  std::vector<std::string>& happened_;
};

constexpr const char* kLook = "The motor moves the focus next: see that the objective has room.";
constexpr const char* kStage = "The motors move the stage next: see that nothing is in its way.";
constexpr const char* kMiddle =
    " Motors count their travel from where they stood when the run was begun or gone on with: that "
    "must be its middle.";

struct Bench {
  test::TemporaryFolder folder;
  std::vector<std::string> happened;
  std::shared_ptr<Rig> rig = std::make_shared<Rig>(happened);
  std::shared_ptr<Stage> stage = std::make_shared<Stage>(happened);
  std::shared_ptr<Person> person = std::make_shared<Person>(happened);
  records::Store store{folder.path() / "lab.etalon"};

  std::string run(const std::string& steps, bool attended = true) {
    hardware::Microscope microscope;
    microscope.camera = rig;
    microscope.focus = rig;
    microscope.stage = stage;
    if (attended) microscope.person = person;
    const auto path = folder.path() / "p.yaml";
    std::ofstream(path) << "protocol: p\nversion: \"1\"\ntitle: T\n"
                           "slides: {a: [chrome_edge], b: [chrome_edge]}\nsteps:\n" +
                               steps;
    RunContext context;
    context.slides["a"].slide = "chrome_edge";
    context.slides["b"].slide = "chrome_edge";
    return refusal_of([&] { run_procedure(read_procedure(path), microscope, store, context); });
  }
};

constexpr const char* kTour =
    "{acquire: {frames: 1, visits: {line: 40 um, targets: 5, rounds: 1}}}\n";
constexpr const char* kFocused = "{instruct: Put it there., focus: once, acquire: {frames: 1}}\n";

}  // namespace

TEST_CASE("a person is asked before the first move, and after a change of the slide") {
  Bench bench;
  const std::string steps =
      std::string("- a: ") + kFocused + "- b: " + kFocused + "- c: " + kFocused;
  CHECK(bench.run(steps).empty());
  const std::string put = "Put it there.";
  CHECK(bench.happened == std::vector<std::string>{put + " " + kLook, "moved", put, "moved",
                                                   put + " " + kLook, "moved"});
}

TEST_CASE("the same slide moved through again is not asked for again") {
  Bench bench;
  CHECK(bench.run("- a: {repeat: 3, focus: again, acquire: {frames: 1}}\n").empty());
  CHECK(bench.happened == std::vector<std::string>{kLook, "moved"});
}

TEST_CASE("a step that does not move the focus needs nobody to look") {
  Bench bench;
  CHECK(bench.run("- a: {acquire: {frames: 1}}\n").empty());
  CHECK(bench.run("- a: {acquire: {frames: 1}}\n", false).empty());
  CHECK(bench.happened.empty());
}

TEST_CASE("whoever says stop is obeyed before anything moves") {
  Bench bench;
  bench.person->answer = hardware::Answer::stop;
  CHECK(bench.run(std::string("- a: ") + kFocused).empty());
  CHECK(bench.happened.size() == 1);
  CHECK(bench.store.load_run("last").summary.status == records::RunStatus::aborted);
}

TEST_CASE("without a person such a run does not begin, unless the focus is known to be safe") {
  Bench bench;
  CHECK_THAT(bench.run(std::string("- a: ") + kFocused, false),
             contains_text("nobody is there to see that the objective has room"));
  CHECK(bench.happened.empty());
  bench.rig->careful = false;
  CHECK(bench.run(std::string("- a: ") + kFocused, false).empty());
  CHECK(bench.happened == std::vector<std::string>{"moved"});
}

TEST_CASE("where the board counts from its opening, a person sees to the middle of the travel") {
  Bench bench;
  bench.rig->keeps = false;
  CHECK(bench.run(std::string("- a: ") + kFocused).empty());
  CHECK(bench.happened.front() == std::string("Put it there. ") + kLook + kMiddle);
}

TEST_CASE("a stage that counts from its opening is looked after once, others need nobody") {
  Bench bench;
  const std::string twice = std::string("- a: ") + kTour + "- b: " + kTour;
  CHECK(bench.run(twice, false).empty());
  CHECK(bench.happened == std::vector<std::string>{"went"});
  bench.happened.clear();
  bench.stage->keeps = false;
  CHECK(bench.run(twice).empty());
  CHECK(bench.happened == std::vector<std::string>{std::string(kStage) + kMiddle, "went"});
  CHECK_THAT(bench.run(twice, false), contains_text("stands in the middle of its travel"));
}

TEST_CASE("a stage that only names the board of the focus is not asked where it stands") {
  Bench bench;
  bench.stage->movable = false;
  CHECK(bench.run(std::string("- a: ") + kFocused).empty());
  CHECK_THAT(bench.run(std::string("- a: ") + kTour, false), contains_text("stage"));
}
