// SPDX-License-Identifier: Apache-2.0
// Every failure and caveat that is not in the traps, provoked, and its message read.
#include "suite/metrics/camera_noise.hpp"
#include "tests/support/camera_series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr double kFull = (4095 - 100) / 0.5;

CameraSeries twelve_bits() {
  CameraSeries series;
  series.width = series.height = 64;
  series.camera.gain_dn_per_e = 0.5;
  series.camera.read_noise_e = 4;
  series.camera.bits = 12;
  series.exposures_s = exposures_up_to(kFull, series.electrons_per_s, 12);
  return series;
}

Evaluation noise_of(const Observation& series, const OptionTexts& options = {}) {
  return measured(series, options, "camera_noise");
}

Evaluation noise_of(const CameraSeries& series, const OptionTexts& options = {}) {
  return noise_of(observed(series), options);
}

std::string detail_of(const Evaluation& evaluation, const std::string& code) {
  for (const Failure& failure : evaluation.failures)
    if (failure.code == code) return failure.detail + " " + failure.advice;
  for (const MeasurementResult& result : evaluation.results)
    for (const Caveat& caveat : result.caveats)
      if (caveat.code == code) return caveat.detail;
  FAIL("no " << code << " in: " << described(evaluation));
  return "";
}

std::vector<Frame> frames_of(const FrameSequence& sequence) {
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < sequence.size(); ++i) frames.push_back(sequence.read(i));
  return frames;
}

/// Frames that come from a file.
class NamedFrames final : public FrameSequence {
 public:
  NamedFrames(const FrameSequence& frames, std::string path)
      : frames_(frames_of(frames)), path_(std::move(path)) {}
  std::size_t size() const override { return frames_.size(); }
  Frame read(std::size_t index) const override { return frames_.read(index); }
  std::vector<InputFile> inputs() const override { return {{path_, "ab"}}; }

 private:
  MemoryFrames frames_;
  std::string path_;
};

}  // namespace

TEST_CASE("a result names its dark frames among the inputs", "[metrics]") {
  Observation series = observed(twelve_bits());
  series.frames = std::make_unique<NamedFrames>(*series.frames, "light.tif");
  series.dark = std::make_unique<NamedFrames>(*series.dark, "dark.tif");
  CHECK(noise_of(series).inputs == std::vector<InputFile>{{"light.tif", "ab"}, {"dark.tif", "ab"}});
  series.dark = nullptr;
  series.dark_settings.clear();
  CHECK(noise_of(series).inputs == std::vector<InputFile>{{"light.tif", "ab"}});
}

TEST_CASE("no images, one image, single images", "[metrics]") {
  CHECK_THAT(detail_of(noise_of(Observation{}), "camera_noise.no_frames"),
             contains_text("two image files"));
  Observation series = observed(twelve_bits());
  auto frames = frames_of(*series.frames);
  std::vector<Frame> singles;
  std::vector<FrameSetting> settings;
  for (std::size_t i = 0; i < frames.size(); i += 2) {
    singles.push_back(frames[i]);
    settings.push_back(series.settings[i]);
  }
  series.frames = std::make_unique<MemoryFrames>(singles);
  series.settings = settings;
  const Evaluation refused = noise_of(series);
  CHECK(refused.results.empty());
  CHECK_THAT(detail_of(refused, "camera_noise.one_frame"), contains_text("two frames"));
  // One of the levels has lost its partner: the others go on.
  frames.erase(frames.begin() + 5);
  Observation lost = observed(twelve_bits());
  lost.settings.erase(lost.settings.begin() + 5);
  lost.frames = std::make_unique<MemoryFrames>(frames);
  CHECK_THAT(detail_of(noise_of(lost), "camera_noise.frames_left_out"), contains_text("1 level"));
}

TEST_CASE("a size that changes in the middle of the series", "[metrics]") {
  const auto with_smaller = [](bool dark, std::size_t index) {
    Observation series = observed(twelve_bits());
    CameraSeries small = twelve_bits();
    small.width = 32;
    auto frames = frames_of(dark ? *series.dark : *series.frames);
    frames[index] = observed(small).frames->read(index);
    (dark ? series.dark : series.frames) = std::make_unique<MemoryFrames>(frames);
    return series;
  };
  const Evaluation bright = noise_of(with_smaller(false, 9));
  CHECK(bright.results.empty());
  CHECK_THAT(detail_of(bright, "camera_noise.frames_differ"), contains_text("frame 9 or 10"));
  const Evaluation dark = noise_of(with_smaller(true, 4));
  CHECK(dark.results.empty());
  CHECK_THAT(detail_of(dark, "camera_noise.dark_differs"), contains_text("frame 5 or 6"));
}

TEST_CASE("a set for the pattern of another size spares the rest", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.pattern_frames = 16;
  Observation observation = observed(series);
  CameraSeries small = series;
  small.width = 32;
  auto frames = frames_of(*observation.frames);
  frames.back() = observed(small).frames->read(frames.size() - 1);
  observation.frames = std::make_unique<MemoryFrames>(frames);
  const Evaluation camera = noise_of(observation);
  CHECK_THAT(detail_of(camera, "camera_noise.frames_differ"), contains_text("set of 16"));
  CHECK(find_result(camera, "gain") != nullptr);
  CHECK(find_result(camera, "prnu") == nullptr);
}

TEST_CASE("frames in another order than pairs, bright and dark exchanged", "[metrics]") {
  Observation series = observed(twelve_bits());
  const auto frames = frames_of(*series.frames);
  std::vector<Frame> first_then_second;
  for (const std::size_t k : {0U, 1U})
    for (std::size_t i = k; i < frames.size(); i += 2) first_then_second.push_back(frames[i]);
  Observation sweeps;
  sweeps.frames = std::make_unique<MemoryFrames>(first_then_second);
  sweeps.dark = std::move(series.dark);
  const Evaluation swapped = noise_of(sweeps);
  CHECK(swapped.results.empty());
  CHECK_THAT(detail_of(swapped, "camera_noise.pairs_differ"), contains_text("two frames"));

  Observation exchanged = observed(twelve_bits());
  std::swap(exchanged.frames, exchanged.dark);
  const Evaluation refused = noise_of(exchanged);
  CHECK(refused.results.empty());
  CHECK_THAT(detail_of(refused, "camera_noise.dark_brighter"), contains_text("exchanged"));
}

TEST_CASE("no dark frames: a gain, and why no more", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.width = series.height = 200;
  series.dark_frames = 0;
  const Evaluation camera = noise_of(series);
  INFO(described(camera));
  CHECK_THAT(detail_of(camera, "camera_noise.no_dark"), contains_text("--dark"));
  CHECK(has_caveat(camera, "camera_noise.no_dark"));
  const auto& gain = result_of(camera, "gain");
  CHECK(std::abs(gain.value - 0.5) < 4 * gain.standard_uncertainty);
  CHECK(find_result(camera, "read_noise") == nullptr);
  CHECK(find_result(camera, "prnu") == nullptr);
  // The black level is told by the virtual camera's file; without it there is no capacity either.
  CHECK(find_result(camera, "saturation_capacity") != nullptr);
  Observation unsaid = with_values(observed(series), [](Frame& f) { f.info.black_level = {}; });
  CHECK(has_failure(noise_of(unsaid), "camera_noise.no_offset"));
  const Evaluation standard = noise_of(series, {{"method", "camera_noise/emva_r4_ols"}});
  CHECK(standard.results.empty());
  CHECK(has_failure(standard, "camera_noise.no_dark"));
}

TEST_CASE("saturated from the first level, never, or too few levels between", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.electrons_per_s *= 30;
  const Evaluation white = noise_of(series);
  CHECK(white.results.empty());
  CHECK_THAT(detail_of(white, "camera_noise.saturated"), contains_text("less light"));

  CameraSeries dim = twelve_bits();
  dim.electrons_per_s /= 3;
  const Evaluation camera = noise_of(dim);
  CHECK_THAT(detail_of(camera, "camera_noise.saturation_not_reached"), contains_text("more light"));
  CHECK(find_result(camera, "gain") != nullptr);
  CHECK(find_result(camera, "saturation_capacity") == nullptr);
  CHECK(find_result(camera, "dynamic_range") == nullptr);

  CameraSeries few = twelve_bits();
  few.exposures_s = {few.exposures_s[2], few.exposures_s[5], few.exposures_s.back()};
  CHECK_THAT(detail_of(noise_of(few), "camera_noise.few_levels"),
             contains_text("mean_variance_bins"));
}

TEST_CASE("light that is no light of a camera", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.noise = false;
  const Evaluation still = noise_of(series);
  CHECK(still.results.empty());
  CHECK(has_failure(still, "camera_noise.repeated_frame"));
  // The same noise in all pairs, none of it cut off.
  series.exposures_s = exposures_up_to(0.5 * kFull, series.electrons_per_s, 12);
  unsigned number = 0;
  const Evaluation same = noise_of(with_values(observed(series), [&](Frame& f) {
    std::mt19937 generator(number++ % 2);
    for (auto& v : std::get<std::vector<std::uint16_t>>(f.samples))
      v = static_cast<std::uint16_t>(v + generator() % 8);
  }));
  INFO(described(same));
  CHECK(same.results.empty());
  CHECK(has_failure(same, "camera_noise.no_gain"));
  const Evaluation even = noise_of(
      twelve_bits(), {{"method", "camera_noise/mean_variance_bins"}, {"region", "0,0,8,8"}});
  CHECK(has_failure(even, "camera_noise.too_even"));
}

TEST_CASE("files that lost what noise is measured from", "[metrics]") {
  Observation lossy = with_values(observed(twelve_bits()), [](Frame& f) { f.info.lossy = true; });
  CHECK_THAT(detail_of(noise_of(lossy), "camera_noise.lossy"), contains_text("JPEG"));
  Observation encoded =
      with_values(observed(twelve_bits()), [](Frame& f) { f.info.transfer = Transfer::encoded; });
  CHECK(has_caveat(noise_of(encoded), "camera_noise.transfer_encoded"));
  Observation processed =
      with_values(observed(twelve_bits()), [](Frame& f) { f.info.processed = true; });
  CHECK(has_caveat(noise_of(processed), "camera_noise.processed"));
  Observation holes = with_values(observed(twelve_bits()), [](Frame& f) {
    const auto& whole = std::get<std::vector<std::uint16_t>>(f.samples);
    std::vector<float> numbers(whole.begin(), whole.end());
    numbers[7] = std::numeric_limits<float>::quiet_NaN();
    f.info.sample_type = SampleType::f32;
    f.samples = std::move(numbers);
  });
  CHECK_THAT(detail_of(noise_of(holes), "camera_noise.not_finite"), contains_text("no numbers"));
}

TEST_CASE("8 bits and floating-point numbers are measured", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.bits = 8;
  series.camera.gain_dn_per_e = 0.02;
  series.camera.offset_dn = 10;
  series.camera.read_noise_e = 40;
  series.camera.in_camera.eight_bit = true;
  series.width = series.height = 200;
  series.electrons_per_s = 245 / 0.02 / 0.1;
  series.exposures_s = exposures_up_to(245 / 0.02, series.electrons_per_s, 12);
  const Evaluation bytes = noise_of(series);
  INFO(described(bytes));
  CHECK(std::abs(result_of(bytes, "gain").value / 0.02 - 1) < 0.02);
  Observation floats = with_values(observed(twelve_bits()), [](Frame& f) {
    const auto& whole = std::get<std::vector<std::uint16_t>>(f.samples);
    f.samples = std::vector<float>(whole.begin(), whole.end());
    f.info.sample_type = SampleType::f32;
  });
  const Evaluation numbers = noise_of(floats);
  INFO(described(numbers));
  const Evaluation whole = noise_of(twelve_bits());
  CHECK(std::abs(result_of(numbers, "gain").value / result_of(whole, "gain").value - 1) < 1e-9);
  CHECK(std::abs(result_of(numbers, "read_noise").value / result_of(whole, "read_noise").value -
                 1) < 1e-6);
}

TEST_CASE("patterns of few frames, at the wrong level, darks of other exposures", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.prnu = 0.02;
  series.pattern_frames = 4;
  const Evaluation few = noise_of(series);
  CHECK_THAT(detail_of(few, "camera_noise.few_frames"), contains_text("4 frames"));
  series.pattern_exposure_s = 0.97 * kFull / series.electrons_per_s;
  CHECK(has_failure(noise_of(series), "camera_noise.pattern_level"));
  Observation other = observed(twelve_bits());
  for (FrameSetting& setting : other.dark_settings) setting.exposure = *setting.exposure * 0.5;
  CHECK(has_caveat(noise_of(other), "camera_noise.dark_exposure"));
}

TEST_CASE("numbers that are none in the frames of the pattern alone", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.pattern_frames = 4;
  std::size_t frame = 0;
  Observation holes = with_values(observed(series), [&](Frame& f) {
    const auto& whole = std::get<std::vector<std::uint16_t>>(f.samples);
    std::vector<float> numbers(whole.begin(), whole.end());
    if (++frame == 27) numbers[7] = std::numeric_limits<float>::infinity();
    f.info.sample_type = SampleType::f32;
    f.samples = std::move(numbers);
  });
  const Evaluation camera = noise_of(holes);
  CHECK(has_failure(camera, "camera_noise.not_finite"));
  CHECK(find_result(camera, "gain") != nullptr);
  CHECK(find_result(camera, "prnu") == nullptr);
  CHECK(find_result(camera, "dsnu") == nullptr);
}

TEST_CASE("regions, planes and options that are none", "[metrics]") {
  CHECK(has_failure(noise_of(twelve_bits(), {{"region", "50,50,50,50"}}),
                    "camera_noise.region_outside"));
  CHECK(has_failure(noise_of(twelve_bits(), {{"region", "0,0,3,50"}}), "camera_noise.too_small"));
  CHECK(has_failure(noise_of(twelve_bits(), {{"plane", "red"}}), "camera_noise.no_such_plane"));
  const auto* metric = metrics::find_metric("camera_noise");
  for (const OptionTexts& wrong :
       {OptionTexts{{"method", "camera_noise/emva"}}, OptionTexts{{"excess_noise", "0.5"}}}) {
    const auto refused = metric->evaluate(Observation{}, wrong);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "options.value");
  }
}

TEST_CASE("levels of a lamp under one exposure are no pattern of one light", "[metrics]") {
  // Nobody says that the lamp was changed: the frames are one set by their exposure.
  CameraSeries series = twelve_bits();
  series.width = series.height = 128;
  series.camera.prnu = 0.01;
  Observation told = observed(series);
  const double truth = result_of(noise_of(told), "prnu").value;
  Observation one_exposure = observed(series);
  for (FrameSetting& setting : one_exposure.settings) setting.exposure = s(0.1);
  for (FrameSetting& setting : one_exposure.dark_settings) setting.exposure = s(0.1);
  const Evaluation camera = noise_of(one_exposure);
  INFO(described(camera));
  const auto& prnu = result_of(camera, "prnu");
  CHECK(std::abs(prnu.value - truth) < 3 * prnu.standard_uncertainty);

  // Sixteen frames in which the lamp was changed are refused.
  Observation changed = observed(series);
  auto frames = frames_of(*changed.frames);
  for (std::size_t k = 0; k < 16; ++k) {
    frames.push_back(frames[8 + k % 8]);
    FrameSetting setting;
    setting.exposure = s(0.0123);
    changed.settings.push_back(setting);
  }
  changed.frames = std::make_unique<MemoryFrames>(frames);
  CHECK_THAT(detail_of(noise_of(changed), "camera_noise.pattern_level"),
             contains_text("not of one light"));
}

TEST_CASE("exposures that belong to other frames are seen", "[metrics]") {
  Observation series = observed(twelve_bits());
  std::reverse(series.settings.begin(), series.settings.end());
  CHECK_THAT(detail_of(noise_of(series), "camera_noise.falling_signal"), contains_text("order"));
}

TEST_CASE("one frame twice is no pair", "[metrics]") {
  Observation series = observed(twelve_bits());
  auto frames = frames_of(*series.frames);
  frames[11] = frames[10];
  series.frames = std::make_unique<MemoryFrames>(frames);
  CHECK_THAT(detail_of(noise_of(series), "camera_noise.repeated_frame"),
             contains_text("1 of 12 pairs"));
}

TEST_CASE("a stated offset above all light is refused", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.dark_frames = 0;
  Observation observation = observed(series);
  observation.offset = dn(60'000);
  CHECK_THAT(detail_of(noise_of(observation), "camera_noise.dark_brighter"),
             contains_text("60000 DN"));
}
