// SPDX-License-Identifier: Apache-2.0
// Where a person moves the stage, the images say where it is.
#include "protocols/marked_place.hpp"
#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stage_images.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cmath>
#include <cstdio>
#include <deque>
#include <random>

using namespace etalon;
using namespace etalon::protocols;
using test::contains_text;

namespace {

struct Place {
  double x_px = 0;
  double y_px = 0;
  int slide = 1;  ///< another one: far away
};
constexpr Place kAway{.slide = 2};
constexpr Place kElsewhere{.slide = 3};

/// A slide under a stage without motor.
class Slide final : public hardware::Camera {
 public:
  Place at;
  std::string name() const override { return "slide"; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest&) override {
    hardware::AcquiredFrames acquired;
    acquired.frames = std::move(
        test::stage_observation(
            {.stops = {{.at_x_px = at.x_px, .at_y_px = at.y_px, .slide = at.slide}}}, ++taken_)
            .frames);
    return acquired;
  }

 private:
  std::uint64_t taken_ = 0;
};

/// Moves the slide to the next of its places, each time that something is asked for.
class Hand final : public hardware::Operator {
 public:
  Hand(std::shared_ptr<Slide> slide, std::deque<Place> places)
      : slide_(std::move(slide)), places_(std::move(places)) {}
  std::vector<std::string> heard;
  std::string name() const override { return "hand"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& what) override {
    heard.push_back(what);
    if (places_.empty()) return hardware::Answer::stop;
    slide_->at = places_.front();
    places_.pop_front();
    return hardware::Answer::done;
  }
  std::size_t left() const { return places_.size(); }

 private:
  std::shared_ptr<Slide> slide_;
  std::deque<Place> places_;
};

struct Bench {
  test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  std::shared_ptr<Slide> slide = std::make_shared<Slide>();
  std::shared_ptr<Hand> hand;

  /// Three returns, the first from nowhere.
  records::RunDetail run(std::deque<Place> places) {
    hand = std::make_shared<Hand>(slide, std::move(places));
    hardware::Microscope microscope;
    microscope.camera = slide;
    microscope.person = hand;
    microscope.pixel_size = Uncertain<PixelSize>{.value = PixelSize{um(0.5)}};
    const auto procedure = read_procedure_text(
        "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n  - a: {acquire: {frames: 1, visits: "
        "{diagonals: 300 um, rounds: 1, by_hand: 3}}}\n",
        "p");
    return store.load_run(run_procedure(procedure, microscope, store, {}));
  }
};

std::vector<std::string> told(const records::RunDetail& run, const std::string& event) {
  std::vector<std::string> all;
  for (const auto& entry : run.journal) {
    if (entry.event == event) all.push_back(entry.detail);
  }
  return all;
}

}  // namespace

TEST_CASE("Returns by hand are measured from the images, and recorded") {
  Bench bench;
  const auto run = bench.run({{}, kAway, {4, -6}, kAway, {-10, 2}});
  REQUIRE(run.summary.status == records::RunStatus::finished);
  CHECK(bench.hand->heard[1] == "(2 of 3) Move the stage away, some fields far.");
  CHECK(bench.hand->heard[2] == "(2 of 3) Bring the mark back to where it was.");
  const auto returned = told(run, "returned");
  REQUIRE(returned.size() == 2);
  double x = 0;
  double y = 0;
  REQUIRE(std::sscanf(returned[0].c_str(), "%lf um; %lf um", &x, &y) == 2);
  CHECK(std::abs(x - 2) < 0.05);
  CHECK(std::abs(y + 3) < 0.05);
  REQUIRE(std::sscanf(returned[1].c_str(), "%lf um; %lf um", &x, &y) == 2);
  CHECK(std::abs(x + 5) < 0.05);
  CHECK(std::abs(y - 1) < 0.05);
  CHECK(run.frames.size() == 3);
}

TEST_CASE("A person who did not move the stage away hears so at once") {
  Bench bench;
  const auto run = bench.run({{}, {3, 4}, kAway, {}, kAway, {}});
  REQUIRE(run.summary.status == records::RunStatus::finished);
  CHECK_THAT(bench.hand->heard[2],
             contains_text("(2 of 3) The image still shows the same place, moved by 2.5") &&
                 contains_text("um only. Move the stage away, some fields far."));
  CHECK(bench.hand->heard[3] == "(2 of 3) Bring the mark back to where it was.");
  CHECK(told(run, "not_moved").size() == 1);
  CHECK(bench.hand->left() == 0);
}

TEST_CASE("A person who moved the stage on instead of back hears so at once, and does it again") {
  Bench bench;
  const auto run = bench.run({{}, kAway, kElsewhere, {2, 2}, kAway, {}});
  REQUIRE(run.summary.status == records::RunStatus::finished);
  CHECK_THAT(bench.hand->heard[3],
             contains_text("(2 of 3) The image shows nothing of the place of the first one.") &&
                 contains_text("Bring the mark back to where it was."));
  CHECK(told(run, "not_returned").size() == 1);
  CHECK(told(run, "returned").size() == 2);
  CHECK(run.frames.size() == 3);
}

TEST_CASE("After three times what there is is taken, for the metric to judge") {
  Bench bench;
  const auto run = bench.run({{}, kAway, kAway, kAway, kAway, kAway, {}});
  REQUIRE(run.summary.status == records::RunStatus::finished);
  CHECK(told(run, "not_returned").size() == 3);
  CHECK(run.frames.size() == 3);
}

namespace {

/// The same with white noise on it.
Frame noisy(Frame frame, double deviation, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> noise(0, deviation);
  for (float& value : std::get<std::vector<float>>(frame.samples)) {
    value += static_cast<float>(noise(generator));
  }
  return frame;
}

/// Random numbers averaged over 3 x 3 px on a broad hill; all lies `by` px further right.
Frame place_of(std::uint64_t seed, int by) {
  constexpr int kWidth = 200;
  constexpr int kHeight = 150;
  constexpr int kGrid = 256;
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> uniform(-300, 300);
  std::vector<double> grid(kGrid * kGrid);
  for (double& value : grid) value = uniform(generator);
  Frame frame;
  frame.info.width = kWidth;
  frame.info.height = kHeight;
  frame.info.sample_type = SampleType::f32;
  std::vector<float> values;
  for (int j = 0; j < kHeight; ++j) {
    for (int i = 0; i < kWidth; ++i) {
      double value =
          1000 + 300 * std::exp(-std::pow((i - by - 90) / 40.0, 2) - std::pow((j - 70) / 40.0, 2));
      for (int k = 0; k < 9; ++k) {
        value += grid[static_cast<std::size_t>((j + k / 3) * kGrid + i - by + 40 + k % 3)] / 9;
      }
      values.push_back(static_cast<float>(value));
    }
  }
  frame.samples = std::move(values);
  return frame;
}

}  // namespace

TEST_CASE("Another place with the same broad structure is another place") {
  const MarkedPlace mark(place_of(1, 0), um(0.5));
  REQUIRE(mark.can_tell());
  CHECK(mark.why_not_away(place_of(2, 20)).empty());
  CHECK(mark.why_not_away(place_of(3, 0)).empty());
  CHECK_THAT(mark.why_not_back(place_of(2, 20)), contains_text("shows nothing of the place"));
  CHECK_THAT(mark.why_not_away(place_of(1, 20)), contains_text("moved by 10 um only"));
  CHECK_THAT(mark.why_not_away(place_of(1, 0)), contains_text("The image still shows the same"));
}

TEST_CASE("A stage that was not moved is told also where noise is stronger than what is fine") {
  // What is fine varies by 58.
  const MarkedPlace mark(noisy(place_of(1, 0), 60, 70), um(0.5));
  REQUIRE(mark.can_tell());
  CHECK_THAT(mark.why_not_away(noisy(place_of(1, 3), 60, 71)),
             contains_text("still shows the same place"));
  CHECK(mark.why_not_away(noisy(place_of(2, 3), 60, 72)).empty());
}

TEST_CASE("An image of another size shows no place, and says so") {
  const MarkedPlace mark(place_of(1, 0), um(0.5));
  Frame smaller = place_of(1, 0);
  smaller.info.height -= 10;
  std::get<std::vector<float>>(smaller.samples)
      .resize(static_cast<std::size_t>(smaller.info.width * smaller.info.height));
  CHECK(mark.why_not_away(smaller).empty());
  CHECK(mark.displacement(smaller).empty());
  CHECK_THAT(mark.why_not_back(smaller), contains_text("another size"));
}
