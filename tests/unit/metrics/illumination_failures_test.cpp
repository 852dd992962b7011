// SPDX-License-Identifier: Apache-2.0
// Every reason for which a series is refused, every caveat, and what may be compared with what.
#include "suite/grading/comparison.hpp"
#include "suite/metrics/illumination_stability.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/lamp_series.hpp"
#include "tests/support/provocations.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;

namespace {

const std::string kMetric = "illumination_stability";

Evaluation lamp_of(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, kMetric);
}

Evaluation of_lamp(const LampModel& lamp, const OptionTexts& options = {}) {
  return lamp_of(metered(light_of(lamp, 1), lamp.interval_s), options);
}

/// 60 readings of a good lamp, changed.
Evaluation changed(const std::function<void(PowerSeries&)>& change) {
  Observation observation = metered(light_of({.readings = 60, .noise = 0.002}, 1), 1);
  change(*observation.power);
  return lamp_of(observation);
}

Observation good_images() {
  return imaged(light_of({.readings = 30, .noise = 0.01}, 1), 1, 32, 5000, 1);
}

Evaluation changed_images(const std::function<void(Observation&)>& change,
                          const OptionTexts& options = {}) {
  Observation observation = good_images();
  change(observation);
  return lamp_of(observation, options);
}

/// The images with `change` applied to each.
std::unique_ptr<FrameSequence> each(const FrameSequence& frames,
                                    const std::function<void(Frame&, std::size_t)>& change) {
  std::vector<Frame> all;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    all.push_back(frames.read(k));
    change(all.back(), k);
  }
  return std::make_unique<MemoryFrames>(std::move(all));
}

Evaluation with_info(const std::function<void(FrameInfo&)>& change) {
  return changed_images([&](Observation& o) {
    o.frames = each(*o.frames, [&](Frame& frame, std::size_t) { change(frame.info); });
  });
}

Evaluation saturated() {
  return changed_images([](Observation& o) {
    o.frames = each(*o.frames, [](Frame& frame, std::size_t k) {
      auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
      if (k == 4) samples[0] = samples[9] = 65535;
    });
  });
}

Evaluation not_numbers() {
  return changed_images([](Observation& o) {
    o.frames = each(*o.frames, [](Frame& frame, std::size_t) {
      std::vector<float> values(32 * 32, 5);
      values[7] = std::numeric_limits<float>::quiet_NaN();
      frame.samples = std::move(values);
      frame.info.sample_type = SampleType::f32;
    });
  });
}

Evaluation of_two_sizes() {
  return changed_images([](Observation& o) {
    o.frames = each(*o.frames, [](Frame& frame, std::size_t k) {
      if (k == 9) frame = exposed({16, 16, std::vector<double>(256, 100)}, 1);
    });
  });
}

/// Of a steady lamp half of all series scatter by less than the noise of the camera expects.
Evaluation steadier_than_the_camera() {
  const auto light = light_of({.readings = 30, .noise = 1e-7}, 1);
  Evaluation lamp;
  for (std::uint64_t seed = 1; seed < 20 && lamp.failures.empty(); ++seed)
    lamp = lamp_of(imaged(light, 1, 8, 50, seed));
  return lamp;
}

Evaluation at_few_set_points() {
  return lamp_of(stepped({0.1, 0.3, 0.5, 0.7, 0.9}, [](double x) { return x; }));
}

std::vector<Provocation> failures() {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  return {
      {"no_readings", [] { return lamp_of(Observation{}); }, "nothing"},
      {"too_few_readings", [] { return of_lamp({.readings = 4, .noise = 0.01}); }, "4 readings"},
      {"too_few_readings", at_few_set_points, "set points"},
      {"no_times",
       [] {
         return changed([](PowerSeries& p) {
           for (auto& reading : p.readings) reading.time = s(0);
         });
       },
       "when"},
      {"no_times", [] { return changed_images([](Observation& o) { o.settings.clear(); }); },
       "when"},
      {"times_disordered",
       [] { return changed([](PowerSeries& p) { std::swap(p.readings[6], p.readings[7]); }); },
       "reading 8"},
      {"not_finite", [] { return changed([](PowerSeries& p) { p.readings[2].value = kNaN; }); },
       "reading 3"},
      {"not_finite", not_numbers, "1 pixels of image 1"},
      {"no_light",
       [] {
         return changed([](PowerSeries& p) {
           for (auto& reading : p.readings) reading.value = -reading.value;
         });
       },
       "above zero"},
      {"not_finite", [] { return changed([](PowerSeries& p) { p.readings[5].value = 1e308; }); },
       "reading 6 is not a number"},
      {"negative", [] { return changed([](PowerSeries& p) { p.readings[7].value *= -1; }); },
       "reading 8 is below zero"},
      {"frozen",
       [] {
         return changed([](PowerSeries& p) {
           for (auto& reading : p.readings) reading.value = 3;
         });
       },
       "the same"},
      {"below_noise", steadier_than_the_camera, "steadier than"},
      {"frames_differ", of_two_sizes, "image 10"},
      {"exposure_changes",
       [] { return changed_images([](Observation& o) { o.settings[5].exposure = ms(21); }); },
       "image 6"},
      {"region_outside",
       [] {
         return lamp_of(good_images(), {{"region", "20,20,13,4"}});
       },
       "20,20,13,4"},
      {"saturated", saturated, "image 5"},
      {"other_series",
       [] {
         return of_lamp({.readings = 300, .interval_s = 2, .noise = 0.01},
                        {{"method", kMetric + "/short"}});
       },
       "300 readings 2 s apart"},
  };
}

std::vector<Provocation> caveats() {
  const LampModel good{.readings = 60, .noise = 0.002};
  return {
      {"few_readings", [] { return of_lamp({.readings = 23, .noise = 0.01}); }, "23 readings"},
      {"irregular",
       [] {
         return changed([](PowerSeries& p) {
           for (std::size_t k = 0; k < p.readings.size(); k += 2)
             p.readings[k].time = p.readings[k].time + s(0.12);
         });
       },
       "intervals"},
      {"gap",
       [] {
         return changed([](PowerSeries& p) {
           p.readings.erase(p.readings.begin() + 20, p.readings.begin() + 22);
         });
       },
       "1 places"},
      {"integration_unknown",
       [] {
         return changed([](PowerSeries& p) {
           for (auto& reading : p.readings) reading.integration.reset();
         });
       },
       "averaged"},
      {"coarse_steps",
       [] {
         return changed([](PowerSeries& p) {
           for (auto& reading : p.readings) reading.value = std::round(reading.value / 0.02) * 0.02;
         });
       },
       "different values"},
      {"outlier", [] { return changed([](PowerSeries& p) { p.readings[20].value *= 1.1; }); },
       "1 of "},
      {"repeated_reading",
       [] {
         return changed([](PowerSeries& p) {
           for (std::size_t k = 10; k < 22; ++k) p.readings[k].value = p.readings[10].value;
         });
       },
       "12 times"},
      {"slow_noise",
       [] { return of_lamp({.readings = 300, .noise = 0.001, .slow = 0.002, .memory = 20}); },
       "too few"},
      {"wandering", [] { return of_lamp({.readings = 240, .walk = 0.001}); }, "wanders"},
      {"periodic",
       [good] {
         auto light = light_of(good, 1);
         for (std::size_t k = 0; k < light.size(); ++k)
           light[k] += 0.01 * std::sin(2 * std::numbers::pi * static_cast<double>(k) / 3.1);
         return lamp_of(metered(light, 1));
       },
       "period of 3."},
      {"not_settled", [] { return of_lamp({.readings = 300, .noise = 1e-3, .drift = 2}); },
       "still changing"},
      {"no_dark", [] { return with_info([](FrameInfo& i) { i.black_level.reset(); }); },
       "without light"},
      {"transfer_unknown",
       [] { return with_info([](FrameInfo& i) { i.transfer = Transfer::unknown; }); },
       "proportional"},
      {"transfer_encoded",
       [] { return with_info([](FrameInfo& i) { i.transfer = Transfer::encoded; }); },
       "tone curve"},
      {"lossy", [] { return with_info([](FrameInfo& i) { i.lossy = true; }); }, "loss"},
      {"processed", [] { return with_info([](FrameInfo& i) { i.processed = true; }); },
       "automatic gain"},
  };
}

std::vector<grading::GradedInput> run_of(const Evaluation& evaluation) {
  grading::GradedInput input;
  input.metric = evaluation.metric;
  input.method = evaluation.method;
  input.method_version = evaluation.method_version;
  input.results = evaluation.results;
  return {input};
}

/// How often cv or S of the two were set against each other.
std::size_t compared(const Evaluation& first, const Evaluation& second,
                     const std::string& measurand) {
  std::size_t n = 0;
  for (const auto& row : grading::compare(run_of(first), run_of(second)))
    n += row.measurand == measurand && row.difference ? 1U : 0U;
  return n;
}

}  // namespace

TEST_CASE("each reason to refuse a series of light has its code, its words and an advice",
          "[metrics]") {
  for (const Evaluation& evaluation : check_failures(kMetric, failures())) {
    INFO(described(evaluation));
    CHECK(find_result(evaluation, "cv") == nullptr);
    CHECK(evaluation.failures.size() == 1);
  }
}

TEST_CASE("each caveat of a series of light has its code, and a good one has none", "[metrics]") {
  check_caveats(kMetric, caveats());
  for (const Evaluation& clean :
       {of_lamp({.readings = 300, .noise = 0.002}), lamp_of(good_images())}) {
    INFO(described(clean));
    CHECK(clean.failures.empty());
    for (const auto& result : clean.results) CHECK(result.caveats.empty());
  }
}

TEST_CASE("who knows the interval may say it", "[metrics]") {
  Observation observation = good_images();
  observation.settings.clear();
  const Evaluation lamp = lamp_of(observation, {{"interval", "2 s"}});
  REQUIRE(find_result(lamp, "cv") != nullptr);
  CHECK(find_result(lamp, "cv")->subject.at("interval") == "2 s");
  CHECK(find_result(lamp, "cv")->subject.at("integration") == "unknown");
}

// A meter that is read every 2 s, or for longer, is another measurand.
TEST_CASE("series of unlike kind are never set against each other", "[metrics]") {
  const auto of = [](std::size_t readings, double interval) {
    return of_lamp({.readings = readings, .interval_s = interval, .noise = 0.002});
  };
  const Evaluation brief = of(300, 1);
  CHECK(compared(brief, of(300, 1), "cv") == 1);
  CHECK(compared(brief, of(299, 1.02), "cv") == 1);  // within the kind
  CHECK(compared(brief, of(240, 30), "cv") == 0);
  CHECK(compared(brief, of(600, 1), "cv") == 0);
  CHECK(compared(of(600, 1), of(600, 1), "cv") == 1);
  CHECK(compared(of(600, 1), of(500, 1), "cv") == 0);
  CHECK(compared(of(600, 1), of(600, 2), "cv") == 0);
  Observation slower = metered(light_of({.readings = 600, .noise = 0.002}, 1), 1);
  for (auto& reading : slower.power->readings) reading.integration = ms(500);
  CHECK(compared(of(600, 1), lamp_of(slower), "cv") == 0);
  // S is a statistic: not even with its own kind, as no uncertainty is claimed; and by its name,
  // its method and its subject it is another thing for any other series.
  CHECK(compared(brief, of(300, 1), "stability_short") == 0);
  CHECK(brief.method != of(240, 30).method);
  CHECK(find_result(of(240, 30), "stability_short") == nullptr);
  CHECK(find_result(of(600, 1), "stability_short") == nullptr);
}

TEST_CASE("methods, intervals and shares that make no sense are refused by name", "[metrics]") {
  const auto refused = [](const OptionTexts& options) {
    const auto evaluation = metrics::illumination_stability_metric().evaluate({}, options);
    REQUIRE_FALSE(evaluation.has_value());
    return evaluation.error().detail;
  };
  CHECK_THAT(refused({{"method", kMetric + "/medium"}}), contains_text("/medium"));
  CHECK_THAT(refused({{"interval", "0 s"}}), contains_text("interval"));
  CHECK_THAT(refused({{"settled", "0"}}), contains_text("settled"));
}
