// SPDX-License-Identifier: Apache-2.0
// Where a person moves the stage, the images say where it is.
#include "protocols/marked_place.hpp"
#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/slide_by_hand.hpp"

#include <cmath>
#include <cstdio>
#include <optional>
#include <random>

using namespace etalon;
using namespace etalon::protocols;
using namespace etalon::test::by_hand;
using test::contains_text;

namespace {

const std::string kFive = "{diagonals: 300 um, rounds: 1, by_hand: 5}";
const std::string kMeasured = ", measure: {stage_repeatability: {}}";

std::optional<std::string> caveat_of(const MeasurementResult& result, const std::string& code) {
  for (const Caveat& caveat : result.caveats)
    if (caveat.code == code) return caveat.detail;
  return std::nullopt;
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
  CHECK(run.frames[1].settings.contains("doubt.not_returned"));
  CHECK_FALSE(run.frames[2].settings.contains("doubt.not_returned"));
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

TEST_CASE("A move that was never made is a caveat of the results, and is told") {
  Bench bench;
  const auto run =
      bench.run({{}, {1, 0}, {0, 1}, {1, 1}, {2, 1}, kAway, {-1, 2}, kAway, {0, 1}, kAway, {1, -1}},
                kFive, kMeasured);
  REQUIRE(run.summary.status == records::RunStatus::finished);
  REQUIRE(run.evaluations.size() == 1);
  REQUIRE_FALSE(run.evaluations[0].evaluation.results.empty());
  for (const auto& result : run.evaluations[0].evaluation.results) {
    const auto doubt = caveat_of(result, "stage_repeatability.not_moved");
    REQUIRE(doubt);
    CHECK_THAT(*doubt,
               contains_text("(2 of 5) The image still shows the same place, moved by 0.7"));
  }
  REQUIRE(bench.notes.size() == 1);
  CHECK_THAT(bench.notes[0], contains_text("(2 of 5) The image still shows the same place") &&
                                 contains_text("It is taken as it is; the results say so."));
}

TEST_CASE("The caveat of a move that was never made outlives an interruption") {
  Bench bench;
  const auto stopped = bench.run({{}, {1, 0}, {0, 1}, {1, 1}, {2, 1}}, kFive, kMeasured);
  REQUIRE(stopped.summary.status == records::RunStatus::aborted);
  const auto run =
      bench.go_on(stopped, {kAway, {-1, 2}, kAway, {0, 1}, kAway, {1, -1}}, kFive, kMeasured);
  REQUIRE(run.summary.status == records::RunStatus::finished);
  REQUIRE_FALSE(run.evaluations.at(0).evaluation.results.empty());
  CHECK(caveat_of(run.evaluations[0].evaluation.results[0], "stage_repeatability.not_moved"));
}

TEST_CASE("Results of moves that were made carry no such caveat") {
  Bench bench;
  const auto run = bench.run({{}, kAway, {4, -6}, kAway, {-10, 2}, kAway, {0, 1}, kAway, {1, -1}},
                             kFive, kMeasured);
  REQUIRE_FALSE(run.evaluations.at(0).evaluation.results.empty());
  const auto& result = run.evaluations[0].evaluation.results[0];
  CHECK_FALSE(caveat_of(result, "stage_repeatability.not_moved"));
  CHECK_FALSE(caveat_of(result, "stage_repeatability.not_returned"));
}

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
