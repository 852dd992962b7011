// SPDX-License-Identifier: Apache-2.0
// Dark frames whose figures are known exactly, or to far less than is asked for.
#include "suite/metrics/dark_noise.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/dark_images.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Evaluation dark_noise_of(const Observation& observation) {
  return measured(observation, {}, "dark_noise");
}

/// 4 frames of 32 x 32 px: 500 plus +a, +a, -a, -a in an order that differs from pixel to pixel, so
/// that every variance is 4 a^2/3 and every mean of a frame 500.
std::vector<Frame> balanced_frames(int a) {
  const int orders[6][4] = {{1, 1, -1, -1}, {1, -1, 1, -1}, {1, -1, -1, 1},
                            {-1, -1, 1, 1}, {-1, 1, -1, 1}, {-1, 1, 1, -1}};
  std::vector<Frame> frames;
  for (int k = 0; k < 4; ++k) {
    Frame frame;
    frame.info.width = 30;
    frame.info.height = 30;
    std::vector<std::uint16_t> samples;
    for (int i = 0; i < 900; ++i)
      samples.push_back(static_cast<std::uint16_t>(500 + a * orders[i % 6][k]));
    frame.samples = std::move(samples);
    frames.push_back(std::move(frame));
  }
  return frames;
}

double peer(const Evaluation& evaluation, const std::string& name) {
  for (const PeerValue& value : evaluation.peers)
    if (value.definition == "peer.metroloj_qc." + name) return value.value;
  return std::nan("");
}

}  // namespace

TEST_CASE("variances that are known to the last digit come out as they are", "[metrics]") {
  Observation observation = observation_of(balanced_frames(30));
  observation.instrument.detector.gain =
      Uncertain<ConversionGain>{.value = {0.5}, .standard_uncertainty = ConversionGain{0.005}};
  const Evaluation dark = dark_noise_of(observation);
  INFO(described(dark));
  const double sigma = std::sqrt(4.0 / 3) * 30;
  CHECK_THAT(result_of(dark, "read_noise_rms").value, WithinRel(sigma, 1e-7));
  CHECK_THAT(result_of(dark, "read_noise_p999").value, WithinRel(sigma, 1e-7));
  const double in_e = std::sqrt(sigma * sigma - 1.0 / 12) / 0.5;
  const MeasurementResult& in_electrons = result_of(dark, "read_noise_rms_e");
  CHECK_THAT(in_electrons.value, WithinRel(in_e, 1e-7));
  REQUIRE(in_electrons.budget.back().source == "gain");
  CHECK_THAT(in_electrons.budget.back().contribution(), WithinRel(0.01 * in_e, 1e-7));
  CHECK(result_of(dark, "hot_pixels").value == 0);
  CHECK(result_of(dark, "cold_pixels").value == 0);
  CHECK_THAT(peer(dark, "rms_noise"), WithinRel(sigma, 1e-7));
}

TEST_CASE("pixels that stand out of a single frame are counted and named", "[metrics]") {
  std::vector<Frame> frames = dark_frames({.frames = 20}, 1);
  for (Frame& frame : frames) {
    auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
    for (const std::size_t i : {5U, 700U, 2222U})
      samples[i] = static_cast<std::uint16_t>(samples[i] + 30);
    samples[900] = static_cast<std::uint16_t>(samples[900] + 12);  // four times the noise: within
    samples[1234] = static_cast<std::uint16_t>(samples[1234] - 25);
    samples[4000] = 0;  // dead: cold, and no reason to think that the offset is too low
  }
  const Evaluation dark = dark_noise_of(observation_of(frames));
  INFO(described(dark));
  CHECK(result_of(dark, "hot_pixels").value == 3);
  CHECK(result_of(dark, "cold_pixels").value == 2);
  std::set<std::string> names;
  for (const Item& item : dark.items) names.insert(item.id);
  CHECK(names.count("hot-60-8") == 1);
  CHECK(names.count("cold-0-50") == 1);
  CHECK(names.count("hot-20-11") == 0);
  CHECK(peer(dark, "warm_pixels") == 3);
  CHECK(peer(dark, "cold_pixels") == 2);
}

// 2 % of the pixels jump by 20 DN in half of the frames, as random telegraph noise does.
TEST_CASE("telegraph pixels are the tail beyond chi-squared", "[metrics]") {
  std::vector<Frame> frames = dark_frames({.frames = 32}, 3);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    auto& samples = std::get<std::vector<std::uint16_t>>(frames[k].samples);
    for (std::size_t i = 0; i < samples.size(); i += 50)
      if ((k + i / 50) % 2 == 0) samples[i] = static_cast<std::uint16_t>(samples[i] + 20);
  }
  const Evaluation dark = dark_noise_of(observation_of(frames));
  INFO(described(dark));
  CHECK_THAT(result_of(dark, "noise_tail").value, WithinAbs(2, 0.3));
  CHECK(result_of(dark, "read_noise_p999").value > 9);
  CHECK_THAT(result_of(dark, "read_noise_median").value, WithinRel(true_median({}), 0.02));
  CHECK(result_of(dark, "read_noise_rms").value > 1.1 * result_of(dark, "read_noise_median").value);
  const Evaluation clean = dark_noise_of(observation_of(dark_frames({.frames = 32}, 3)));
  CHECK_THAT(result_of(clean, "noise_tail").value, WithinAbs(0, 0.2));
}

TEST_CASE("dark current is the slope over the exposure, in numbers and electrons", "[metrics]") {
  Observation observation = dark_exposures({.noise = 1}, {0.1, 0.5, 1, 2, 4, 0.1}, 8, 5, 1);
  observation.instrument.detector.gain =
      Uncertain<ConversionGain>{.value = {0.25}, .standard_uncertainty = ConversionGain{0.001}};
  const Evaluation dark = dark_noise_of(observation);
  INFO(described(dark));
  CHECK_THAT(result_of(dark, "dark_current").value, WithinAbs(5, 0.02));
  CHECK_THAT(result_of(dark, "dark_current_e").value, WithinAbs(20, 0.08));
  CHECK(result_of(dark, "dark_current").n == 6);  // visits
  // The noise is that of 0.1 s, of which there are the most frames; the counts say so.
  CHECK(result_of(dark, "read_noise_rms").n == 16);
  CHECK(result_of(dark, "hot_pixels", {{"exposure", "0.1 s"}}).n == 16);
  CHECK_THAT(result_of(dark, "offset").value, WithinAbs(100.5, 0.1));
}

TEST_CASE("of a series with and without light only the dark frames count", "[metrics]") {
  const DarkScene scene{.frames = 8};
  Observation alone = dark_exposures(scene, {0.1, 0.5}, 4, 2, 7);
  Observation both = dark_exposures(scene, {0.1, 0.5}, 4, 2, 7);
  both.dark = std::move(both.frames);
  both.dark_settings = std::move(both.settings);
  both.frames = std::make_unique<MemoryFrames>(dark_frames({.frames = 6, .offset = 900}, 8));
  both.settings.clear();
  const Evaluation expected = dark_noise_of(alone);
  const Evaluation found = dark_noise_of(both);
  REQUIRE_FALSE(expected.results.empty());
  CHECK(found.results == expected.results);
}

TEST_CASE("without exposures or gain nothing is made up", "[metrics]") {
  const Evaluation dark = dark_noise_of(observation_of(dark_frames({}, 1)));
  CHECK(dark.failures.empty());
  CHECK(find_result(dark, "dark_current") == nullptr);
  CHECK(find_result(dark, "read_noise_median_e") == nullptr);
}

TEST_CASE("maps, histograms and the expectation are those of the frames", "[metrics]") {
  const Evaluation dark =
      dark_noise_of(observation_of(dark_frames({.width = 200, .height = 150}, 1)));
  std::map<std::string, const Curve*> curves;
  for (const Curve& curve : dark.curves) curves[curve.name] = &curve;
  double difference = 0;
  double sum = 0;
  const Curve& seen = *curves.at("noise_histogram");
  const Curve& expected = *curves.at("noise_expected");
  for (std::size_t k = 0; k < seen.y.size(); ++k) {
    difference += std::abs(seen.y[k] - expected.y[k]);
    sum += expected.y[k];
  }
  CHECK_THAT(sum, WithinAbs(100, 0.1));
  CHECK(difference < 5);  // per cent, over all bins: 30 000 pixels
  CHECK(curves.at("offset_of_frames")->y.size() == 16);
  REQUIRE(dark.maps.size() == 2);
  CHECK(dark.maps[0].values.size() ==
        static_cast<std::size_t>(dark.maps[0].width * dark.maps[0].height));
  for (const double v : dark.maps[1].values) CHECK_THAT(v, WithinAbs(3, 1.2));
}

TEST_CASE("floating point frames give the same as whole numbers", "[metrics]") {
  std::vector<Frame> frames = dark_frames({}, 5);
  const Evaluation whole = dark_noise_of(observation_of(frames));
  for (Frame& frame : frames) {
    const auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
    frame.samples = std::vector<float>(samples.begin(), samples.end());
    frame.info.sample_type = SampleType::f32;
  }
  const Evaluation floats = dark_noise_of(observation_of(frames));
  for (const char* name : {"read_noise_median", "read_noise_rms", "offset", "hot_pixels"})
    CHECK_THAT(result_of(floats, name).value, WithinRel(result_of(whole, name).value, 1e-6));
}

TEST_CASE("the worst thousandth of alike pixels is that of chi-square", "[dark]") {
  // 99.9th percentile of chi-square with 15 degrees of freedom: 37.697. So sixteen frames show 58 %
  // more than the pixels have.
  double mean = 0;
  constexpr int kDraws = 12;
  for (int draw = 0; draw < kDraws; ++draw) {
    const auto dark = dark_noise_of(
        observation_of(dark_frames({.noise = 3}, static_cast<std::uint64_t>(draw + 1))));
    mean += result_of(dark, "read_noise_p999").value / kDraws;
  }
  CHECK_THAT(mean, WithinRel(std::sqrt((9 + 1 / 12.0) * 37.697 / 15), 0.015));
}
