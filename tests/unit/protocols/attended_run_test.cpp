// SPDX-License-Identifier: Apache-2.0
// A person at the microscope, images saved by another program.
#include "hardware/drivers/folder/folder_camera.hpp"
#include "hardware/simulator/camera/expose.hpp"
#include "protocols/runner.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/stage_images.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

namespace fs = std::filesystem;

/// Does one thing after another when asked, then answers.
class BusyPerson final : public hardware::Operator {
 public:
  using Deed = std::function<hardware::Answer()>;
  std::deque<Deed> deeds;
  std::vector<std::string> heard;
  std::string name() const override { return "person"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& text) override {
    heard.push_back(text);
    if (deeds.empty()) return hardware::Answer::done;
    const Deed deed = deeds.front();
    deeds.pop_front();
    return deed();
  }
};

struct Bench {
  test::TemporaryFolder folder;
  fs::path images = folder.path() / "images";
  std::shared_ptr<BusyPerson> person = std::make_shared<BusyPerson>();
  hardware::Microscope microscope;
  records::Store store{folder.path() / "lab.etalon"};

  Bench() {
    fs::create_directory(images);
    microscope.camera = std::make_shared<hardware::FolderCamera>(images, "{step}*");
    microscope.person = person;
  }

  /// Saves a grey image of this brightness, of 65535, when asked.
  BusyPerson::Deed saves(const std::string& name, double brightness) {
    return [this, name, brightness] {
      const targets::ExpectedImage grey{16, 16, std::vector<double>(256, brightness)};
      std::vector<Frame> frames;
      frames.push_back(hardware::expose(grey, {}, 1, 0, 0));
      imagefiles::write_ome_tiff(images / name, MemoryFrames(std::move(frames)), {});
      return hardware::Answer::done;
    };
  }
  BusyPerson::Deed answers(hardware::Answer answer) {
    return [answer] { return answer; };
  }

  std::string run(const std::string& steps) {
    const auto path = folder.path() / "p.yaml";
    std::ofstream(path) << "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n" + steps;
    return refusal_of(
        [&] { run_procedure(read_procedure(path), microscope, store, RunContext()); });
  }
  std::vector<std::string> events() const {
    std::vector<std::string> all;
    for (const auto& entry : store.load_run("last").journal) all.push_back(entry.event);
    return all;
  }
};

/// Where the slide lies; another one is far away.
BusyPerson::Deed saves_place(Bench& bench, const std::string& name, double x_px, int slide) {
  return [&bench, name, x_px, slide] {
    static std::uint64_t seed = 0;
    const auto seen = test::stage_observation(
        {.stops = {{.at_x_px = x_px, .slide = slide}}, .size = 144}, ++seed);
    imagefiles::write_ome_tiff(bench.images / name, *seen.frames, {});
    return hardware::Answer::done;
  };
}

constexpr const char* kReturns =
    "- a: {acquire: {frames: 1, visits: {diagonals: 300 um, rounds: 1, by_hand: 2}}}\n";
constexpr const char* kOne = "- blank: {instruct: Look at nothing., acquire: {frames: 1}}\n";

}  // namespace

TEST_CASE("a person hears where to save what, for each repeat", "[protocols]") {
  Bench bench;
  bench.person->deeds = {bench.saves("blank-1.tif", 500), bench.saves("blank-2.tif", 600)};
  CHECK(bench.run("- blank: {instruct: Look., repeat: 2, acquire: {frames: 1}}\n").empty());
  const std::string where = " in the folder " + bench.images.string() + " as ";
  CHECK(bench.person->heard ==
        std::vector<std::string>{"Look. Save 1 image" + where + "blank-1.tif.",
                                 "Save 1 image" + where + "blank-2.tif."});
  CHECK(bench.store.load_run("last").frames.size() == 2);
}

TEST_CASE("missing images are told and asked for again", "[protocols]") {
  Bench bench;
  bench.person->deeds = {bench.answers(hardware::Answer::done), bench.saves("blank-1.tif", 500)};
  CHECK(bench.run(kOne).empty());
  REQUIRE(bench.person->heard.size() == 2);
  CHECK_THAT(bench.person->heard[1],
             contains_text("no image for step blank: expected image files "
                           "like blank*; found: nothing. Look at nothing."));
  CHECK(bench.events() == std::vector<std::string>{"step_started", "no_frames", "frames_acquired",
                                                   "attempt_done", "step_done"});
}

TEST_CASE("too few images, and broken ones, are told and asked for again", "[protocols]") {
  Bench bench;
  bench.person->deeds = {bench.saves("blank-1.tif", 500),
                         [&] {
                           std::ofstream(bench.images / "blank-2.tif") << "half an ima";
                           return hardware::Answer::done;
                         },
                         bench.saves("blank-2.tif", 600)};
  CHECK(bench.run("- blank: {instruct: Look., acquire: {frames: 2}}\n").empty());
  REQUIRE(bench.person->heard.size() == 3);
  CHECK_THAT(bench.person->heard[1], contains_text("needs 2 frames and finds 1 (in blank-1.tif)"));
  CHECK_THAT(bench.person->heard[2], contains_text("blank-2.tif: "));
}

TEST_CASE("after three times in vain the run ends as it would without a person", "[protocols]") {
  Bench bench;
  CHECK_THAT(bench.run(kOne), contains_text("no image for step blank"));
  CHECK(bench.person->heard.size() == 3);
  CHECK(bench.store.load_run("last").summary.status == records::RunStatus::aborted);

  bench.person->heard.clear();
  CHECK(bench.run("- blank: {optional: true, instruct: Look., acquire: {frames: 1}}\n").empty());
  CHECK(bench.person->heard.size() == 3);
  CHECK(bench.events().back() == "step_skipped");
}

TEST_CASE("a person may skip what is optional, and stop at any question", "[protocols]") {
  Bench bench;
  const std::string optional = "- blank: {optional: true, instruct: Look., acquire: {frames: 1}}\n";
  bench.person->deeds = {bench.answers(hardware::Answer::skip)};
  CHECK(bench.run(optional).empty());
  CHECK(bench.events().back() == "step_skipped");
  CHECK(bench.store.load_run("last").summary.status == records::RunStatus::finished);
  bench.person->deeds = {bench.answers(hardware::Answer::done),
                         bench.answers(hardware::Answer::stop)};
  CHECK(bench.run(optional).empty());
  CHECK(bench.events().back() == "stopped");
  CHECK(bench.store.load_run("last").summary.status == records::RunStatus::aborted);
}

TEST_CASE("an image that is unfit is replaced at the next attempt", "[protocols]") {
  const std::string steps =
      "- blank: {instruct: Look., acquire: {frames: 1}, gate: {brightness: [20 %, 97 %]}, "
      "on_fail: retry}\n";
  Bench bench;
  bench.person->deeds = {bench.saves("blank-1.tif", 50),         // dim on the scale of any camera
                         bench.answers(hardware::Answer::done),  // the same image again
                         bench.saves("blank-1.tif", 30'000)};
  CHECK(bench.run(steps).empty());
  REQUIRE(bench.person->heard.size() == 3);
  CHECK_THAT(bench.person->heard[1], contains_text("20 % to 97 % are wanted. Look. Save 1 image"));
  CHECK_THAT(bench.person->heard[1], contains_text("take the place of those saved before."));
  CHECK_THAT(bench.person->heard[2], contains_text("the images of the attempt before"));
  const auto run = bench.store.load_run("last");
  CHECK(run.frames.size() == 2);
  CHECK(run.summary.status == records::RunStatus::finished);

  // Nobody there: the folder stays what it is, one attempt is all there can be.
  bench.microscope.person = nullptr;
  bench.saves("blank-1.tif", 500)();
  CHECK(bench.run(steps).empty());
  CHECK(bench.store.load_run("last").frames.size() == 1);
}

TEST_CASE("without a person too few images stay an error, also in an optional step",
          "[protocols]") {
  Bench bench;
  bench.microscope.person = nullptr;
  bench.saves("blank-1.tif", 500)();
  CHECK_THAT(bench.run("- blank: {optional: true, acquire: {frames: 2}}\n"),
             contains_text("needs 2 frames and finds 1"));
}

TEST_CASE("a gate lets pass what may be bright on the scale of a camera of fewer bits",
          "[protocols]") {
  const std::string steps =
      "- blank: {instruct: Look., acquire: {frames: 1}, gate: {brightness: [20 %, 97 %]}, "
      "on_fail: retry}\n";
  Bench bench;
  bench.person->deeds = {bench.saves("blank-1.tif", 2'400)};  // 59 % of 12 bits, 4 % of 16
  CHECK(bench.run(steps).empty());
  CHECK(bench.person->heard.size() == 1);
}

TEST_CASE("somebody who saves images hears which two to compare, and to replace the wrong one",
          "[protocols]") {
  Bench bench;
  bench.person->deeds = {saves_place(bench, "a-1.tif", 0, 1), saves_place(bench, "a-2.tif", 0, 2),
                         saves_place(bench, "a-2.tif", 3, 1)};
  CHECK(bench.run(kReturns).empty());
  REQUIRE(bench.person->heard.size() == 3);
  CHECK(bench.person->heard[2] ==
        "(2 of 2) The image shows nothing of the place of the first one. Was the stage moved on "
        "instead of back, or is it out of focus? Compare a-2.tif with a-1.tif, which shows where "
        "the mark should be. Bring the mark back to where it was. Save 1 image in the folder " +
            bench.images.string() + " as a-2.tif. It must take the place of the one saved before.");
  CHECK(bench.store.load_run("last").frames.size() == 2);
}

TEST_CASE("what somebody was to look at is no part of what the results say", "[protocols]") {
  Bench bench;
  bench.person->deeds = {saves_place(bench, "a-1.tif", 0, 1), saves_place(bench, "a-2.tif", 0, 2),
                         saves_place(bench, "a-2.tif", 0, 2), saves_place(bench, "a-2.tif", 0, 2)};
  CHECK(bench.run(kReturns).empty());
  const auto frames = bench.store.load_run("last").frames;
  REQUIRE(frames.size() == 2);
  CHECK(frames[1].settings.at("doubt.not_returned") ==
        "(2 of 2) The image shows nothing of the place of the first one. Was the stage moved on "
        "instead of back, or is it out of focus?");
}

TEST_CASE("somebody who saves nothing new hears that the image is the old one", "[protocols]") {
  Bench bench;
  bench.person->deeds = {saves_place(bench, "a-1.tif", 0, 1), saves_place(bench, "a-2.tif", 0, 2),
                         saves_place(bench, "a-3.tif", 0, 1), saves_place(bench, "a-2.tif", 3, 1)};
  CHECK(bench.run(kReturns).empty());
  REQUIRE(bench.person->heard.size() == 4);
  CHECK_THAT(bench.person->heard[3],
             contains_text("a-2.tif is the image that was there before: nothing new was saved in "
                           "its place. Bring the mark back"));
  const auto frames = bench.store.load_run("last").frames;
  REQUIRE(frames.size() == 2);
  CHECK_FALSE(frames[1].settings.contains("doubt.not_returned"));
}
