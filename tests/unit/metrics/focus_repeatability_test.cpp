// SPDX-License-Identifier: Apache-2.0
// Runs through focus of a texture whose true focus is known, and every failure on purpose.
#include "suite/metrics/focus_repeatability.hpp"

#include "suite/metrics/focus_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/provocations.hpp"
#include "tests/support/stage_images.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr const char* kMetric = "focus_repeatability";

// Up: 0.3 rms about 0.5; down: 0.2 rms about -0.5.
const std::vector<double> kOffsets{0.8, -0.3, 0.2, -0.7, 0.2, -0.7, 0.8, -0.3};

Evaluation evaluated(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, kMetric);
}

Evaluation with(const std::function<void(FocusScene&)>& change) {
  FocusScene scene{.offset_um = kOffsets};
  change(scene);
  return evaluated(focus_observation(scene));
}

Evaluation with_extra(const std::function<void(Observation&)>& extra,
                      const OptionTexts& options = {}) {
  Observation observation = focus_observation({.offset_um = kOffsets});
  extra(observation);
  return evaluated(observation, options);
}

Evaluation with_frames(const std::function<void(std::vector<Frame>&)>& change) {
  return with_extra([&](Observation& o) { change_frames(o, change); });
}

targets::ExpectedImage even(double level, int size = 64) { return even_light(level, size); }

std::vector<Provocation> failures() {
  std::vector<Provocation> all{
      {"no_frames", [] { return evaluated(Observation{}); }, "no image"},
      {"no_z", [] { return with_extra([](Observation& o) { o.settings.clear(); }); },
       "where the focus was sent"},
      {"settings_incomplete",
       [] { return with_extra([](Observation& o) { o.settings[5].z.reset(); }); }, "of others not"},
      {"not_in_order", [] { return with_extra([](Observation& o) { o.settings[5].time = s(1); }); },
       "frame 6"},
      {"no_time",
       [] {
         return with_extra([](Observation& o) {
           for (auto& setting : o.settings) setting.time = s(3);
         });
       },
       "no time passes"},
      {"few_runs", [] { return with([](FocusScene& s) { s.offset_um.resize(1); }); }, "too few"},
      {"few_runs", [] { return with([](FocusScene& s) { s.offset_um.resize(4); }); }, "too few"},
      {"few_runs", [] { return with([](FocusScene& s) { s.planes = 3; }); }, "too few"},
      {"few_planes",
       [] {
         return with([](FocusScene& s) {
           s.step_um = 4;
           s.planes = 7;
         });
       },
       "fewer than five planes"},
      {"no_texture",
       [] {
         return with_frames([](auto& frames) {
           for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = exposed(even(500), i);
         });
       },
       "noise"},
      {"focus_outside", [] { return with([](FocusScene& s) { s.centre_um = 4.5; }); }, "at an end"},
      {"no_peak",
       [] {
         return with([](FocusScene& s) {
           s.step_um = 0.01;
           s.noise = false;
           s.offset_um.assign(8, 0.0);
         });
       },
       "hardly changes"},
      {"below_localisation",
       [] {
         return with([](FocusScene& s) {
           s.offset_um.assign(12, 0.0);
           s.level = 300;
         });
       },
       "not more than"},
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
  const auto drifting = [](double per_run, double bend) {
    return with([&](FocusScene& s) {
      s.offset_um.resize(12);
      for (std::size_t i = 0; i < 12; ++i)
        s.offset_um[i] = 0.05 * static_cast<double>(i % 3) + per_run * static_cast<double>(i) +
                         bend * (1 - std::exp(-static_cast<double>(i) / 2));
    });
  };
  return {
      {"time_unknown", [] { return with([](FocusScene& s) { s.timed = false; }); }, "intervals"},
      {"one_direction", [] { return with([](FocusScene& s) { s.alternating = false; }); },
       "same way"},
      {"few_runs_used", [] { return with([](FocusScene&) {}); }, "roughly"},
      {"runs_left_out",
       [] {
         return with_frames([](auto& frames) {
           for (std::size_t i = 17; i < 34; ++i) frames[i] = exposed(even(500), i);
         });
       },
       "left out"},
      {"drift_dominates", [drifting] { return drifting(0.15, 0); }, "crept"},
      {"drift_not_steady", [drifting] { return drifting(0, 2); }, "changed"},
      {"near_localisation",
       [] {
         // As far off as the noise alone would have it.
         const auto dim = with([](FocusScene& s) { s.level = 300; });
         const double noise = result_of(dim, "localisation_z").value;
         return with([&](FocusScene& s) {
           s.level = 300;
           s.offset_um.clear();
           for (const double sign : {1, 1, -1, -1, -1, -1, 1, 1})
             s.offset_um.push_back(0.7 * noise * sign);
         });
       },
       "from nothing"},
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

}  // namespace

TEST_CASE("scatter and backlash of a known focus come out", "[focus]") {
  FocusScene scene{.offset_um = kOffsets};
  scene.noise = false;
  const auto e = evaluated(focus_observation(scene));
  INFO(described(e));
  CHECK_THAT(result_of(e, "backlash_z").value, WithinAbs(1, 0.002));
  const double within = (4 * 0.09 + 4 * 0.04) / 5;
  CHECK_THAT(result_of(e, "repeatability_z").value,
             WithinRel(std::sqrt((5 * within + 2) / 6), 0.05));
  CHECK_THAT(result_of(e, "repeatability_z", {{"approach", "+z"}}).value,
             WithinRel(std::sqrt(4 * 0.09 / 2.5), 0.1));
}

TEST_CASE("a run is cut where z turns, and further frames of that place are in none", "[focus]") {
  using Runs = std::vector<std::vector<std::size_t>>;
  const auto cut = [](const std::vector<double>& z) {
    Runs frames;
    for (const auto& run : metrics::focus_runs(z)) frames.push_back(run.frames);
    return frames;
  };
  CHECK(cut({0, 1, 2, 1, 0}) == Runs{{0, 1, 2}, {3, 4}});
  CHECK(cut({0, 1, 2, 2, 1, 0}) == Runs{{0, 1, 2}, {4, 5}});
  CHECK(cut({0, 0, 1, 1, 1, 1, 0, 0}) == Runs{{0, 1, 2, 3}, {6, 7}});
  CHECK(cut({0, 0, 1, 1, 0, 0}) == Runs{{0, 1, 2, 3}, {4, 5}});
  CHECK(cut({0, 1, 2, 0, 1, 2}) == Runs{{0, 1, 2}, {3, 4, 5}});
  CHECK(cut({1, 1}) == Runs{{0, 1}});
}

TEST_CASE("focus that drifts is told from focus that scatters", "[focus]") {
  FocusScene scene;
  for (int i = 0; i < 12; ++i) scene.offset_um.push_back(0.1 * i + 0.05 * (i % 3) - 0.6);
  const auto e = evaluated(focus_observation(scene));
  INFO(described(e));
  const auto& drift = result_of(e, "drift_z");
  CHECK_THAT(drift.value, WithinAbs(1.1, 0.1));
  CHECK(result_of(e, "repeatability_z").value < 0.1);
  CHECK(result_of(e, "repeatability_with_drift_z").value > 0.3);
  CHECK_THAT(result_of(e, "depth_of_focus").value, WithinAbs(2.5, 1));
}

TEST_CASE("stacks that say their planes and step need no places", "[focus]") {
  FocusScene scene{.offset_um = {0.3, -0.2, 0.1, 0.4, -0.3, 0.0}};
  scene.alternating = false;
  Observation observation = focus_observation(scene);
  observation.settings.clear();
  for (int run = 0; run < 6; ++run)
    for (int z = 0; z < 17; ++z) observation.places.push_back({z, 0, run});
  observation.references.axial_step = Uncertain<AxialStep>{.value = AxialStep{um(0.5)}};
  const auto e = evaluated(observation);
  INFO(described(e));
  CHECK_THAT(result_of(e, "repeatability_z").value, WithinAbs(0.29, 0.06));
  CHECK(find_result(e, "backlash_z") == nullptr);
}

// Many draws: `etalon selftest --coverage focus_repeatability`.
TEST_CASE("intervals of six runs hold the truth", "[focus]") {
  constexpr int kDraws = 12;
  constexpr int kRuns = 6;
  int scatter = 0;
  int backlash = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    std::mt19937_64 generator(static_cast<std::uint64_t>(draw));
    std::normal_distribution<double> normal(0, 0.3);
    FocusScene scene;
    for (int i = 0; i < kRuns; ++i)
      scene.offset_um.push_back(normal(generator) + (i % 2 == 0 ? 0.2 : -0.2));
    const auto e = evaluated(focus_observation(scene, static_cast<std::uint64_t>(draw)));
    const double truth = std::sqrt(0.09 + kRuns / 4.0 * 0.16 / (kRuns - 2));
    const auto& r = result_of(e, "repeatability_z");
    const auto& b = result_of(e, "backlash_z");
    scatter += r.interval.lower <= truth && truth <= r.interval.upper;
    backlash += b.interval.lower <= 0.4 && 0.4 <= b.interval.upper;
  }
  INFO(scatter << ", " << backlash);
  CHECK(scatter >= 9);  // fewer have a chance of 0.2 %
  CHECK(backlash >= 9);
}

TEST_CASE("every failure of a test of a focus drive can be provoked", "[focus]") {
  check_failures(kMetric, failures());
}

TEST_CASE("every caveat of a test of a focus drive can be provoked", "[focus]") {
  check_caveats(kMetric, caveats());
}
