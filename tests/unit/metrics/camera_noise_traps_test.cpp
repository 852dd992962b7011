// SPDX-License-Identifier: Apache-2.0
// Where the naive computation gets cameras wrong: it is done here, and it is wrong.
#include "suite/imaging/pair_statistics.hpp"
#include "suite/metrics/camera_noise.hpp"
#include "tests/support/camera_series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kGain = 0.5;
constexpr double kRead = 4;
constexpr double kFull = (4095 - 100) / kGain;

CameraSeries twelve_bits() {
  CameraSeries series;
  series.width = series.height = 200;
  series.camera.gain_dn_per_e = kGain;
  series.camera.read_noise_e = kRead;
  series.camera.bits = 12;
  series.exposures_s = exposures_up_to(kFull, series.electrons_per_s, 14);
  return series;
}

Evaluation noise_of(const Observation& series, const std::string& method = "emva_r4_wls") {
  return measured(series, {{"method", "camera_noise/" + method}}, "camera_noise");
}

bool holds(const MeasurementResult& result, double truth) {
  return result.interval.lower <= truth && truth <= result.interval.upper;
}

double gain_of(const Evaluation& evaluation) { return result_of(evaluation, "gain").value; }

imaging::PairStatistics pair_at(const FrameSequence& frames, std::size_t first) {
  const Frame a = frames.read(first);
  return imaging::pair_statistics(a, frames.read(first + 1), 0,
                                  {0, 0, a.info.width, a.info.height});
}

/// Variance of the difference, or of one frame, less the dark one, over the signal; half-way up.
double naive_gain(const Observation& series, bool one_frame) {
  const Frame bright = series.frames->read(12);
  const Frame dark = series.dark->read(12);
  const imaging::PlaneWindow all{0, 0, bright.info.width, bright.info.height};
  const auto variance = [&](const FrameSequence& frames) {
    if (!one_frame) return pair_at(frames, 12).variance();
    const Frame frame = frames.read(12);
    return imaging::pair_statistics(frame, frame, 0, all).mean_image_variance();
  };
  const double signal = pair_at(*series.frames, 12).mean() - pair_at(*series.dark, 12).mean();
  return (variance(*series.frames) - variance(*series.dark)) / signal;
}

std::vector<std::uint16_t>& samples_of(Frame& frame) {
  return std::get<std::vector<std::uint16_t>>(frame.samples);
}

/// Adds noise of this variance at the recorded signal to the bright frames.
template <class Variance>
Observation with_noise(Observation series, const Variance& variance) {
  std::mt19937 generator(5);
  std::normal_distribution<double> unit(0, 1);
  Observation noisy = with_values(series, [&](Frame& frame) {
    for (std::uint16_t& v : samples_of(frame)) {
      const double noise = std::sqrt(variance(std::max(0.0, v - 100.0))) * unit(generator);
      v = static_cast<std::uint16_t>(std::clamp(std::round(v + noise), 0.0, 4095.0));
    }
  });
  noisy.dark = std::move(series.dark);
  return noisy;
}

}  // namespace

TEST_CASE("trap: the variance of one frame is pattern as well as noise", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.prnu = 0.01;
  const Observation frames = observed(series);
  CHECK(naive_gain(frames, true) > 1.3 * kGain);
  CHECK_THAT(gain_of(noise_of(frames)), WithinRel(kGain, 0.01));
  Observation single;
  single.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{frames.frames->read(12)});
  CHECK(has_failure(noise_of(single), "camera_noise.one_frame"));
}

TEST_CASE("trap: an EMCCD's multiplication doubles the slope", "[metrics]") {
  const Observation frames =
      with_noise(observed(twelve_bits()), [](double signal) { return kGain * signal; });
  CHECK(gain_of(noise_of(frames)) > 1.9 * kGain);
  const Evaluation told = measured(frames, {{"excess_noise", "2"}}, "camera_noise");
  INFO(described(told));
  CHECK_THAT(gain_of(told), WithinRel(kGain, 0.02));
  CHECK(has_caveat(told, "camera_noise.excess_noise"));
  CHECK_THAT(result_of(told, "read_noise").value, WithinRel(kRead, 0.03));
  // The same signal in electrons has twice the variance.
  const double capacity = result_of(told, "saturation_capacity").value;
  CHECK_THAT(result_of(told, "snr_max").value, WithinRel(std::sqrt(capacity / 2), 0.01));
}

TEST_CASE("trap: filtered images have less noise and no electrons", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.in_camera.denoise = true;
  const Observation median = observed(series);
  CHECK(naive_gain(median, false) < 0.5 * kGain);
  const Evaluation refused = noise_of(median);
  CHECK(has_failure(refused, "camera_noise.correlated_noise"));
  CHECK(refused.results.empty());
  CameraSeries sharp = twelve_bits();
  sharp.camera.in_camera.sharpening = 0.3;
  const Observation sharpened = observed(sharp);
  CHECK(naive_gain(sharpened, false) > 1.2 * kGain);
  CHECK(has_failure(noise_of(sharpened), "camera_noise.correlated_noise"));
  CameraSeries colours = twelve_bits();
  colours.camera.mosaic = Mosaic::rggb;
  colours.camera.in_camera.demosaic = true;
  CHECK(has_failure(noise_of(observed(colours)), "camera_noise.correlated_noise"));
}

TEST_CASE("trap: a tone curve bends noise and signal unlike", "[metrics]") {
  const Observation frames = with_values(observed(twelve_bits()), [](Frame& frame) {
    for (std::uint16_t& v : samples_of(frame))
      v = static_cast<std::uint16_t>(std::round(4095 * std::pow(v / 4095.0, 0.45)));
  });
  const double naive = naive_gain(frames, false);
  CHECK(std::abs(naive / kGain - 1) > 0.2);
  const Evaluation refused = noise_of(frames);
  INFO(described(refused));
  CHECK(refused.results.empty());
  CHECK(
      (has_failure(refused, "camera_noise.bent") || has_failure(refused, "camera_noise.no_gain")));
}

TEST_CASE("trap: from the gain switch of an sCMOS camera on there is other noise", "[metrics]") {
  const Observation frames =
      with_noise(observed(twelve_bits()), [](double signal) { return signal > 1300 ? 150 : 0; });
  CHECK(gain_of(noise_of(frames, "emva_r4_ols")) > 1.05 * kGain);
  const Evaluation camera = noise_of(frames);
  INFO(described(camera));
  CHECK(has_caveat(camera, "camera_noise.gain_switch"));
  CHECK_THAT(gain_of(camera), WithinRel(kGain, 0.015));
}

TEST_CASE("trap: twelve bits stored to the left are rounded to steps of sixteen", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.read_noise_e = 1.6;  // 0.8 DN
  series.camera.in_camera.shifted_bits = 4;
  const Observation frames = observed(series);
  const double variance = pair_at(*frames.dark, 0).variance();
  const double naive = std::sqrt(variance - 1.0 / 12) / (16 * kGain);
  CHECK(naive > 1.05 * 1.6);
  const Evaluation camera = noise_of(frames);
  INFO(described(camera));
  CHECK(has_caveat(camera, "camera_noise.shifted_bits"));
  CHECK_THAT(gain_of(camera), WithinRel(16 * kGain, 0.01));
  CHECK_THAT(result_of(camera, "read_noise").value, WithinRel(1.6, 0.02));
}

TEST_CASE("trap: a lamp that flickers adds to the noise", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.flicker = 0.012;
  const Observation even = observed(series);
  CHECK(gain_of(noise_of(even, "emva_r3.0_ols")) > 1.15 * kGain);
  CHECK_THAT(gain_of(noise_of(even, "emva_r4_ols")), WithinRel(kGain, 0.01));
  CHECK_THAT(gain_of(noise_of(even)), WithinRel(kGain, 0.01));
  CHECK(has_caveat(noise_of(even), "camera_noise.flicker"));
  // Bright places change by more than dark ones; the standard's term knows even light only.
  series.edge_light = 0.2;
  series.flicker = 0.02;
  const Observation uneven = observed(series);
  CHECK(gain_of(noise_of(uneven, "emva_r4_ols")) > 1.03 * kGain);
  CHECK_THAT(gain_of(noise_of(uneven)), WithinRel(kGain, 0.01));
}

TEST_CASE("trap: rounding adds a twelfth, and hides what is smaller", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.read_noise_e = 1.4;  // 0.7 DN
  const Observation frames = observed(series);
  CHECK(std::sqrt(pair_at(*frames.dark, 0).variance()) / kGain > 1.06 * 1.4);
  CHECK_THAT(result_of(noise_of(frames), "read_noise").value, WithinRel(1.4, 0.02));
  series.camera.read_noise_e = 0.4;  // 0.2 DN
  series.camera.offset_dn = 100.4;
  const Observation hidden = observed(series);
  const double variance = pair_at(*hidden.dark, 0).variance();
  CHECK(std::abs(std::sqrt(std::max(0.0, variance - 1.0 / 12)) / kGain / 0.4 - 1) > 0.2);
  const Evaluation refused = noise_of(hidden);
  INFO(described(refused));
  CHECK(has_failure(refused, "camera_noise.below_rounding"));
  CHECK(find_result(refused, "read_noise") == nullptr);
  CHECK(find_result(refused, "dynamic_range") == nullptr);
  CHECK_THAT(gain_of(refused), WithinRel(kGain, 0.02));
  const Evaluation standard = noise_of(hidden, "emva_r4_ols");
  CHECK_THAT(result_of(standard, "read_noise").value,
             WithinRel(std::sqrt(0.24 - 1.0 / 12) / gain_of(standard), 1e-9));
  CHECK(has_caveat(standard, "camera_noise.rounding_floor"));
}

TEST_CASE("trap: rounding bends what the mean of a quiet camera says", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.width = series.height = 128;
  series.camera.gain_dn_per_e = 0.1;
  series.camera.read_noise_e = 4.5;
  series.camera.dsnu_e = 1;
  series.camera.dark_current_e_per_s = 4;
  series.electrons_per_s = 40'000;
  series.exposures_s = exposures_up_to(39'950, series.electrons_per_s, 10);
  series.pattern_frames = 16;
  series.pattern_exposure_s = 0.5;
  double farthest_current = 0;
  double farthest_pattern = 0;
  for (const double place : {0.0, 0.25, 0.5, 0.75}) {
    series.camera.offset_dn = 100 + place;
    const Observation frames = observed(series);
    const auto at = [&](std::size_t pair) { return pair_at(*frames.dark, pair).mean(); };
    const double naive = (at(18) - at(0)) / 0.1 / (series.exposures_s[9] - series.exposures_s[0]);
    farthest_current = std::max(farthest_current, std::abs(naive / 4 - 1));
    const Evaluation camera = noise_of(frames);
    INFO(place << '\n' << described(camera));
    CHECK(holds(result_of(camera, "dark_current"), 4));
    CHECK(holds(result_of(camera, "dsnu"), 1));
    INFO(result_of(camera, "gain").value << " +- "
                                         << result_of(camera, "gain").standard_uncertainty);
    CHECK(holds(result_of(camera, "gain"), 0.1));
    CHECK(result_of(camera, "dark_current").standard_uncertainty < 0.6);
    CHECK(result_of(camera, "dsnu").standard_uncertainty < 0.06);
    farthest_pattern = std::max(farthest_pattern, std::abs(result_of(camera, "dsnu").value - 1));
  }
  CHECK(farthest_current > 0.02);
  CHECK(farthest_pattern > 0.02);
  series.camera.read_noise_e = 1;  // 0.1 DN
  const Evaluation refused = noise_of(observed(series));
  INFO(described(refused));
  CHECK(find_result(refused, "dsnu") == nullptr);
  CHECK(holds(result_of(refused, "dark_current"), 4));
}

TEST_CASE("trap: the brightest level is not the saturated one", "[metrics]") {
  const Observation frames = observed(twelve_bits());
  const auto top = pair_at(*frames.frames, 26);
  CHECK(top.variance() < 1);  // everything at 4095: naive, its signal is the capacity
  const Evaluation camera = noise_of(frames);
  const double capacity = result_of(camera, "saturation_capacity").value;
  CHECK(capacity < 0.99 * kFull);
  CHECK(capacity > 0.9 * kFull);
}

TEST_CASE("trap: pixels cut off at zero have less noise", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.offset_dn = 1;
  const Observation frames = observed(series);
  const double naive = std::sqrt(pair_at(*frames.dark, 0).variance() - 1.0 / 12) / kGain;
  CHECK(naive < 0.9 * kRead);
  const Evaluation refused = noise_of(frames);
  CHECK(has_failure(refused, "camera_noise.clipped_at_zero"));
  CHECK(refused.results.empty());
}

TEST_CASE("trap: what single frames scatter is no pattern", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.camera.dsnu_e = 1;
  series.pattern_frames = 16;
  series.pattern_exposure_s = 0.5 * kFull / series.electrons_per_s;
  const Observation frames = observed(series);
  const Frame dark = frames.dark->read(0);
  const auto same = imaging::pair_statistics(dark, dark, 0, {0, 0, 200, 200});
  CHECK(std::sqrt(same.mean_image_variance()) / kGain > 3);
  CHECK_THAT(result_of(noise_of(frames), "dsnu").value, WithinRel(1.0, 0.05));
}

TEST_CASE("trap: noise of whole rows is no pattern of rows", "[metrics]") {
  CameraSeries series = twelve_bits();
  series.pattern_frames = 16;
  series.pattern_exposure_s = 0.5 * kFull / series.electrons_per_s;
  std::mt19937 generator(6);
  std::normal_distribution<double> unit(0, 1);
  const Observation frames = with_values(observed(series), [&](Frame& frame) {
    double row = 0;
    auto& samples = samples_of(frame);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (i % 200 == 0) row = std::round(2 * unit(generator));
      samples[i] = static_cast<std::uint16_t>(std::clamp(samples[i] + row, 0.0, 4095.0));
    }
  });
  CHECK(result_of(noise_of(frames, "emva_r4_ols"), "dsnu_row").value > 0.8);
  const Evaluation camera = noise_of(frames);
  INFO(described(camera));
  CHECK(find_result(camera, "dsnu_row") == nullptr);
  CHECK(has_failure(camera, "camera_noise.below_detection"));
}

TEST_CASE("trap: a photomultiplier multiplies, and cuts its dark off at zero", "[metrics]") {
  const Observation raw =
      with_noise(observed(twelve_bits()), [](double signal) { return kGain * signal; });
  const Observation frames = with_values(raw, [](Frame& frame) {
    for (std::uint16_t& v : samples_of(frame))
      v = static_cast<std::uint16_t>(v > 100 ? v - 100 : 0);
  });
  CHECK(naive_gain(frames, false) > 1.9 * kGain);
  const Evaluation refused = noise_of(frames);
  INFO(described(refused));
  CHECK(has_failure(refused, "camera_noise.clipped_at_zero"));
  CHECK(refused.results.empty());
}

TEST_CASE("trap: binned pixels have another gain, and do not mix with others", "[metrics]") {
  const Observation frames = observed(twelve_bits());
  const auto binned = [](const Frame& frame) {
    const int half = frame.info.width / 2;
    Frame small;
    small.info = frame.info;
    small.info.width = small.info.height = half;
    std::vector<std::uint16_t> samples;
    const auto& all = std::get<std::vector<std::uint16_t>>(frame.samples);
    const auto width = static_cast<std::size_t>(frame.info.width);
    for (std::size_t j = 0; j < static_cast<std::size_t>(half); ++j) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(half); ++i) {
        const std::size_t k = 2 * j * width + 2 * i;
        const double mean = (all[k] + all[k + 1] + all[k + width] + all[k + width + 1]) / 4.0;
        samples.push_back(static_cast<std::uint16_t>(std::lround(mean)));
      }
    }
    small.samples = std::move(samples);
    return small;
  };
  // A quarter of the noise for the same signal: whoever takes the gain of single pixels is off
  // by 4.
  const Evaluation camera =
      noise_of(with_values(frames, [&](Frame& frame) { frame = binned(frame); }));
  INFO(described(camera));
  CHECK_THAT(gain_of(camera), WithinRel(kGain / 4, 0.02));
  std::size_t n = 0;
  const Observation mixed = with_values(frames, [&](Frame& frame) {
    if (++n == 5) frame = binned(frame);
  });
  CHECK(has_failure(noise_of(mixed), "camera_noise.frames_differ"));
}
