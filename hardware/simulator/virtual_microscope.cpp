// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/virtual_microscope.hpp"

#include "hardware/simulator/draws.hpp"
#include "hardware/simulator/frame_maker.hpp"
#include "hardware/simulator/simulate.hpp"
#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr Time kShortest = us(10);
constexpr Time kLongest = s(10);
constexpr std::size_t kImagesKept = 6;  // a place and four corners, and one more
constexpr std::size_t kLargestKept = std::size_t{256} << 20U;  // bytes

constexpr int kFieldsAway = 5;  // where a person moves the stage who is asked to move it away

std::int64_t whole(double number) { return static_cast<std::int64_t>(std::llround(number)); }

AxisErrors errors_of_focus(const MechanicsSettings& m) {
  return {m.focus_step, m.backlash, m.focus_periodic_error, m.focus_period, m.focus_error};
}

AxisErrors errors_of_stage(const MechanicsSettings& m, Length backlash) {
  return {m.stage_step, backlash, m.stage_periodic_error, m.stage_period, m.stage_error};
}

void expect_possible(const std::string& device, Time exposure) {
  if (exposure >= kShortest && exposure <= kLongest) return;
  throw DeviceError(device, fmt::format(fmt::runtime(tr("an exposure of {} cannot be set; "
                                                        "expected 10 us to 10 s.")),
                                        to_text(exposure)));
}

/// A frame is the same on any number of threads.
std::size_t all_processors() { return std::max(1U, std::thread::hardware_concurrency()); }

/// What lies under the objective; a slide of which nobody said the shape may be named like one.
std::string shape_of(const StepContext& step) {
  return step.shape.empty() ? step.slide : step.shape;
}

/// The same for the first visit, another for each later one.
std::uint64_t later(Draw kind, std::uint64_t key, int visit) {
  return visit > 0 ? draw_key(kind, {static_cast<std::int64_t>(key), visit}) : key;
}

std::uint64_t place_key(Draw kind, const StepContext& step, std::initializer_list<Length> place,
                        int visit) {
  std::uint64_t key =
      draw_key(kind, {static_cast<std::int64_t>(step.index), step.repeat, step.attempt});
  for (const Length coordinate : place) {
    key = draw_key(kind, {static_cast<std::int64_t>(key), whole(coordinate.in(nm))});
  }
  return later(kind, key, visit);
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  return std::make_shared<VirtualMicroscope>(simulator_settings(settings));
}

}  // namespace

VirtualMicroscope::VirtualMicroscope(SimulatorSettings settings)
    : VirtualFocus(errors_of_focus(settings.mechanics)),
      VirtualStage(errors_of_stage(settings.mechanics, settings.mechanics.stage_backlash_x),
                   errors_of_stage(settings.mechanics, settings.mechanics.stage_backlash_y)),
      VirtualLamp(settings.light.lamp_level),
      settings_(std::move(settings)) {}

std::string VirtualMicroscope::contrast() const {
  return settings_.optics.modality == Modality::brightfield ? "brightfield" : "fluorescence";
}

View VirtualMicroscope::view(const StepContext& step, int frame, Time time) const {
  const auto [x, y] = VirtualStage::position();
  auto generator =
      generator_for(seed_of(settings_), place_key(Draw::stage, step, {x, y}, step.stage_visit), 0);
  std::normal_distribution<double> normal(0, 1);
  const double miss_x = normal(generator);
  const double miss_y = normal(generator);
  const auto [at_x, at_y] = VirtualStage::stands_at(miss_x, miss_y);
  const auto [jitter_x, jitter_y] =
      jitter_of(settings_, place_key(Draw::jitter, step, {x, y}, step.visit),
                static_cast<std::uint64_t>(frame));
  const Length z = VirtualFocus::position();
  const auto focus_key = draw_key(Draw::focusing, {static_cast<std::int64_t>(step.index),
                                                   step.repeat, step.attempt, whole(z.in(nm))});
  auto focusing =
      generator_for(seed_of(settings_), later(Draw::focusing, focus_key, step.focus_visit), 0);
  const double miss_z = std::normal_distribution<double>(0, 1)(focusing);
  const Crept creep = crept_at(settings_.mechanics, time);
  const Length away =
      settings_.field.pixel_size * (step.away ? kFieldsAway * settings_.field.width : 0);
  return {.shape = shape_of(step),
          .draw = step.draw,
          .defocus = VirtualFocus::stands_at(miss_z) + settings_.mechanics.focus_offset + creep.z -
                     best_focus_of(settings_),
          .x = at_x + jitter_x + creep.x + away + step.by_hand,
          .y = at_y + jitter_y + creep.y};
}

Length VirtualMicroscope::defocus(const StepContext& step, int frame) const {
  const Moment moment{step.index, step.repeat, step.attempt, frame, step.visit};
  return view(step, frame, time_of(settings_.clock, moment, settings_.clock.frame_time)).defocus;
}

const LightImage& VirtualMicroscope::expected(const View& view) {
  const auto found =
      std::find_if(seen_.begin(), seen_.end(), [&](const Seen& seen) { return seen.view == view; });
  if (found != seen_.end()) return found->image;
  const std::size_t bytes = sizeof(float) * static_cast<std::size_t>(settings_.field.width) *
                            static_cast<std::size_t>(settings_.field.height) *
                            (settings_.camera.mosaic == Mosaic::none ? 1 : 3);
  const std::size_t kept = std::clamp<std::size_t>(kLargestKept / bytes, 1, kImagesKept);
  while (seen_.size() >= kept) seen_.pop_front();
  return seen_.emplace_back(Seen{view, expected_image(settings_, view, all_processors())}).image;
}

AcquiredFrames VirtualMicroscope::acquire(const StepContext& step, const CameraRequest& request) {
  const Time exposure = request.exposure.value_or(settings_.camera.exposure);
  expect_possible(name(), exposure);
  if (is_ruler(shape_of(step)) && !settings_.slide.ruler) {
    throw NoFrames(name(), fmt::format(fmt::runtime(tr("step {} needs a ruler and there is none.")),
                                       step.step));
  }
  const auto [x, y] = VirtualStage::position();
  const Length z = VirtualFocus::position();
  const Ratio lamp = step.light ? shines() : one(0);
  const std::uint64_t key =
      later(Draw::frame,
            draw_key(Draw::frame, {static_cast<std::int64_t>(step.index), step.repeat, step.attempt,
                                   whole(z.in(nm)), whole(x.in(nm)), whole(y.in(nm)),
                                   whole(exposure.in(us)), whole(lamp.in(one)*1e6)}),
            step.visit);
  const Time interval = std::max(settings_.clock.frame_time, exposure);
  const Time of_visit = request.interval.value_or(settings_.clock.visit_time);
  std::vector<Frame> frames;
  std::vector<FrameSetting> settings;
  for (int i = 0; i < std::max(request.frames, 1); ++i) {
    const Time time =
        time_of(settings_.clock, {step.index, step.repeat, step.attempt, i, step.visit}, interval,
                of_visit);
    frames.push_back(recorded(settings_, expected(view(step, i, time)), {time, exposure, lamp}, key,
                              static_cast<std::uint64_t>(i), all_processors()));
    // Few cameras tell their offset; so dark frames are needed here as there.
    frames.back().info.black_level.reset();
    settings.push_back({.exposure = exposure,
                        .light = lamp,
                        .time = of_visit * step.visit + interval * i,
                        .x = x,
                        .y = y,
                        .z = z});
  }
  AcquiredFrames acquired;
  acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
  acquired.settings = std::move(settings);
  acquired.actual = {{"exposure", to_text(exposure)},
                     {"lamp_level", to_text(lamp)},
                     {"x", to_text(x)},
                     {"y", to_text(y)},
                     {"z", to_text(z)}};
  acquired.instrument = told_by(Source::device, instrument_of(settings_));
  return acquired;
}

Answer VirtualMicroscope::ask(const StepContext& step, const std::string& /*instruction*/) {
  return is_ruler(shape_of(step)) && !settings_.slide.ruler ? Answer::skip : Answer::done;
}

Driver simulator_driver() {
  return {"simulator",
          tr("a virtual microscope with known truth: no hardware needed"),
          {"camera", "focus", "stage", "light", "operator"},
          simulator_setting_names(),
          make};
}

}  // namespace etalon::hardware
