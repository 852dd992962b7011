// SPDX-License-Identifier: Apache-2.0
// Sums over frames against the same figures computed sample by sample, two passes, long double.
#include "suite/imaging/temporal_statistics.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

using namespace etalon;
using Catch::Matchers::WithinRel;

namespace {

template <class Sample>
Frame frame_of(std::vector<Sample> samples, int width, int height, SampleType type) {
  Frame frame;
  frame.info.width = width;
  frame.info.height = height;
  frame.info.sample_type = type;
  frame.info.significant_bits = type == SampleType::u8 ? 8 : 16;
  frame.samples = std::move(samples);
  return frame;
}

template <class Sample>
std::vector<Frame> random_frames(SampleType type, double level, double spread, std::size_t count) {
  std::mt19937_64 generator(7);
  std::normal_distribution<double> noise(0, spread);
  std::vector<Frame> frames;
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<Sample> samples;
    for (int i = 0; i < 41 * 29; ++i)
      samples.push_back(static_cast<Sample>(std::max(0.0, level + noise(generator))));
    frames.push_back(frame_of(std::move(samples), 41, 29, type));
  }
  return frames;
}

template <class Sample>
void check_against_two_passes(const std::vector<Frame>& frames) {
  imaging::TemporalSums whole;
  whole.add(frames, 2);
  imaging::TemporalSums piecewise;
  for (const Frame& frame : frames) piecewise.add({&frame, 1}, 1);
  REQUIRE(whole.frames() == frames.size());
  REQUIRE(whole.samples() == 41 * 29);
  for (std::size_t i = 0; i < whole.samples(); ++i) {
    long double sum = 0;
    for (const Frame& frame : frames)
      sum += static_cast<long double>(std::get<std::vector<Sample>>(frame.samples)[i]);
    const long double mean = sum / static_cast<long double>(frames.size());
    long double squares = 0;
    for (const Frame& frame : frames) {
      const long double d =
          static_cast<long double>(std::get<std::vector<Sample>>(frame.samples)[i]) - mean;
      squares += d * d;
    }
    const auto variance =
        static_cast<double>(squares / static_cast<long double>(frames.size() - 1));
    REQUIRE_THAT(whole.mean(i), WithinRel(static_cast<double>(mean), 1e-14));
    REQUIRE_THAT(whole.variance(i), WithinRel(variance, 1e-12));
    REQUIRE(whole.mean(i) == piecewise.mean(i));
    REQUIRE(whole.variance(i) == piecewise.variance(i));
  }
}

}  // namespace

TEST_CASE("sums over frames agree with two passes, however they are cut", "[imaging]") {
  check_against_two_passes<std::uint16_t>(
      random_frames<std::uint16_t>(SampleType::u16, 64000, 300, 37));
  check_against_two_passes<std::uint8_t>(random_frames<std::uint8_t>(SampleType::u8, 120, 9, 37));
  check_against_two_passes<float>(random_frames<float>(SampleType::f32, 1e4, 0.01, 37));
}

TEST_CASE("sums of the largest numbers do not overflow", "[imaging]") {
  imaging::TemporalSums sums;
  const Frame full = frame_of(std::vector<std::uint16_t>(6, 65535), 3, 2, SampleType::u16);
  const std::vector<Frame> some(100, full);
  for (int k = 0; k < 700; ++k) sums.add(some, 1);  // 70 000 frames: beyond 32 bits twice over
  CHECK(sums.mean(5) == 65535);
  CHECK(sums.variance(5) == 0);
}

TEST_CASE("one look at a frame counts its ends and means its rows", "[imaging]") {
  Frame frame = frame_of<std::uint16_t>({0, 5, 4095, 7, 0, 2}, 3, 2, SampleType::u16);
  frame.info.significant_bits = 12;
  const auto glance = imaging::glance_at(frame);
  CHECK(glance.at_zero == 2);
  CHECK(glance.at_full_scale == 1);
  CHECK(glance.lowest == 0);
  CHECK(glance.highest == 4095);
  REQUIRE(glance.row_means.size() == 2);
  CHECK_THAT(glance.row_means[0], WithinRel(4100.0 / 3, 1e-15));
  CHECK(glance.row_means[1] == 3);
  CHECK_THAT(glance.mean, WithinRel(4109.0 / 6, 1e-15));
  const auto strange =
      imaging::glance_at(frame_of<float>({1, std::nanf(""), INFINITY, 4}, 2, 2, SampleType::f32));
  CHECK(strange.not_finite == 2);
  CHECK(strange.at_full_scale == 0);
  CHECK(strange.highest == 4);
}
