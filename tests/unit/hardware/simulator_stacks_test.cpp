// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/simulate.hpp"
#include "hardware/simulator/truth.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;

namespace {

using Samples = std::vector<std::uint16_t>;

SimulatorSettings small() {
  SimulatorSettings settings;
  settings.field.width = 120;
  settings.field.height = 80;
  settings.light.corner_brightness = percent(100);
  return settings;
}

std::vector<Samples> frames_of(const SimulatorSettings& settings, const Recording& recording,
                               std::size_t threads = 1) {
  std::vector<Samples> frames;
  simulate(settings, recording, threads, [&](Frame frame, int index) {
    CHECK(index == static_cast<int>(frames.size()));
    frames.push_back(std::get<Samples>(frame.samples));
  });
  return frames;
}

double mean(const Samples& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Sum of squared steps from pixel to pixel: greatest where an edge is sharpest.
double sharpness(const Samples& values) {
  double sum = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double step = static_cast<double>(values[i]) - static_cast<double>(values[i - 1]);
    sum += step * step;
  }
  return sum;
}

std::string refusal(const Recording& recording) {
  try {
    frames_of(small(), recording);
  } catch (const DeviceError& error) {
    return error.what();
  }
  return "";
}

double fact(const std::vector<targets::Fact>& facts, const std::string& name) {
  for (const auto& one : facts) {
    if (one.name == name) return one.value;
  }
  FAIL("no fact " << name);
  return 0;
}

}  // namespace

TEST_CASE("the same seed gives the same recording on any number of threads", "[hardware]") {
  Recording recording{.target = "slanted_edge"};
  recording.frames = 3;
  SimulatorSettings settings = small();
  const auto frames = frames_of(settings, recording);
  CHECK(frames.size() == 3);
  CHECK(frames_of(settings, recording, 3) == frames);
  CHECK(frames[0] != frames[1]);
  settings.seed = 2;
  CHECK(frames_of(settings, recording) != frames);
}

TEST_CASE("dark frames do not share the noise of what they are subtracted from", "[hardware]") {
  SimulatorSettings settings = small();
  settings.light.brightness = electrons(0);
  settings.camera.gain = 4;
  Recording recording{.target = "blank_field"};
  const auto lit = frames_of(settings, recording).front();
  recording.light = false;
  const auto dark = frames_of(settings, recording).front();
  CHECK(lit != dark);
  // Read noise of 4 e, both times.
  double squares = 0;
  for (std::size_t i = 0; i < lit.size(); ++i) {
    const double difference = static_cast<double>(lit[i]) - static_cast<double>(dark[i]);
    squares += difference * difference;
  }
  CHECK_THAT(squares / static_cast<double>(lit.size()), WithinRel(2 * 16 * 16.0, 0.1));
}

TEST_CASE("a stack is sharpest in the plane of the slide", "[hardware]") {
  SimulatorSettings settings = small();
  settings.camera.noise = false;
  Recording stack{.target = "slanted_edge"};
  stack.planes = 5;
  stack.z_step = um(2);
  stack.z = um(2);  // planes at -2, 0, 2, 4, 6 um
  std::vector<double> sharp;
  for (const Samples& plane : frames_of(settings, stack)) sharp.push_back(sharpness(plane));
  REQUIRE(sharp.size() == 5);
  CHECK(std::max_element(sharp.begin(), sharp.end()) == sharp.begin() + 1);
  // As far before as behind.
  CHECK_THAT(sharp[0], WithinRel(sharp[2], 1e-3));
  CHECK(sharp[4] < sharp[3]);
}

TEST_CASE("a series follows the fading lamp", "[hardware]") {
  SimulatorSettings settings = small();
  settings.camera.noise = false;
  settings.camera.bits = 16;
  settings.light.lamp_half_life = minutes(1);
  Recording series{.target = "blank_field"};
  series.frames = 3;
  series.interval = s(30);
  const auto frames = frames_of(settings, series);
  CHECK_THAT(mean(frames[2]) - 100, WithinAbs((mean(frames[0]) - 100) / 2, 0.6));
}

TEST_CASE("the truth beside the frames is that of the settings", "[hardware]") {
  const SimulatorSettings settings = small();
  Recording recording{.target = "slanted_edge"};
  recording.z = um(-2);
  const auto truth = truth_of(settings, recording);
  CHECK_THAT(fact(truth, "mtf50"), WithinAbs(true_mtf50(settings, um(2)), 1e-12));
  CHECK_THAT(fact(truth, "pixel_size"), WithinAbs(0.2618, 1e-12));
  CHECK(fact(truth, "gain") == 0.1);
  CHECK(fact(truth, "read_noise") == 4);
  CHECK_THAT(fact(truth, "edge_angle"), WithinAbs(5, 1e-9));
  const Instrument instrument = instrument_of(settings);
  CHECK(instrument.objective.lens_na->value == 0.4);
  CHECK(instrument.objective.immersion == Immersion::air);
}

TEST_CASE("recordings that cannot be made are refused with the reason", "[hardware]") {
  CHECK_THAT(refusal({.target = "moon_rock"}), contains_text("moon_rock"));
  CHECK_THAT(refusal({.target = "slanted_edge", .geometry = {{"angel", "1 deg"}}}),
             contains_text("angel"));
  CHECK_THAT(refusal({.target = "slanted_edge", .geometry = {{"dark", "300 %"}}}),
             contains_text("dark"));
  Recording both{.target = "blank_field"};
  both.planes = 2;
  both.frames = 2;
  CHECK_THAT(refusal(both), contains_text("cannot be recorded at once"));
  Recording none{.target = "blank_field"};
  none.frames = 0;
  CHECK_THAT(refusal(none), contains_text("frames: expected"));
  Recording flat{.target = "blank_field"};
  flat.z_step = um(0);
  CHECK_THAT(refusal(flat), contains_text("z_step"));
  Recording backwards{.target = "blank_field"};
  backwards.interval = s(-1);
  CHECK_THAT(refusal(backwards), contains_text("interval"));
  Recording endless{.target = "blank_field"};
  endless.exposure = s(100);
  CHECK_THAT(refusal(endless), contains_text("exposure"));
}
