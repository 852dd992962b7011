// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/virtual_microscope.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

using Samples = std::vector<std::uint16_t>;

/// Small, evenly lit, in focus to the point.
SimulatorSettings plain() {
  SimulatorSettings settings;
  settings.field.width = settings.field.height = 200;
  settings.light.corner_brightness = percent(100);
  settings.mechanics.best_focus = um(0);
  settings.mechanics.focus_error = um(0);
  return settings;
}

Samples samples(const Frame& frame) { return std::get<Samples>(frame.samples); }

Samples take(VirtualMicroscope& scope, const StepContext& step,
             std::optional<Time> exposure = std::nullopt) {
  return samples(scope.acquire(step, {.frames = 1, .exposure = exposure}).frames->read(0));
}

double mean(const Samples& values) {
  double sum = 0;
  for (const auto value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Temporal variance: half that of the difference of two frames.
double variance(const Samples& a, const Samples& b) {
  const double shift = mean(a) - mean(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - b[i] - shift;
    sum += difference * difference;
  }
  return sum / (2.0 * static_cast<double>(a.size() - 1));
}

std::string objection(const DriverSettings& settings) {
  return refusal_of([&] { make_device("simulator", settings); });
}

}  // namespace

TEST_CASE("the same seed gives the same pixels, another seed others", "[hardware]") {
  SimulatorSettings settings;
  const StepContext step{.step = "edge", .index = 2, .slide = "slanted_edge"};
  VirtualMicroscope first(settings);
  VirtualMicroscope twin(settings);
  settings.seed = 2;
  VirtualMicroscope other(settings);
  const auto pixels = take(first, step);
  CHECK(take(first, step) == pixels);
  CHECK(take(twin, step) == pixels);
  CHECK(take(other, step) != pixels);
}

TEST_CASE("whatever tells two frames apart changes their noise", "[hardware]") {
  VirtualMicroscope scope(plain());
  const StepContext step{.step = "blank", .index = 1, .slide = "blank_field"};
  std::set<Samples> different{take(scope, step)};
  StepContext other = step;
  other.index = 2;
  different.insert(take(scope, other));
  other = step;
  other.repeat = 1;
  different.insert(take(scope, other));
  other = step;
  other.attempt = 1;
  different.insert(take(scope, other));
  different.insert(samples(scope.acquire(step, {.frames = 2}).frames->read(1)));
  // An empty field looks the same from every place: only the draw differs.
  scope.VirtualFocus::move_to(um(1));
  different.insert(take(scope, step));
  scope.VirtualFocus::move_to(um(0));
  scope.VirtualStage::move_to(um(1), um(0));
  different.insert(take(scope, step));
  scope.VirtualStage::move_to(um(0), um(1));
  different.insert(take(scope, step));
  CHECK(different.size() == 8);
}

TEST_CASE("frames do not depend on what was asked before, nor on threads", "[hardware]") {
  const auto look = [](bool backwards, std::map<std::string, Samples>& seen) {
    SimulatorSettings settings;
    settings.field.width = settings.field.height = 64;
    VirtualMicroscope scope(settings);
    for (int k = 0; k < 6; ++k) {
      const int i = backwards ? 5 - k : k;
      const StepContext step{.step = "edge",
                             .index = static_cast<std::uint64_t>(i / 3),
                             .repeat = i % 3,
                             .slide = i % 2 == 0 ? "slanted_edge" : "blank_field"};
      scope.VirtualFocus::move_to(um(i - 3));
      seen[std::to_string(i)] = take(scope, step, ms(5 + i));
    }
  };
  std::map<std::string, Samples> forwards;
  std::map<std::string, Samples> backwards;
  std::thread first(look, false, std::ref(forwards));
  std::thread second(look, true, std::ref(backwards));
  first.join();
  second.join();
  CHECK(forwards.size() == 6);
  CHECK(forwards == backwards);
}

TEST_CASE("without light a frame is offset and read noise", "[hardware]") {
  SimulatorSettings settings = plain();
  settings.camera.read_noise = electrons(20);
  VirtualMicroscope scope(settings);
  const StepContext dark{.step = "dark", .slide = "slanted_edge", .light = false};
  const auto acquired = scope.acquire(dark, {.frames = 2});
  const auto a = samples(acquired.frames->read(0));
  const auto b = samples(acquired.frames->read(1));
  const double expected = 0.1 * 0.1 * 20 * 20 + 1.0 / 12;
  CHECK_THAT(mean(a), WithinAbs(100, 5 * std::sqrt(expected / 40000)));
  CHECK_THAT(variance(a, b), WithinRel(expected, 5 * std::sqrt(2.0 / 40000)));
  CHECK(acquired.actual.at("lamp_level") == "0");
  // The lamp switched off does the same.
  scope.set_level(one(0));
  CHECK_THAT(mean(take(scope, {.step = "blank"})), WithinAbs(100, 0.1));
}

TEST_CASE("variance rises with the mean by the gain", "[hardware]") {
  SimulatorSettings settings = plain();
  settings.camera.gain = 0.25;
  settings.camera.bits = 16;
  VirtualMicroscope scope(settings);
  std::vector<double> means;
  std::vector<double> variances;
  for (const double milliseconds : {4.0, 40.0}) {
    const auto acquired = scope.acquire({.step = "blank"}, {2, ms(milliseconds)});
    const auto a = samples(acquired.frames->read(0));
    means.push_back(mean(a));
    variances.push_back(variance(a, samples(acquired.frames->read(1))));
  }
  CHECK_THAT((variances[1] - variances[0]) / (means[1] - means[0]), WithinRel(0.25, 0.04));
}

TEST_CASE("light follows exposure and lamp, up to full scale", "[hardware]") {
  VirtualMicroscope scope(plain());
  const StepContext blank{.step = "blank"};
  const double once = mean(take(scope, blank, ms(10))) - 100;
  // 10 000 electrons in 20 ms at 0.1 DN/e.
  CHECK_THAT(once, WithinRel(500, 0.001));
  CHECK_THAT(mean(take(scope, blank, ms(20))) - 100, WithinRel(2 * once, 0.001));
  CHECK(take(scope, blank) == take(scope, blank, ms(20)));
  scope.set_level(percent(50));
  CHECK_THAT(mean(take(scope, blank, ms(20))) - 100, WithinRel(once, 0.001));
  scope.set_level(percent(100));
  const auto saturated = take(scope, blank, s(1));
  CHECK(std::set<std::uint16_t>(saturated.begin(), saturated.end()) ==
        std::set<std::uint16_t>{4095});
}

TEST_CASE("without noise a frame is what is expected, rounded", "[hardware]") {
  SimulatorSettings settings = plain();
  settings.camera.noise = false;
  settings.mechanics.best_focus = um(0.5);
  VirtualMicroscope scope(settings);
  const auto pixels = take(scope, {.step = "edge", .slide = "slanted_edge"});
  const auto expected =
      expected_image(settings, {.shape = "slanted_edge", .defocus = um(-0.5)}).colours.front();
  bool all = true;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    all = all && pixels[i] == std::lround(100 + 1000 * static_cast<double>(expected[i]));
  }
  CHECK(all);
}

TEST_CASE("each focusing misses by the stated scatter", "[hardware]") {
  SimulatorSettings settings;
  settings.mechanics.best_focus = um(3);
  VirtualMicroscope scope(settings);
  scope.VirtualFocus::move_to(um(2));
  double sum = 0;
  double squares = 0;
  constexpr int kFocusings = 4000;
  for (int i = 0; i < kFocusings; ++i) {
    const double z = scope.defocus({.step = "edge", .index = 1, .repeat = i}).in(um);
    sum += z;
    squares += z * z;
  }
  const double average = sum / kFocusings;
  CHECK_THAT(average, WithinAbs(-1, 4 * 0.6 / std::sqrt(kFocusings)));
  CHECK_THAT(std::sqrt(squares / kFocusings - average * average),
             WithinRel(0.6, 4 / std::sqrt(2.0 * kFocusings)));
  const Length first = scope.defocus({.step = "edge", .index = 1});
  CHECK(scope.defocus({.step = "edge", .index = 1, .attempt = 1}) != first);
  CHECK(scope.defocus({.step = "edge", .index = 2}) != first);
  // Back at the same place in the same repeat, it stands where it stood.
  scope.VirtualFocus::move_to(um(5));
  scope.VirtualFocus::move_to(um(2));
  CHECK(scope.defocus({.step = "edge", .index = 1}) == first);
}

TEST_CASE("the best focus is drawn from the seed when nobody sets it", "[hardware]") {
  std::set<double> places;
  for (int seed = 0; seed < 50; ++seed) {
    SimulatorSettings settings;
    settings.seed = seed;
    const double z = best_focus_of(settings).in(um);
    CHECK(std::abs(z) <= 5);
    CHECK(best_focus_of(settings).in(um) == z);
    places.insert(z);
  }
  CHECK(places.size() == 50);
}

TEST_CASE("the focus stops at whole steps, and too high after a move downwards", "[hardware]") {
  SimulatorSettings settings = plain();
  settings.mechanics.focus_step = um(0.5);
  settings.mechanics.backlash = um(2);
  VirtualMicroscope scope(settings);
  scope.VirtualFocus::move_to(um(10.3));
  CHECK_THAT(scope.VirtualFocus::position().in(um), WithinAbs(10.5, 1e-12));
  CHECK_THAT(scope.defocus({}).in(um), WithinAbs(10.5, 1e-12));
  scope.VirtualFocus::move_to(um(4));
  CHECK_THAT(scope.VirtualFocus::position().in(um), WithinAbs(4, 1e-12));
  CHECK_THAT(scope.defocus({}).in(um), WithinAbs(6, 1e-12));
  scope.VirtualFocus::move_to(um(4));
  CHECK_THAT(scope.defocus({}).in(um), WithinAbs(6, 1e-12));
  scope.VirtualFocus::move_to(um(5));
  CHECK_THAT(scope.defocus({}).in(um), WithinAbs(5, 1e-12));
}

TEST_CASE("nothing moves or shines beyond its range", "[hardware]") {
  VirtualMicroscope scope(plain());
  scope.VirtualFocus::move_to(um(7));
  scope.VirtualStage::move_to(um(1), um(2));
  CHECK(refusal_of([&] { scope.VirtualFocus::move_to(um(201)); }) ==
        "simulator: z = 201 um is outside the travel from -200 um to 200 um. Nothing was moved.");
  CHECK_THAT(refusal_of([&] { scope.VirtualStage::move_to(mm(0), mm(-11)); }),
             contains_text("y = -11000 um is outside the travel"));
  CHECK_THAT(refusal_of([&] { scope.VirtualStage::move_to(mm(11), mm(0)); }),
             contains_text("x = "));
  CHECK_THAT(refusal_of([&] { scope.set_level(percent(120)); }),
             contains_text("a lamp level of 1.2 does not exist; expected 0 % to 100 %."));
  CHECK_THAT(refusal_of([&] { take(scope, {}, us(1)); }),
             contains_text("an exposure of 1e-06 s cannot be set; expected 10 us to 10 s."));
  CHECK(scope.VirtualFocus::position() == um(7));
  CHECK(scope.VirtualStage::position() == std::pair(um(1), um(2)));
  CHECK(scope.acquire({}, {}).actual.at("lamp_level") == "1");
}

TEST_CASE("the camera tells its settings, not its truth", "[hardware]") {
  VirtualMicroscope scope(plain());
  scope.VirtualFocus::move_to(um(3));
  const auto acquired = scope.acquire({.step = "blank"}, {.frames = 0, .exposure = ms(5)});
  CHECK(acquired.frames->size() == 1);
  CHECK(acquired.actual.at("exposure") == "0.005 s");
  CHECK(acquired.actual.at("z") == "3 um");
  CHECK(!acquired.pixel_size);
  CHECK(acquired.instrument.objective.nominal_magnification == 20.0);
  CHECK(acquired.instrument.objective.lens_na->value == 0.4);
  CHECK(!acquired.instrument.detector.pixel_pitch);
  const FrameInfo info = acquired.frames->read(0).info;
  CHECK(info.transfer == Transfer::linear);
  CHECK(info.processed == false);
  CHECK(info.significant_bits == 12);
  CHECK(!info.black_level);
  CHECK(scope.sets_exposure());
}

TEST_CASE("an unknown slide is refused, an assistant does the rest", "[hardware]") {
  VirtualMicroscope scope(plain());
  CHECK_THAT(refusal_of([&] { take(scope, {.step = "x", .slide = "moon_rock"}); }),
             contains_text("what the slide moon_rock looks like is not known; known are "));
  // A protocol says which shape the slide carries, and how it is drawn.
  CHECK_THAT(
      refusal_of([&] { take(scope, {.step = "x", .slide = "my_edge", .shape = "moon_rock"}); }),
      contains_text("moon_rock"));
  CHECK(take(scope, {.step = "x", .slide = "my_edge", .shape = "slanted_edge"}) ==
        take(scope, {.step = "x", .slide = "slanted_edge"}));
  CHECK_THAT(refusal_of([&] {
               take(scope, {.step = "x", .shape = "slanted_edge", .draw = {{"angel", "1 deg"}}});
             }),
             contains_text("slanted_edge: there is no option \"angel\""));
  CHECK(scope.ask({.step = "edge", .slide = "slanted_edge"}, "Focus.") == Answer::done);
}

TEST_CASE("settings that make no microscope are refused with the reason", "[hardware]") {
  CHECK(objection({{"lens_na", "1.2"}}) ==
        "simulator: lens_na: more than 0.98 of immersion_index cannot be reached; oil has 1.518, "
        "water 1.33, air 1.");
  CHECK_THAT(objection({{"lens_nA", "0.4"}}), contains_text("there is no setting \"lens_nA\""));
  CHECK_THAT(objection({{"wavelength", "550"}}), contains_text("wavelength: \"550\" has no unit"));
  const std::map<std::string, std::string> wrong{
      {"seed", "-1"},          {"width", "8"},           {"height", "100000"},
      {"wavelength", "5 nm"},  {"pixel_size", "0 um"},   {"exposure", "20 s"},
      {"lamp_level", "101 %"}, {"brightness", "-1 e"},   {"corner_brightness", "0 %"},
      {"bits", "17"},          {"best_focus", "1 mm"},   {"focus_error", "-1 um"},
      {"gain", "0"},           {"read_noise", "-1 e"},   {"full_well", "0 e"},
      {"focus_step", "-1 um"}, {"backlash", "-1 um"},    {"ruler_pitch", "0 um"},
      {"ruler_error", "60 %"}, {"pixel_size", "100 um"}, {"noise", "perhaps"}};
  for (const auto& [key, text] : wrong) {
    INFO(key << ": " << text);
    CHECK_THAT(objection({{key, text}}), contains_text(key));
  }
  CHECK_THAT(objection({{"pixel_size", "100 um"}}), contains_text("too coarse"));
  CHECK(objection(DriverSettings{}) == "");
  CHECK(objection({{"seed", "7"}, {"best_focus", "2 um"}, {"noise", "no"}}) == "");
}

TEST_CASE("a stage that comes back is drawn anew, one that stays is not", "[hardware]") {
  SimulatorSettings settings = plain();
  settings.mechanics.stage_error = um(0.5);
  settings.camera.noise = false;
  VirtualMicroscope scope(settings);
  StepContext step{.step = "returns", .slide = "natural_texture"};
  const Samples first = take(scope, step);
  step.visit = 1;
  CHECK(take(scope, step) == first);  // nothing has moved
  step.visit = step.stage_visit = 2;
  const Samples back = take(scope, step);
  CHECK(back != first);
  step.visit = 3;
  CHECK(take(scope, step) == back);
  // The same visit again, by another process: the same.
  VirtualMicroscope twin(settings);
  CHECK(take(twin, step) == back);
}

TEST_CASE("visits at one place and exposure have noise of their own", "[hardware]") {
  VirtualMicroscope scope(plain());
  StepContext step{.step = "noise", .slide = "blank_field"};
  const Samples first = take(scope, step);
  step.visit = 1;
  const Samples second = take(scope, step);
  CHECK(second != first);
  CHECK_THAT(variance(first, second), WithinRel(0.1 * 0.1 * (10'000 + 16) + 1.0 / 12, 0.05));
}

TEST_CASE("time passes by the visits of a series, and each frame tells how it was set",
          "[hardware]") {
  SimulatorSettings settings = plain();
  settings.light.lamp_drift_per_hour = percent(-20);
  settings.clock.frame_time = ms(200);
  VirtualMicroscope scope(settings);
  CHECK(scope.keeps_time());
  StepContext step{.step = "time", .slide = "blank_field"};
  scope.set_level(percent(50));
  scope.VirtualStage::move_to(um(3), um(-4));
  const auto at = [&](int visit, std::optional<Time> interval) {
    step.visit = visit;
    return scope.acquire(step, {.frames = 2, .exposure = ms(10), .interval = interval});
  };
  const auto first = at(0, minutes(30));
  const auto later = at(4, minutes(30));
  REQUIRE(later.settings.size() == 2);
  CHECK(first.settings[0].time == s(0));
  CHECK_THAT(later.settings[1].time->in(s), WithinAbs(7200.2, 1e-9));
  CHECK(later.settings[0].exposure == ms(10));
  CHECK(later.settings[0].light == percent(50));
  CHECK(later.settings[0].x == um(3));
  CHECK(later.settings[0].y == um(-4));
  // Two hours at 20 % an hour.
  const double ratio =
      (mean(samples(later.frames->read(0))) - 100) / (mean(samples(first.frames->read(0))) - 100);
  CHECK_THAT(ratio, WithinAbs(0.6, 0.005));
  CHECK_THAT(at(4, std::nullopt).settings[0].time->in(s), WithinAbs(4, 1e-9));
}
