// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/mechanics/clock.hpp"
#include "hardware/simulator/mechanics/motion.hpp"
#include "hardware/simulator/virtual_microscope.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;

namespace {

SimulatorSettings small() {
  SimulatorSettings settings;
  settings.field.width = settings.field.height = 64;
  settings.mechanics.best_focus = um(0);
  settings.mechanics.focus_error = um(0);
  return settings;
}

using Samples = std::vector<std::uint16_t>;
Samples samples(const AcquiredFrames& acquired, std::size_t frame = 0) {
  return std::get<Samples>(acquired.frames->read(frame).samples);
}

/// Column in which an upright edge crosses half of the light, straight between two pixels.
double edge_place(const Samples& values) {
  constexpr double kHalf = 100 + 5000;
  for (std::size_t i = 1; i < 64; ++i) {
    const double before = values[i - 1];
    const double behind = values[i];
    if ((before < kHalf) != (behind < kHalf)) {
      return static_cast<double>(i) - 1 + (kHalf - before) / (behind - before);
    }
  }
  return 0;
}

double edge_place(VirtualMicroscope& scope, const StepContext& step, std::size_t frame = 0,
                  int frames = 1) {
  return edge_place(samples(scope.acquire(step, {.frames = frames}), frame));
}

/// Noiseless, evenly lit, an upright edge from dark to 10 000 DN.
SimulatorSettings with_edge() {
  SimulatorSettings settings = small();
  settings.camera.noise = false;
  settings.camera.bits = 16;
  settings.camera.gain = 1;
  settings.light.corner_brightness = percent(100);
  settings.slide.edge_angle = deg(0);
  return settings;
}

const StepContext kEdge{.step = "edge", .shape = "slanted_edge", .draw = {{"dark", "0 %"}}};

}  // namespace

TEST_CASE("an axis stands where its errors put it", "[hardware]") {
  const AxisErrors errors{um(0.5), um(2), um(0.3), um(40), um(0.1)};
  CHECK_THAT(whole_steps(um(10.3), um(0.5)).in(um), WithinAbs(10.5, 1e-12));
  CHECK(whole_steps(um(10.3), um(0)) == um(10.3));
  // A quarter of the period: the sine is one.
  CHECK_THAT(reached(um(10), false, errors, 0).in(um), WithinAbs(10.3, 1e-12));
  CHECK_THAT(reached(um(10), true, errors, 0).in(um), WithinAbs(12.3, 1e-12));
  CHECK_THAT(reached(um(20), false, errors, -1.5).in(um), WithinAbs(20 - 0.15, 1e-12));
  CHECK_THAT(reached(um(30), false, errors, 0).in(um), WithinAbs(29.7, 1e-12));
}

TEST_CASE("drift is steady once the instrument is warm", "[hardware]") {
  const auto at = [](Time time) { return crept(time, um(2), um(10), minutes(30)).in(um); };
  CHECK(at(s(0)) == 0);
  CHECK_THAT(at(minutes(30)), WithinAbs(1 + 10 * (1 - std::exp(-1.0)), 1e-12));
  CHECK_THAT(at(hours(20)), WithinAbs(40 + 10, 1e-9));
  CHECK_THAT(at(hours(21)) - at(hours(20)), WithinAbs(2, 1e-9));
}

TEST_CASE("time follows from which frame it is", "[hardware]") {
  ClockSettings clock;
  clock.switched_on = hours(1);
  CHECK(time_of(clock, {}, ms(100)) == hours(1));
  const Moment moment{.step = 2, .repeat = 3, .attempt = 1, .frame = 10};
  CHECK_THAT(time_of(clock, moment, ms(100)).in(s),
             WithinAbs(3600 + 2 * 300 + 3 * 30 + 5 + 1, 1e-9));
  CHECK_THAT(time_of(clock, moment, s(2)).in(s), WithinAbs(3600 + 600 + 90 + 5 + 20, 1e-9));
}

TEST_CASE("a drifting focus is further off in later steps, whatever was asked before",
          "[hardware]") {
  SimulatorSettings settings = small();
  settings.mechanics.drift_z_per_hour = um(12);
  settings.mechanics.focus_offset = um(1);
  const VirtualMicroscope scope(settings);
  // Steps are five minutes apart, repeats half a minute.
  CHECK_THAT(scope.defocus({.step = "a", .index = 3}).in(um), WithinAbs(1 + 3, 1e-9));
  CHECK_THAT(scope.defocus({.step = "a", .index = 0, .repeat = 4}).in(um),
             WithinAbs(1 + 0.4, 1e-9));
  CHECK_THAT(scope.defocus({.step = "a", .index = 3}).in(um), WithinAbs(1 + 3, 1e-9));
}

TEST_CASE("a drifting stage moves the image, frame by frame", "[hardware]") {
  SimulatorSettings settings = with_edge();
  settings.clock.frame_time = s(36);
  settings.mechanics.drift_x_per_hour = settings.field.pixel_size * 100;
  VirtualMicroscope scope(settings);
  // A pixel in each 36 s, to the right.
  CHECK_THAT(edge_place(scope, kEdge, 0, 4), WithinAbs(31.5, 0.01));
  CHECK_THAT(edge_place(scope, kEdge, 3, 4), WithinAbs(34.5, 0.01));
}

TEST_CASE("a stage that misses its mark does so anew for each repeat", "[hardware]") {
  SimulatorSettings settings = with_edge();
  settings.mechanics.stage_error = settings.field.pixel_size;
  VirtualMicroscope scope(settings);
  double sum = 0;
  double squares = 0;
  constexpr int kRepeats = 200;
  for (int i = 0; i < kRepeats; ++i) {
    StepContext step = kEdge;
    step.repeat = i;
    const double place = edge_place(scope, step) - 31.5;
    sum += place;
    squares += place * place;
  }
  CHECK_THAT(sum / kRepeats, WithinAbs(0, 4 / std::sqrt(1.0 * kRepeats)));
  CHECK_THAT(std::sqrt(squares / kRepeats), WithinRel(1, 4 / std::sqrt(2.0 * kRepeats)));
}

TEST_CASE("play of the stage shows when it comes back", "[hardware]") {
  SimulatorSettings settings = with_edge();
  settings.mechanics.stage_backlash_x = settings.field.pixel_size * 4;
  VirtualMicroscope scope(settings);
  scope.VirtualStage::move_to(um(-5), um(0));
  scope.VirtualStage::move_to(um(0), um(0));
  CHECK_THAT(edge_place(scope, kEdge), WithinAbs(31.5, 0.01));
  scope.VirtualStage::move_to(um(5), um(0));
  scope.VirtualStage::move_to(um(0), um(0));
  CHECK_THAT(edge_place(scope, kEdge), WithinAbs(35.5, 0.01));
}

TEST_CASE("jitter tells the frames of a series apart", "[hardware]") {
  SimulatorSettings settings = with_edge();
  settings.mechanics.jitter = settings.field.pixel_size;
  VirtualMicroscope scope(settings);
  const auto acquired = scope.acquire(kEdge, {.frames = 50});
  std::set<double> places;
  double squares = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    const double place = edge_place(samples(acquired, i)) - 31.5;
    places.insert(place);
    squares += place * place;
  }
  CHECK(places.size() > 45);  // of a hundredth of a pixel or so each
  CHECK_THAT(std::sqrt(squares / 50), WithinRel(1, 0.4));
}
