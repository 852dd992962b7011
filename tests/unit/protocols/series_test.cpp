// SPDX-License-Identifier: Apache-2.0
// Series as a run acquires them: with motors, in time, interrupted, by hand.
#include "hardware/drivers/folder/folder_camera.hpp"
#include "protocols/runner.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <fstream>

using Catch::Matchers::WithinAbs;
using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

namespace fs = std::filesystem;

Frame grey(std::uint16_t value) {
  Frame frame;
  frame.info.width = frame.info.height = 1;
  frame.samples = std::vector<std::uint16_t>{value};
  return frame;
}

/// Each frame holds the place of the stage (x in um + 1000) in its one pixel.
class Rig final : public hardware::Camera, public hardware::XYStage, public hardware::Light {
 public:
  Length x = um(5);
  Length y = um(7);
  std::vector<Ratio> levels;
  std::vector<hardware::CameraRequest> asked;
  bool sets = true;
  int last_good = 1000;

  std::string name() const override { return "rig"; }
  bool sets_exposure() const override { return sets; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest& request) override {
    if (static_cast<int>(asked.size()) >= last_good) throw DeviceError(name(), "cable pulled.");
    asked.push_back(request);
    std::vector<Frame> frames;
    for (int i = 0; i < request.frames; ++i) {
      frames.push_back(grey(static_cast<std::uint16_t>(x.in(um) + 1000)));
    }
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
    return acquired;
  }
  hardware::Travel travel_x() const override { return {um(-400), um(400)}; }
  hardware::Travel travel_y() const override { return {um(-400), um(400)}; }
  void move_to(Length to_x, Length to_y) override {
    x = to_x;
    y = to_y;
  }
  std::pair<Length, Length> position() const override { return {x, y}; }
  void set_level(Ratio level) override { levels.push_back(level); }
};

class Person final : public hardware::Operator {
 public:
  std::vector<std::string> heard;
  std::string name() const override { return "person"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& text) override {
    heard.push_back(text);
    return hardware::Answer::done;
  }
};

struct Bench {
  test::TemporaryFolder folder;
  std::shared_ptr<Rig> rig = std::make_shared<Rig>();
  std::shared_ptr<Person> person = std::make_shared<Person>();
  hardware::Microscope microscope;
  records::Store store{folder.path() / "lab.etalon"};
  RunObserver observer;
  Procedure procedure;

  Bench() {
    microscope.camera = rig;
    microscope.stage = rig;
  }
  std::string run(const std::string& acquire) {
    procedure = read_procedure_text(
        "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n  - a: {acquire: " + acquire + "}\n", "p");
    return refusal_of([&] { run_procedure(procedure, microscope, store, {}, observer); });
  }
  std::string go_on() {
    return refusal_of(
        [&] { resume_run(procedure, store.load_run("last"), microscope, store, {}, observer); });
  }
  std::vector<records::FrameRecord> frames() const { return store.load_run("last").frames; }
  std::string setting(std::size_t frame, const std::string& name) const {
    const auto all = frames().at(frame).settings;
    const auto found = all.find("setting." + name);
    return found == all.end() ? "" : found->second;
  }
  std::uint16_t value(std::size_t frame) const {
    const auto record = frames().at(frame);
    const auto image = imagefiles::open_image(store.frames_folder() / record.path);
    return std::get<std::vector<std::uint16_t>>(
        image.frames->read(static_cast<std::size_t>(record.page)).samples)[0];
  }
};

}  // namespace

TEST_CASE("A tour of the stage is recorded place by place, and ends where it began") {
  Bench bench;
  REQUIRE(bench.run("{frames: 1, visits: {diagonals: 300 um, rounds: 2}}").empty());
  REQUIRE(bench.frames().size() == 17);
  CHECK(bench.setting(1, "x") == "305 um");
  CHECK(bench.setting(3, "y") == "-293 um");
  CHECK(bench.value(0) == 1005);
  CHECK(bench.value(1) == 1305);
  CHECK(bench.value(2) == 1005);
  CHECK(bench.value(3) == 705);
  CHECK(bench.frames()[3].path.ends_with("/a-1/0004.ome.tif"));
  CHECK(bench.rig->x == um(5));
  CHECK(bench.rig->y == um(7));
}

TEST_CASE("A tour beyond the travel moves nothing") {
  Bench bench;
  bench.rig->x = um(101);
  CHECK_THAT(bench.run("{frames: 1, visits: {diagonals: 300 um, rounds: 1}}"),
             contains_text("x = 401 um, beyond the travel from -400 um to 400 um. Nothing was "
                           "moved."));
  CHECK(bench.rig->x == um(101));
  CHECK(bench.rig->asked.empty());
}

TEST_CASE("After an error the stage goes back, and the series can be gone on with") {
  Bench bench;
  bench.rig->last_good = 4;
  CHECK_THAT(bench.run("{frames: 1, visits: {diagonals: 300 um, rounds: 1}}"),
             contains_text("cable pulled"));
  CHECK(bench.rig->x == um(5));
  CHECK(bench.frames().size() == 4);
  bench.rig->last_good = 1000;
  bench.rig->x = um(9);  // somebody has moved it; the series goes on from its own origin
  REQUIRE(bench.go_on().empty());
  REQUIRE(bench.frames().size() == 9);
  CHECK(bench.rig->asked.size() == 9);
  for (std::size_t i = 0; i < 9; i += 2) CHECK(bench.value(i) == 1005);
  CHECK(bench.store.load_run("last").summary.status == records::RunStatus::finished);
  CHECK(bench.store.check(true).empty());
}

TEST_CASE("A run that is interrupted from outside ends between two visits and is gone on with") {
  Bench bench;
  bench.observer.is_interrupted = [&] { return bench.rig->asked.size() == 3; };
  std::vector<std::size_t> seen;
  bench.observer.on_visit = [&](const Step&, std::size_t done, std::size_t) {
    seen.push_back(done);
  };
  REQUIRE(bench.run("{frames: 2, visits: {diagonals: 300 um, rounds: 1}}").empty());
  CHECK(bench.store.load_run("last").summary.status == records::RunStatus::aborted);
  CHECK(bench.frames().size() == 6);
  bench.observer.is_interrupted = nullptr;
  REQUIRE(bench.go_on().empty());
  CHECK(bench.frames().size() == 18);
  CHECK(seen == std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("A series in time waits, and records when each frame was taken") {
  Bench bench;
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(bench.run("{frames: 5, interval: 60 ms}").empty());
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(240));
  REQUIRE(bench.frames().size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    const auto time = parse_quantity<kind::Time>(bench.setting(i, "time"));
    REQUIRE(time);
    CHECK(time->in(ms) >= 60.0 * static_cast<double>(i) - 1);
  }
}

TEST_CASE("Exposures are asked for and recorded one after the other") {
  Bench bench;
  REQUIRE(bench
              .run("{frames: 2, exposures: {from: 1 ms, to: 4 ms, steps: 4, more: {at: 2 ms, "
                   "frames: 3}}}")
              .empty());
  REQUIRE(bench.frames().size() == 11);
  CHECK(bench.setting(1, "exposure") == "0.001 s");
  CHECK(bench.setting(7, "exposure") == "0.004 s");
  CHECK(bench.setting(10, "exposure") == "0.002 s");
  CHECK(bench.rig->asked.back().frames == 3);
  CHECK(bench.rig->asked.back().before == 8);
}

TEST_CASE("Levels of a lamp with a motor are set and recorded, up and down") {
  Bench bench;
  bench.microscope.light = bench.rig;
  REQUIRE(bench.run("{frames: 1, levels: {from: 20 %, to: 100 %, steps: 3, back: yes}}").empty());
  REQUIRE(bench.frames().size() == 6);
  CHECK(bench.setting(0, "light") == "0.2");
  CHECK(bench.setting(1, "light") == "0.6");
  CHECK(bench.setting(3, "light") == "1");
  CHECK(bench.setting(5, "light") == "0.2");
}

TEST_CASE("What a person sets is told one after the other, and is not taken for a scale") {
  Bench bench;
  bench.microscope.person = bench.person;
  bench.microscope.stage = nullptr;
  bench.rig->sets = false;
  REQUIRE(bench.run("{frames: 2, levels: {to: 120 %, steps: 3}}").empty());
  REQUIRE(bench.person->heard.size() == 3);
  CHECK(bench.person->heard[1] ==
        "(2 of 3) Set the lamp (or the exposure) to 80 % of that at which the image turns white.");
  CHECK(bench.setting(0, "light").empty());
  CHECK(bench.setting(0, "exposure").empty());

  bench.person->heard.clear();
  REQUIRE(bench.run("{frames: 1, visits: {diagonals: 300 um, rounds: 20, by_hand: 4}}").empty());
  REQUIRE(bench.person->heard.size() == 4);
  CHECK(bench.person->heard[3] ==
        "(4 of 4) Move the stage away, some fields far, and bring the mark back to where it was.");
  CHECK(bench.setting(0, "x").empty());
}

TEST_CASE("A folder gives all its frames for a series, and what its files say of them") {
  Bench bench;
  fs::create_directory(bench.folder.path() / "images");
  for (int i = 0; i < 3; ++i) {
    std::vector<Frame> frames;
    frames.push_back(grey(static_cast<std::uint16_t>(i)));
    imagefiles::ImageMetadata metadata;
    metadata.settings = {{.exposure = ms(5.0 * (i + 1)), .time = s(30.0 * i)}};
    imagefiles::write_ome_tiff(bench.folder.path() / "images" / ("a-" + std::to_string(i) + ".tif"),
                               MemoryFrames(std::move(frames)), metadata);
  }
  bench.microscope.stage = nullptr;
  bench.microscope.camera =
      std::make_shared<hardware::FolderCamera>(bench.folder.path() / "images", "{step}*");
  REQUIRE(bench.run("{frames: 300, interval: 30 s}").empty());
  REQUIRE(bench.frames().size() == 3);
  CHECK(bench.setting(2, "exposure") == "0.015 s");
}

TEST_CASE("A person saves the frames of each visit in the folder") {
  Bench bench;
  const fs::path images = bench.folder.path() / "images";
  fs::create_directory(images);
  bench.microscope.stage = nullptr;
  bench.microscope.person = bench.person;
  bench.microscope.camera = std::make_shared<hardware::FolderCamera>(images, "{step}*");
  for (int i = 1; i <= 4; ++i) {
    imagefiles::write_png(images / ("a-" + std::to_string(i) + ".png"),
                          grey(static_cast<std::uint16_t>(i)));
  }
  REQUIRE(bench.run("{frames: 2, levels: {to: 100 %, steps: 2}}").empty());
  REQUIRE(bench.person->heard.size() == 2);
  CHECK_THAT(bench.person->heard[1], contains_text("(2 of 2) Set the lamp"));
  CHECK_THAT(bench.person->heard[1], contains_text("as a-3.tif to a-4.tif."));
  REQUIRE(bench.frames().size() == 4);
  CHECK(bench.value(3) == 4);
}

TEST_CASE("What is wrong with a series is said with its place") {
  const auto refusal = [](const std::string& acquire) {
    return refusal_of([&] {
      read_procedure_text(
          "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n  - a: {acquire: " + acquire + "}\n",
          "p");
    });
  };
  CHECK(refusal("{exposures: {to: 130 %, steps: 26}}").empty());
  CHECK_THAT(
      refusal("{exposures: {from: 1 ms, to: 130 %, steps: 26}}"),
      contains_text("p:5:37: steps.a.acquire.exposures.from: from and to must both be times"));
  CHECK_THAT(refusal("{exposures: {from: 9 ms, to: 3 ms, steps: 26}}"),
             contains_text("from must be below to"));
  CHECK_THAT(refusal("{exposures: {to: 500 %, steps: 26}}"), contains_text("at most 400 %"));
  CHECK_THAT(refusal("{exposures: {to: 3 ms, steps: 2, more: {at: 50 %, frames: 2}}}"),
             contains_text("expected a time where the others are times"));
  CHECK_THAT(refusal("{levels: {to: 3 ms, steps: 2}}"), contains_text("levels of the lamp are"));
  CHECK_THAT(refusal("{visits: {rounds: 2}}"),
             contains_text("expected diagonals, a line or fields"));
  CHECK_THAT(refusal("{visits: {diagonals: 3 um, rounds: 2, targets: 3}}"),
             contains_text("targets belong to a line"));
  CHECK_THAT(refusal("{planes: 5, z_step: 1 um, visits: {line: 3 um, rounds: 2}}"),
             contains_text("make several steps"));
  CHECK_THAT(refusal("{planes: 5, z_step: 1 um, interval: 1 s}"),
             contains_text("a stack has no interval"));
  CHECK_THAT(refusal("{exposure: 1 ms, exposures: {to: 3 ms, steps: 2}}"),
             contains_text("exclude each other"));
}
