// SPDX-License-Identifier: Apache-2.0
// Every reason for which dark frames are refused, and every caveat, brought about on purpose.
#include "suite/metrics/dark_noise.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/dark_images.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/provocations.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::test;

namespace {

Evaluation dark_of(std::vector<Frame> frames) {
  return measured(observation_of(std::move(frames)), {}, "dark_noise");
}

Evaluation of_scene(const DarkScene& scene) { return dark_of(dark_frames(scene, 1)); }

/// Every sample of every frame through `change(value, frame, sample)`.
Evaluation changed(const std::function<double(double, std::size_t, std::size_t)>& change,
                   const DarkScene& scene = {}) {
  auto frames = dark_frames(scene, 1);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    auto& samples = std::get<std::vector<std::uint16_t>>(frames[k].samples);
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i] = static_cast<std::uint16_t>(change(samples[i], k, i));
  }
  return dark_of(std::move(frames));
}

Evaluation with_info(const std::function<void(FrameInfo&)>& change) {
  auto frames = dark_frames({}, 1);
  for (Frame& frame : frames) change(frame.info);
  return dark_of(std::move(frames));
}

Evaluation as_float(double factor, double first = 0) {
  auto frames = dark_frames({}, 1);
  for (Frame& frame : frames) {
    std::vector<float> values;
    for (const auto v : std::get<std::vector<std::uint16_t>>(frame.samples))
      values.push_back(static_cast<float>(factor * v));
    if (first != 0) values.front() = static_cast<float>(first);
    frame.info.sample_type = SampleType::f32;
    frame.samples = std::move(values);
  }
  return dark_of(std::move(frames));
}

Evaluation with_exposures(const std::vector<double>& exposures) {
  return measured(dark_exposures({}, exposures, 8, 3, 1), {}, "dark_noise");
}

Evaluation of_one_kind_and_another() {
  auto frames = dark_frames({}, 1);
  frames.push_back(dark_frames({.width = 60, .height = 80}, 1).front());
  return dark_of(std::move(frames));
}

Evaluation sent_twice() {
  auto frames = dark_frames({}, 1);
  frames[7] = frames[6];
  return dark_of(std::move(frames));
}

Evaluation coloured() {
  std::vector<Frame> frames;
  const targets::ExpectedImage even{20, 20, std::vector<double>(400, 100)};
  for (int k = 0; k < 5; ++k) frames.push_back(rgb(even, even, even));
  return dark_of(std::move(frames));
}

/// Light from the left, with its own noise.
Evaluation lit() {
  DarkScene scene{.frames = 16};
  auto frames = dark_frames(scene, 1);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    auto& samples = std::get<std::vector<std::uint16_t>>(frames[k].samples);
    const auto noise = dark_frames({.offset = 1000, .noise = 1}, 100 + k).front();
    const auto& extra = std::get<std::vector<std::uint16_t>>(noise.samples);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double light = 0.25 * static_cast<double>(i % 80);
      const double shot = std::sqrt(light) * (static_cast<double>(extra[i]) - 1000);
      samples[i] = static_cast<std::uint16_t>(std::lround(samples[i] + light + shot));
    }
  }
  return dark_of(std::move(frames));
}

Evaluation with_gain() {
  Observation observation = observation_of(dark_frames({}, 1));
  observation.instrument.detector.gain = Uncertain<ConversionGain>{.value = {0.5}};
  return measured(observation, {}, "dark_noise");
}

std::vector<Provocation> failures() {
  return {
      {"no_frames", [] { return dark_of(std::vector<Frame>{}); }, "no image"},
      {"too_few_frames", [] { return of_scene({.frames = 3}); }, "3 frames"},
      {"too_few_frames", [] { return of_scene({.frames = 1}); }, "1 frames"},
      {"frames_differ", of_one_kind_and_another, "frame 17"},
      {"colour", coloured, "three colours"},
      {"too_small", [] { return of_scene({.width = 63, .height = 1}); }, "63 x 1"},
      {"not_finite", [] { return as_float(1, std::numeric_limits<double>::quiet_NaN()); },
       "1 pixels of frame 1"},
      {"no_scale", [] { return as_float(1 / 4095.0); }, "between 0 and 1"},
      {"repeated_frame", sent_twice, "frames 7 and 8"},
      {"clipped", [] { return of_scene({.offset = 4}); }, "are zero"},
      {"saturated",
       [] {
         return changed(
             [](double v, std::size_t, std::size_t i) { return i % 500 == 0 ? 65535 : v; });
       },
       "full scale"},
      {"light", [] { return of_scene({.offset = 2000, .bits = 12}); }, "too bright"},
      {"light", lit, "brighter in some places"},
      {"offset_moves", [] { return of_scene({.moves = 6}); }, "more than single pixels"},
  };
}

std::vector<Provocation> caveats() {
  return {
      {"few_frames", [] { return of_scene({.frames = 15}); }, "15 frames"},
      {"quantised", [] { return of_scene({.noise = 0.35}); }, "rounding"},
      {"offset_drift", [] { return of_scene({.moves = 1}); }, "means of the frames"},
      {"uneven",
       [] {
         return changed([](double v, std::size_t, std::size_t i) {
           return v + std::floor(static_cast<double>(i % 80) / 13);
         });
       },
       "differs over the sensor"},
      {"gain_uncertainty_unknown", with_gain, "gain"},
      {"floating_point", [] { return as_float(1); }, "computed"},
      {"transfer_encoded",
       [] { return with_info([](FrameInfo& i) { i.transfer = Transfer::encoded; }); },
       "tone curve"},
      {"lossy", [] { return with_info([](FrameInfo& i) { i.lossy = true; }); }, "loss"},
      {"processed", [] { return with_info([](FrameInfo& i) { i.processed = true; }); },
       "processed"},
  };
}

}  // namespace

TEST_CASE("each reason to refuse dark frames has its code, its words and an advice", "[metrics]") {
  for (const Evaluation& evaluation :
       check_failures("dark_noise", failures(), {"dark_noise.two_exposures"})) {
    INFO(described(evaluation));
    CHECK(evaluation.results.empty());
    CHECK(evaluation.failures.size() == 1);
  }
}

TEST_CASE("two exposures give noise, and no dark current", "[metrics]") {
  const Evaluation evaluation = with_exposures({0.1, 1});
  CHECK(has_failure(evaluation, "dark_noise.two_exposures"));
  CHECK(find_result(evaluation, "read_noise_median") != nullptr);
  CHECK(find_result(evaluation, "dark_current") == nullptr);
}

TEST_CASE("each caveat of dark frames has its code, and good ones have none", "[metrics]") {
  check_caveats("dark_noise", caveats());
  const Evaluation clean = of_scene({});
  INFO(described(clean));
  CHECK(clean.failures.empty());
  for (const auto& result : clean.results) CHECK(result.caveats.empty());
}

TEST_CASE("frames of 8 bits that are black are refused, not measured as silent", "[metrics]") {
  std::vector<Frame> frames;
  for (int k = 0; k < 16; ++k) {
    Frame frame;
    frame.info.width = frame.info.height = 32;
    frame.info.sample_type = SampleType::u8;
    frame.info.significant_bits = 8;
    std::vector<std::uint8_t> samples(1024);
    samples[static_cast<std::size_t>(k)] = 1;
    frame.samples = std::move(samples);
    frames.push_back(std::move(frame));
  }
  CHECK(has_failure(dark_of(std::move(frames)), "dark_noise.clipped"));
}

TEST_CASE("where rounding decides, no noise in electrons is stated", "[metrics]") {
  Observation observation = observation_of(dark_frames({.noise = 0.3}, 1));
  observation.instrument.detector.gain =
      Uncertain<ConversionGain>{.value = {0.5}, .standard_uncertainty = ConversionGain{0.01}};
  const Evaluation dark = measured(observation, {}, "dark_noise");
  CHECK(find_result(dark, "read_noise_median") != nullptr);
  CHECK(find_result(dark, "read_noise_median_e") == nullptr);
}

TEST_CASE("a dark frame that comes again later is found", "[dark]") {
  auto frames = dark_frames({.frames = 12}, 1);
  frames[9] = frames[2];
  const auto e = measured(observation_of(std::move(frames)), {}, "dark_noise");
  CHECK(e.results.empty());
  REQUIRE(e.failures.size() == 1);
  CHECK(e.failures[0].code == "dark_noise.repeated_frame");
  CHECK_THAT(e.failures[0].detail, contains_text("frames 3 and 10"));
}
