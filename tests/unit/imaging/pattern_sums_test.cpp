// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/pattern_sums.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/emva_frames.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <thread>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using Catch::Matchers::WithinRel;

namespace {

Pattern pattern_of(const std::vector<Frame>& frames) {
  const FrameInfo& info = frames.front().info;
  PatternSums sums(info, 0, {0, 0, info.width, info.height});
  for (const Frame& frame : frames) sums.add(frame);
  return sums.pattern();
}

/// Frames of a fixed pattern of independent pixels (sd 3), rows (sd 1) and a slope, with noise of
/// pixels (sd 10) and of whole rows.
std::vector<Frame> noisy_pattern(int size, int count, double row_noise) {
  std::mt19937 generator(21);
  std::normal_distribution<double> unit(0, 1);
  const auto pixels = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  std::vector<double> fixed(pixels);
  for (std::size_t i = 0; i < pixels; ++i)
    fixed[i] =
        1000 + 3 * unit(generator) + 0.5 * static_cast<double>(i % static_cast<std::size_t>(size));
  std::vector<Frame> frames;
  for (int k = 0; k < count; ++k) {
    std::vector<float> samples;
    double row = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
      if (i % static_cast<std::size_t>(size) == 0) row = row_noise * unit(generator);
      samples.push_back(static_cast<float>(fixed[i] + 10 * unit(generator) + row));
    }
    Frame frame;
    frame.info.width = frame.info.height = size;
    frame.info.sample_type = SampleType::f32;
    frame.samples = std::move(samples);
    frames.push_back(std::move(frame));
  }
  return frames;
}

}  // namespace

TEST_CASE("patterns have the variances of an oracle in exact fractions", "[imaging]") {
  const Pattern bright = pattern_of(emva_pattern_bright());
  CHECK_THAT(bright.mean, WithinRel(521.04375, 1e-14));
  CHECK_THAT(bright.temporal_variance, WithinRel(144.85833333333, 1e-12));
  CHECK_THAT(bright.variance, WithinRel(173.1793359375, 1e-12));
  // Before noise: s2_cav + sigma2/(L M), s2_rav + sigma2/(L N).
  CHECK_THAT(bright.column_variance, WithinRel(43.285911458333 + 144.85833333333 / 32, 1e-12));
  CHECK_THAT(bright.row_variance, WithinRel(40.781940104167 + 144.85833333333 / 40, 1e-12));
  const Pattern dark = pattern_of(emva_pattern_dark());
  CHECK_THAT(dark.temporal_variance, WithinRel(3.259375, 1e-12));
  CHECK_THAT(dark.variance, WithinRel(2.329443359375, 1e-12));
}

TEST_CASE("sums do not depend on who adds the frames and when", "[imaging]") {
  const auto frames = emva_pattern_bright();
  const Pattern once = pattern_of(frames);
  PatternSums sums(frames.front().info, 0, {0, 0, 10, 8});
  std::vector<std::thread> threads;
  for (std::size_t k = frames.size(); k-- > 0;)
    threads.emplace_back([&, k] { sums.add(frames[k]); });
  for (auto& thread : threads) thread.join();
  const Pattern again = sums.pattern();
  CHECK(once.mean == again.mean);
  CHECK(once.variance == again.variance);
  CHECK(once.temporal_variance == again.temporal_variance);
  CHECK(once.column_noise == again.column_noise);
  CHECK(once.row_noise == again.row_noise);
  CHECK(once.block_means == again.block_means);
}

TEST_CASE("sums over the whole range of 16 bits do not depend on the order", "[imaging]") {
  std::mt19937 generator(22);
  std::uniform_int_distribution<int> values(60'000, 65'535);
  std::vector<Frame> frames(5);
  for (Frame& frame : frames) {
    frame.info.width = 40;
    frame.info.height = 3000;
    std::vector<std::uint16_t> samples;
    for (int i = 0; i < 40 * 3000; ++i)
      samples.push_back(static_cast<std::uint16_t>(values(generator)));
    frame.samples = std::move(samples);
  }
  const Pattern forward = pattern_of(frames);
  std::reverse(frames.begin(), frames.end());
  std::swap(frames[1], frames[3]);
  const Pattern back = pattern_of(frames);
  CHECK(forward.variance == back.variance);
  CHECK(forward.temporal_variance == back.temporal_variance);
  CHECK(forward.column_noise == back.column_noise);
  CHECK(forward.row_noise == back.row_noise);
  CHECK_THAT(forward.temporal_variance, WithinRel(5536.0 * 5536.0 / 12, 0.01));
  CHECK_THAT(forward.column_noise, WithinRel(5536.0 * 5536.0 / 12 / 3000, 0.3));
}

TEST_CASE("noise of whole rows is told from noise of pixels, shading from a pattern", "[imaging]") {
  constexpr int kSize = 300;
  const Pattern pattern = pattern_of(noisy_pattern(kSize, 12, 2));
  // Rows: of the pixels 100/300, and 4 of their own; columns: 100/300 and what rows leave, 4/300.
  CHECK_THAT(pattern.row_noise, WithinRel(100.0 / kSize + 4, 0.1));
  CHECK_THAT(pattern.column_noise, WithinRel(104.0 / kSize, 0.1));
  CHECK_THAT(pattern.temporal_variance, WithinRel(104.0, 0.02));
  // Pixels 9, noise 104/12; the slope has (0.5 * 300)^2/12 and is gone.
  CHECK(pattern.variance > 1800);
  CHECK_THAT(pattern.high_pass_variance, WithinRel(9 + 104.0 / 12, 0.02));
}

TEST_CASE("blocks cover the field", "[imaging]") {
  const Pattern pattern = pattern_of(noisy_pattern(300, 2, 0));
  CHECK(pattern.block_size == 7);
  CHECK(pattern.blocks_x == 42);
  CHECK(pattern.blocks_y == 42);
  const double first = pattern.block_means.front();
  const double last = pattern.block_means[41];
  CHECK_THAT(last - first, Catch::Matchers::WithinAbs(0.5 * 41 * 7, 8));
}
