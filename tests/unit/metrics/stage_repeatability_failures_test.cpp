// SPDX-License-Identifier: Apache-2.0
// Every reason for which a test of a stage is refused, and every caveat, brought about on purpose.
#include "suite/metrics/stage_repeatability.hpp"
#include "targets/exact/line_grid.hpp"
#include "targets/exact/texture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/provocations.hpp"
#include "tests/support/stage_images.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <string>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr const char* kMetric = "stage_repeatability";

const std::vector<double> kErrors{0.6, -0.4, -0.7, 0.5, 0.2, -0.1, -0.3, 0.4, 0.1, 0.3};

StageScene good() {
  return {.stops = away_and_back({.each = 5, .errors_x = kErrors, .errors_y = kErrors}),
          .size = 64};
}

Evaluation evaluated(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, kMetric);
}

Evaluation with(const std::function<void(StageScene&)>& change, const OptionTexts& options = {}) {
  StageScene scene = good();
  change(scene);
  return evaluated(stage_observation(scene), options);
}

Evaluation with_extra(const std::function<void(Observation&)>& extra,
                      const OptionTexts& options = {}) {
  Observation observation = stage_observation(good());
  extra(observation);
  return evaluated(observation, options);
}

Evaluation with_frames(const std::function<void(std::vector<Frame>&)>& change) {
  return with_extra([&](Observation& o) { change_frames(o, change); });
}

targets::ExpectedImage even(double level, int size = 64) { return even_light(level, size); }

/// A grid of lines that comes back a whole pitch and some away.
Evaluation grid_returns(double scatter_px) {
  std::vector<Frame> frames;
  for (int i = 0; i < 12; ++i) {
    targets::LineGrid grid;
    grid.width = grid.height = 96;
    grid.pitch = px(14);
    grid.two_directions = true;
    grid.offset = px(scatter_px * (i % 4));
    frames.push_back(
        exposed(render(grid, targets::gaussian_otf(1.5)), static_cast<std::uint64_t>(i)));
  }
  return evaluated(observation_of(std::move(frames)));
}

/// Lines in one direction whose distances are irregular: along them nothing is known.
Evaluation lines_returns() {
  std::vector<Frame> frames;
  for (int i = 0; i < 12; ++i) {
    auto image = even(2000, 96);
    for (std::size_t k = 0; k < image.electrons.size(); ++k) {
      const double x = static_cast<double>(k % 96) + 0.7 * (i % 4);
      image.electrons[k] *=
          1 + 0.1 * std::sin(0.9 * x) + 0.1 * std::sin(0.53 * x + 1) + 0.1 * std::sin(1.37 * x + 2);
    }
    frames.push_back(exposed(image, static_cast<std::uint64_t>(i)));
  }
  return evaluated(observation_of(std::move(frames)));
}

/// Dust of the camera in front of a slide that moves by many pixels.
Evaluation dusty_returns() {
  StageScene scene = good();
  scene.size = 160;
  for (auto& stop : scene.stops) {
    stop.at_x_px *= 12;
    stop.at_y_px *= 12;
  }
  Observation observation = stage_observation(scene);
  targets::Texture texture;
  texture.width = texture.height = scene.size;
  texture.mean = electrons(1000);
  texture.layers = {{scene.contrast, px(2.2)}};
  texture.seed = 777;
  const auto dust = targets::render(texture).electrons;
  change_frames(observation, [&](std::vector<Frame>& frames) {
    for (Frame& frame : frames) {
      auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
      for (std::size_t k = 0; k < samples.size(); ++k)
        samples[k] = static_cast<std::uint16_t>(samples[k] * std::pow(dust[k] / 1000, 1.3));
    }
  });
  return evaluated(observation);
}

std::vector<Provocation> failures() {
  const OptionTexts iso{{"method", "stage_repeatability/iso230_2"}};
  std::vector<Provocation> all{
      {"no_frames", [] { return evaluated(Observation{}); }, "no image"},
      {"few_visits", [] { return with([](StageScene& s) { s.stops.resize(2); }); }, "2 frames"},
      {"few_visits", [] { return with([](StageScene& s) { s.stops.resize(7); }); }, "too few"},
      {"settings_incomplete",
       [] { return with_extra([](Observation& o) { o.settings[3].x.reset(); }); }, "not"},
      {"settings_incomplete",
       [] { return with_extra([](Observation& o) { o.settings.pop_back(); }); }, "not"},
      {"not_in_order", [] { return with_extra([](Observation& o) { o.settings[4].time = s(1); }); },
       "frame 5"},
      {"no_time",
       [] {
         return with_extra([](Observation& o) {
           for (auto& setting : o.settings) setting.time = s(7);
         });
       },
       "no time"},
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
             if (s.stops[i].slide > 0) s.stops[i].slide = static_cast<int>(i) + 1;
         });
       },
       "share no texture"},
      {"ambiguous", [] { return grid_returns(3); }, "repeats every"},
      {"ambiguous", lines_returns, "parallel lines"},
      {"below_localisation",
       [] {
         return with([](StageScene& s) {
           s.stops = away_and_back({.each = 5});
           s.level = 300;
           s.contrast = 0.1;
         });
       },
       "not more than"},
      {"one_sided", [iso] { return with([](StageScene& s) { s.commanded = false; }, iso); },
       "either side"},
  };
  const auto unreadable = unreadable_series(with_extra);
  all.insert(all.end(), unreadable.begin(), unreadable.end());
  return all;
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
      {"time_unknown", [] { return with([](StageScene& s) { s.timed = false; }); }, "intervals"},
      {"approach_unknown",
       [] {
         return with([](StageScene& s) {
           s.commanded = false;
           std::erase_if(s.stops, [](const StageStop& stop) { return stop.slide == 0; });
         });
       },
       "sides"},
      {"axes_assumed", [] { return evaluated(stage_observation(good())); }, "overlap"},
      {"axis_not_moved",
       [] {
         return with([](StageScene& s) {
           for (auto& stop : s.stops) stop.y_um = 0;
         });
       },
       "along y"},
      {"few_approaches",
       [] {
         return with([](StageScene& s) {
           s.stops = away_and_back({.each = 4, .errors_x = kErrors, .errors_y = kErrors});
         });
       },
       "4 times"},
      {"visits_left_out", [] { return with([](StageScene& s) { s.stops[4].slide = 9; }); },
       "1 visits"},
      {"visits_left_out", [] { return with([](StageScene& s) { s.stops[4].at_x_px = 34; }); },
       "half of the field"},
      {"still_pattern", dusty_returns, "stays where it was"},
      {"outlier",
       [] {
         return with([](StageScene& s) {
           s.stops[6].at_x_px = 11;
           s.stops[6].at_y_px = 11;
         });
       },
       "far"},
      {"drift_dominates",
       [] {
         return with([](StageScene& s) {
           s.stops = away_and_back(
               {.each = 5, .errors_x = kErrors, .errors_y = kErrors, .drift_px_per_s = 0.05});
         });
       },
       "crept"},
      {"drift_not_steady",
       [] {
         return with([](StageScene& s) {
           for (auto& stop : s.stops) stop.at_x_px += 8 * (1 - std::exp(-stop.time_s / 40));
         });
       },
       "changed"},
      {"near_localisation",
       [] {
         return with([](StageScene& s) {
           s.stops = away_and_back({.each = 5,
                                    .errors_x = {0.05, -0.03, -0.05, 0.03, 0.04, -0.04},
                                    .errors_y = {0.05, -0.03, -0.05, 0.03, 0.04, -0.04}});
           s.level = 300;
           s.contrast = 0.1;
         });
       },
       "registration alone"},
      {"repeated_frame", [] { return with_frames([](auto& frames) { frames[4] = frames[2]; }); },
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

}  // namespace

TEST_CASE("every failure of a test of a stage can be provoked", "[stage]") {
  check_failures(kMetric, failures());
}

TEST_CASE("every caveat of a test of a stage can be provoked", "[stage]") {
  check_caveats(kMetric, caveats());
}

TEST_CASE("wrong options of a test of a stage are refused", "[stage]") {
  const auto refused = metrics::stage_repeatability_metric().evaluate(
      stage_observation(good()), {{"method", "stage_repeatability/none"}});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "options.value");
}

TEST_CASE("returns of a grid by less than a quarter of its pitch are no riddle", "[stage]") {
  const auto e = grid_returns(0.5);
  INFO(described(e));
  CHECK(find_result(e, "repeatability_x_px") != nullptr);
}
