// SPDX-License-Identifier: Apache-2.0
// Where a person is to move the stage by a stated way, what counts is the way that the images show.
#include "protocols/moved_by_hand.hpp"
#include "protocols/scope_file.hpp"
#include "protocols/series_plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/slide_by_hand.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::protocols;
using namespace etalon::test::by_hand;
using test::contains_text;

namespace {

const std::string kFields = "{fields: 3, apart: 10 um}";  // 20 px of frames of 144 px

double um_of(const records::FrameRecord& frame, const std::string& key) {
  const auto way = parse_quantity<kind::ObjectLength>(frame.settings.at(key));
  REQUIRE(way);
  return way->in(um);
}

}  // namespace

TEST_CASE("The way that the images show is recorded beside the one that was asked for") {
  Bench bench;
  bench.slide->at = {-20, 0};
  const auto run = bench.run({{-2, 2}, {21, -1}}, kFields);
  REQUIRE(run.summary.status == records::RunStatus::finished);
  CHECK(bench.hand->heard[0] ==
        "(2 of 3) Move the stage so that the image moves 10 um to the right.");
  REQUIRE(run.frames.size() == 3);
  CHECK(um_of(run.frames[1], "moved.asked_x") == 10);
  CHECK(std::abs(um_of(run.frames[1], "moved.x") - 9) < 0.05);
  CHECK(std::abs(um_of(run.frames[1], "moved.y") - 1) < 0.05);
  // A hundredth of the way is the pixel size's; registration adds a little.
  CHECK(um_of(run.frames[1], "moved.u_x") >= 0.0899);
  CHECK(um_of(run.frames[1], "moved.u_x") < 0.1);
  // Places count on from the first, by what was measured.
  CHECK(um_of(run.frames[0], "setting.x") == 0);
  CHECK(std::abs(um_of(run.frames[1], "setting.x") - 9) < 0.05);
  CHECK(std::abs(um_of(run.frames[2], "setting.x") - 20.5) < 0.1);
  CHECK(std::abs(um_of(run.frames[2], "setting.y") + 0.5) < 0.1);
  REQUIRE(bench.notes.size() == 2);
  CHECK_THAT(bench.notes[0], contains_text("um to the right and ") &&
                                 contains_text("um down (10 um to the right were asked for)."));
}

TEST_CASE("A move the wrong way is told at once, and its measured place counts") {
  Bench bench;
  const auto run = bench.run({{-20, 0}, {0, 0}}, kFields);
  CHECK_THAT(bench.notes[0],
             contains_text("um to the left") &&
                 contains_text("(10 um to the right were asked for): the wrong way."));
  CHECK(std::abs(um_of(run.frames[1], "setting.x") + 10) < 0.05);
  CHECK(run.frames.size() == 3);
}

TEST_CASE("A stage that was not moved on is asked for again, three times in all") {
  Bench bench;
  const auto run = bench.run({{0, 0}, {0.2, 0}, {0, 0}, {20, 0}}, kFields);
  REQUIRE(run.summary.status == records::RunStatus::finished);
  CHECK_THAT(bench.hand->heard[1],
             contains_text("not far enough. Move the stage so that the image"));
  CHECK(told(run, "not_moved").size() == 3);
  CHECK(run.frames[1].settings.contains("doubt.not_moved"));
  CHECK_FALSE(run.frames[2].settings.contains("doubt.not_moved"));
  // It stands where it stood, whatever was asked for.
  CHECK(std::abs(um_of(run.frames[1], "setting.x")) < 0.05);
  CHECK(std::abs(um_of(run.frames[2], "setting.x") - 10) < 0.05);
}

TEST_CASE("Of fields that share nothing no way is made up") {
  Bench bench;
  const auto run = bench.run({kElsewhere, kAway}, kFields);
  REQUIRE(run.summary.status == records::RunStatus::finished);
  REQUIRE(told(run, "not_seen").size() == 2);
  CHECK_THAT(told(run, "not_seen")[0],
             contains_text("cannot be seen: the images share too little"));
  CHECK_FALSE(run.frames[1].settings.contains("setting.x"));
  CHECK_FALSE(run.frames[1].settings.contains("moved.x"));
  CHECK(run.frames[1].settings.contains("doubt.move_not_seen"));
  CHECK(bench.notes.size() == 2);
}

TEST_CASE("Without a pixel size the way is told in pixels, and the place is unknown") {
  Bench bench;
  bench.microscope.pixel_size.reset();
  const auto run = bench.run({{20, 0}, {0, 0}}, kFields);
  CHECK_THAT(bench.notes[0], contains_text("The image moved 20 px to the right") &&
                                 contains_text("without a pixel size"));
  CHECK_FALSE(run.frames[1].settings.contains("setting.x"));
}

TEST_CASE("A pixel size of unknown uncertainty is said to be missing from that of the way") {
  Bench bench;
  bench.microscope.pixel_size->standard_uncertainty.reset();
  const auto run = bench.run({{20, 0}, {0, 0}}, kFields);
  CHECK(run.frames[1].settings.at("moved.scale") == "uncertainty unknown");
  CHECK(um_of(run.frames[1], "moved.u_x") < 0.05);
}

TEST_CASE("Moves that are plainly others than asked for are named") {
  const auto told_of = [](double x, double y, double u) {
    return sentence({.x = um(x), .y = um(y), .u_x = um(u), .u_y = um(u)}, um(100));
  };
  CHECK(
      told_of(97.3, 0.4, 0.1) ==
      "The image moved 97.3 um to the right and 0.4 um down (100 um to the right were asked for).");
  CHECK_THAT(told_of(60, 0, 0.1), contains_text(": not far enough."));
  CHECK_THAT(told_of(140, 0, 0.1), contains_text(": too far."));
  CHECK_THAT(told_of(5, -90, 0.1),
             contains_text("90 um up") && contains_text(": the wrong direction."));
  CHECK_THAT(told_of(90, 40, 0.1), contains_text(": askew."));
  CHECK_THAT(told_of(-40, 0, 0.1), contains_text(": the wrong way."));
  // What may be chance is no mistake of theirs.
  CHECK_THAT(told_of(60, 0, 25), contains_text("asked for)."));
}

TEST_CASE("A motor goes along the row of fields itself; nobody else can") {
  StageTour tour;
  tour.fields = 3;
  tour.way = um(10);
  Acquire acquire;
  acquire.frames = 2;
  acquire.tour = tour;
  const auto visits = plan_series(acquire, {.stage = true});
  REQUIRE(visits.size() == 3);
  CHECK(visits[2].x == um(20));
  CHECK(visits[2].y == um(0));
  CHECK_FALSE(visits[2].way_by_hand);
  const auto by_hand = plan_series(acquire, {.person = true});
  CHECK_FALSE(by_hand[2].x);
  CHECK(by_hand[0].way_by_hand == um(0));
  CHECK(by_hand[2].way_by_hand == um(10));
  CHECK(by_hand[2].stage_visit == 2);
  CHECK_THROWS_AS(plan_series(acquire, {}), hardware::NoFrames);
}

TEST_CASE("A row of fields has a number and a distance, and nothing of the other tours") {
  const auto problem = [](const std::string& visits) {
    return test::refusal_of([&] {
      read_procedure_text(
          "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n  - a: {acquire: "
          "{frames: 1, visits: " +
              visits + "}}\n",
          "p");
    });
  };
  CHECK_THAT(problem("{fields: 3}"), contains_text("apart"));
  CHECK_THAT(problem("{apart: 3 um}"), contains_text("fields"));
  CHECK_THAT(problem("{fields: 3, apart: 3 um, rounds: 2}"), contains_text("rounds"));
  CHECK_THAT(problem("{fields: 1, apart: 3 um}"), contains_text("fields"));
}

TEST_CASE("The virtual person moves the virtual slide along the row of fields") {
  const test::TemporaryFolder folder;
  const auto scope = read_scope_text(
      "scope: by_hand\n"
      "objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.005}, "
      "immersion: air}\n"
      "pixel_size: {value: 0.26 um, standard_uncertainty: 0.0005 um}\n"
      "camera: {driver: simulator}\noperator: {driver: simulator}\n"
      "simulator: {seed: 3, width: 240, height: 160, pixel_size: 0.26 um}\n",
      folder.path() / "scope.yaml");
  const auto procedure = read_procedure_text(
      "protocol: p\nversion: \"1\"\ntitle: T\nslides: {a: [stained_tissue]}\nsteps:\n"
      "  - a: {acquire: {frames: 1, visits: {fields: 3, apart: 15 um}}}\n",
      "p");
  hardware::Microscope microscope = make_microscope(scope);
  records::Store store{folder.path() / "lab.etalon"};
  const auto run = store.load_run(run_procedure(procedure, microscope, store, {}));
  REQUIRE(run.frames.size() == 3);
  for (const std::size_t i : {1U, 2U}) {
    const double u = um_of(run.frames[i], "moved.u_x");
    CHECK_THAT(um_of(run.frames[i], "moved.x"), Catch::Matchers::WithinAbs(15, 4 * u + 0.1));
  }
}
