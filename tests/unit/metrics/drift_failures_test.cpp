// SPDX-License-Identifier: Apache-2.0
// Every reason for which a drift is refused, and every caveat, brought about on purpose.
#include "suite/metrics/drift.hpp"
#include "targets/exact/line_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drift_images.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <set>
#include <string>

using namespace etalon;
using namespace etalon::test;

namespace {

Evaluation evaluated(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "drift");
}

StageScene good() { return drift_scene({.frames = 22, .size = 48}); }

Evaluation with(const std::function<void(StageScene&)>& change) {
  StageScene scene = good();
  change(scene);
  return evaluated(stage_observation(scene));
}

Evaluation with_extra(const std::function<void(Observation&)>& extra,
                      const OptionTexts& options = {}) {
  Observation observation = stage_observation(good());
  extra(observation);
  return evaluated(observation, options);
}

Evaluation with_frames(const std::function<void(std::vector<Frame>&)>& change) {
  return with_extra([&](Observation& o) {
    std::vector<Frame> frames;
    for (std::size_t i = 0; i < o.frames->size(); ++i) frames.push_back(o.frames->read(i));
    change(frames);
    o.frames = std::make_unique<MemoryFrames>(std::move(frames));
  });
}

targets::ExpectedImage even(double level, int size = 48) {
  return {size, size, std::vector<double>(static_cast<std::size_t>(size * size), level)};
}

std::unique_ptr<FrameSequence> one(Frame frame) {
  return std::make_unique<MemoryFrames>(std::vector<Frame>{std::move(frame)});
}

void fill(Frame& frame, std::uint16_t value, std::size_t count) {
  auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
  for (std::size_t k = 0; k < count; ++k) samples[7 * k % samples.size()] = value;
}

/// A grid of lines that creeps along x, frames a minute apart.
Observation creeping_grid(double px_per_frame) {
  std::vector<Frame> frames;
  Observation observation;
  for (int i = 0; i < 20; ++i) {
    targets::LineGrid grid;
    grid.width = grid.height = 96;
    grid.pitch = px(14);
    grid.two_directions = true;
    grid.offset = px(px_per_frame * i);
    frames.push_back(
        exposed(render(grid, targets::gaussian_otf(1.5)), static_cast<std::uint64_t>(i)));
    observation.settings.push_back({.time = s(60 * i)});
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  return observation;
}

/// Walks by `px` from frame to frame.
Evaluation walking(double px, int frames) {
  StageScene scene = drift_scene({.frames = frames, .size = 48});
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal(0, px);
  double x = 0;
  for (StageStop& stop : scene.stops) {
    stop.at_x_px += x;
    x += normal(generator);
  }
  return evaluated(stage_observation(scene));
}

/// Dust stays at its place on the camera while the specimen creeps.
Evaluation dusty(double px_per_h, double contrast) {
  StageScene scene =
      drift_scene({.frames = 22, .x_px_per_h = px_per_h, .y_px_per_h = 0, .size = 128});
  Observation observation = stage_observation(scene);
  std::vector<Frame> frames;
  const StageScene dust{
      .stops = {{.slide = 77}}, .size = 128, .contrast = contrast, .noise = false};
  const Frame still = stage_observation(dust).frames->read(0);
  const auto& pattern = std::get<std::vector<float>>(still.samples);
  for (std::size_t i = 0; i < observation.frames->size(); ++i) {
    frames.push_back(observation.frames->read(i));
    auto& samples = std::get<std::vector<std::uint16_t>>(frames.back().samples);
    for (std::size_t k = 0; k < samples.size(); ++k)
      samples[k] = static_cast<std::uint16_t>(
          std::lround(static_cast<double>(samples[k]) * static_cast<double>(pattern[k]) / 5000));
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  return evaluated(observation);
}

struct Provocation {
  std::string code;
  std::function<Evaluation()> provoke;
  std::string says;
};

std::vector<Provocation> failures() {
  return {
      {"no_frames", [] { return evaluated(Observation{}); }, "no image"},
      {"few_frames", [] { return with([](StageScene& s) { s.stops.resize(1); }); }, "one frame"},
      {"few_frames", [] { return with([](StageScene& s) { s.stops.resize(19); }); }, "19"},
      {"no_time", [] { return with([](StageScene& s) { s.timed = false; }); }, "when"},
      {"settings_incomplete",
       [] { return with_extra([](Observation& o) { o.settings[3].time.reset(); }); }, "others"},
      {"not_in_order",
       [] { return with_extra([](Observation& o) { o.settings[4].time = s(90); }); }, "frame 5"},
      {"not_one_plane",
       [] {
         return with_extra([](Observation& o) {
           for (int i = 0; i < 22; ++i) o.places.push_back({i % 2, 0, i / 2});
         });
       },
       "planes"},
      {"no_texture",
       [] {
         return with([](StageScene& s) {
           for (auto& stop : s.stops) stop.slide = 0;
         });
       },
       "noise"},
      {"not_same_place",
       [] {
         return with([](StageScene& s) {
           for (std::size_t i = 0; i < s.stops.size(); ++i)
             s.stops[i].slide = static_cast<int>(i) + 1;
         });
       },
       "share no texture"},
      {"frozen",
       [] {
         return with_frames([](auto& frames) {
           for (auto& frame : frames) frame = frames.front();
         });
       },
       "the same"},
      {"ambiguous", [] { return evaluated(creeping_grid(5)); }, "repeats every"},
      {"not_settled",
       [] {
         return with([](StageScene& s) {
           for (auto& stop : s.stops) stop.at_x_px = 4 * std::exp(-stop.time_s / 400);
         });
       },
       "settling"},
      {"frames_differ",
       [] { return with_frames([](auto& frames) { frames[2] = exposed(even(500, 80), 1); }); },
       "frame 3"},
      {"no_such_plane",
       [] {
         return with_extra([](Observation&) {}, {{"plane", "red"}});
       },
       "grey"},
      {"region_outside",
       [] {
         return with_extra([](Observation&) {}, {{"region", "0,0,100,20"}});
       },
       "beyond"},
      {"too_small",
       [] {
         return with_extra([](Observation&) {}, {{"region", "0,0,20,40"}});
       },
       "20 x 40"},
      {"not_finite",
       [] {
         return with_frames([](auto& frames) {
           for (auto& frame : frames)
             frame = noise_free(even(std::numeric_limits<double>::quiet_NaN()));
         });
       },
       "no numbers"},
      {"dark_differs",
       [] { return with_extra([](Observation& o) { o.dark = one(exposed(even(0, 20), 1)); }); },
       ""},
      {"flat_differs",
       [] { return with_extra([](Observation& o) { o.flat = one(exposed(even(900, 20), 1)); }); },
       ""},
      {"flat_saturated",
       [] {
         return with_extra([](Observation& o) {
           Frame flat = exposed(even(900), 1);
           fill(flat, 65535, 500);
           o.flat = one(std::move(flat));
         });
       },
       ""},
      {"flat_dark",
       [] {
         return with_extra([](Observation& o) {
           auto dim = even(5000);
           for (std::size_t k = 0; k < 1000; ++k) dim.electrons[k] = 10;
           o.flat = one(exposed(dim, 1));
         });
       },
       ""},
  };
}

std::vector<Provocation> caveats() {
  const auto info = [](const std::function<void(FrameInfo&)>& change) {
    return with_frames([&](auto& frames) {
      for (Frame& frame : frames) change(frame.info);
    });
  };
  return {
      {"pixel_size_unknown", [] { return with([](StageScene& s) { s.pixel_size = false; }); },
       "pixels"},
      {"pixel_size_uncertainty_unknown",
       [] {
         return with_extra(
             [](Observation& o) { o.references.pixel_size->standard_uncertainty.reset(); });
       },
       "uncertainty"},
      {"frames_left_out", [] { return with([](StageScene& s) { s.stops[4].slide = 9; }); },
       "1 frames"},
      {"still_pattern", [] { return dusty(80, 0.16); }, "stays where it is"},
      {"grows_unlike", [] { return dusty(46, 0.25); }, "less and less"},
      {"jump",
       [] {
         return with([](StageScene& s) {
           for (std::size_t i = 12; i < s.stops.size(); ++i) s.stops[i].at_x_px += 5;
         });
       },
       "frames 12 and 13"},
      {"wandering", [] { return walking(0.5, 50); }, "wanders"},
      {"wander_undecided", [] { return walking(0.012, 30); }, "cannot be told"},
      {"settling",
       [] { return evaluated(stage_observation(drift_scene({.frames = 40, .settles_px = 3}))); },
       "remains"},
      {"repeated_frame", [] { return with_frames([](auto& frames) { frames[4] = frames[3]; }); },
       "1 of "},
      {"saturated",
       [] {
         return with_frames([](auto& frames) {
           for (Frame& frame : frames) fill(frame, 65535, 8);
         });
       },
       "full scale"},
      {"transfer_encoded",
       [info] { return info([](FrameInfo& i) { i.transfer = Transfer::encoded; }); }, "tone"},
      {"lossy", [info] { return info([](FrameInfo& i) { i.lossy = true; }); }, "JPEG"},
      {"processed", [info] { return info([](FrameInfo& i) { i.processed = true; }); }, "processed"},
  };
}

std::set<std::string> codes_of(const std::vector<metrics::Code>& declared) {
  std::set<std::string> codes;
  for (const auto& code : declared) codes.insert(code.code);
  return codes;
}

}  // namespace

TEST_CASE("every failure of a drift can be provoked", "[drift]") {
  std::set<std::string> provoked;
  for (const Provocation& p : failures()) {
    const std::string code = "drift." + p.code;
    const auto e = p.provoke();
    INFO(code << "\n" << described(e));
    CHECK(has_failure(e, code));
    for (const Failure& f : e.failures)
      if (f.code == code) CHECK_THAT(f.detail, contains_text(p.says));
    provoked.insert(code);
  }
  CHECK(provoked == codes_of(metrics::drift_failures()));
}

TEST_CASE("every caveat of a drift can be provoked", "[drift]") {
  std::set<std::string> provoked;
  for (const Provocation& p : caveats()) {
    const std::string code = "drift." + p.code;
    const auto e = p.provoke();
    INFO(code << "\n" << described(e));
    CHECK(has_caveat(e, code));
    provoked.insert(code);
    for (const auto& r : e.results)
      for (const Caveat& c : r.caveats)
        if (c.code == code) CHECK_THAT(c.detail, contains_text(p.says));
  }
  CHECK(provoked == codes_of(metrics::drift_caveats()));
}

TEST_CASE("wrong options of a drift are refused", "[drift]") {
  for (const auto& [name, value] : {std::pair("band", "0 um"), std::pair("band", "two")}) {
    const auto refused =
        metrics::drift_metric().evaluate(stage_observation(good()), {{name, value}});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code.starts_with("options."));
  }
}

TEST_CASE("nineteen frames have no velocity but distances", "[drift]") {
  const auto short_stops = with([](StageScene& scene) { scene.stops.resize(19); });
  CHECK(find_result(short_stops, "drift_velocity_x_px") == nullptr);
  CHECK(find_result(short_stops, "excursion") != nullptr);
}

TEST_CASE("a grid may creep by more than its pitch while frames are close", "[drift]") {
  const auto e = evaluated(creeping_grid(1));
  INFO(described(e));
  CHECK(std::abs(result_of(e, "displacement_px").value - 19) < 0.05);
}
