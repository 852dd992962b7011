// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/pair_statistics.hpp"

#include "suite/imaging/brightness_bins.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emva_frames.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr int kWidth = 203;  // no multiple of anything
constexpr int kHeight = 57;

template <class Sample, class Draw>
Frame drawn(SampleType type, const Draw& draw, Mosaic mosaic = Mosaic::none, int channels = 1) {
  Frame frame;
  frame.info.width = kWidth;
  frame.info.height = kHeight;
  frame.info.channels = channels;
  frame.info.sample_type = type;
  frame.info.mosaic = mosaic;
  std::vector<Sample> samples;
  for (int i = 0; i < kWidth * kHeight * channels; ++i)
    samples.push_back(static_cast<Sample>(draw()));
  frame.samples = std::move(samples);
  return frame;
}

Frame uniform_frame(std::mt19937& generator, int low, int high, Mosaic mosaic = Mosaic::none,
                    int channels = 1) {
  std::uniform_int_distribution<int> values(low, high);
  return drawn<std::uint16_t>(
      SampleType::u16, [&] { return values(generator); }, mosaic, channels);
}

/// The same the long way, from a copy of the planes.
PairStatistics by_hand(const Frame& a, const Frame& b, int plane, const PlaneWindow& window) {
  const Plane pa = extract_plane(a, plane);
  const Plane pb = extract_plane(b, plane);
  PairStatistics total;
  total.lowest = std::numeric_limits<double>::infinity();
  total.highest = -total.lowest;
  for (int y = window.y0; y < window.y1; ++y) {
    for (int x = window.x0; x < window.x1; ++x) {
      const double va = static_cast<double>(pa.row(y)[x]);
      const double vb = static_cast<double>(pb.row(y)[x]);
      total.samples += 1;
      total.mean_a += va;
      total.mean_b += vb;
      total.square_difference += (va - vb) * (va - vb);
      total.square_sum += (va + vb) * (va + vb);
      for (const double v : {va, vb}) {
        if (v < total.lowest) total.at_lowest = 0;
        if (v > total.highest) total.at_highest = 0;
        total.lowest = std::min(total.lowest, v);
        total.highest = std::max(total.highest, v);
        total.at_lowest += v == total.lowest ? 1 : 0;
        total.at_highest += v == total.highest ? 1 : 0;
      }
    }
  }
  for (double* sum : {&total.mean_a, &total.mean_b, &total.square_difference, &total.square_sum})
    *sum /= total.samples;
  return total;
}

void check_alike(const PairStatistics& found, const PairStatistics& expected) {
  CHECK(found.samples == expected.samples);
  CHECK(found.mean_a == expected.mean_a);
  CHECK(found.mean_b == expected.mean_b);
  CHECK(found.square_difference == expected.square_difference);
  CHECK(found.square_sum == expected.square_sum);
  CHECK(found.lowest == expected.lowest);
  CHECK(found.highest == expected.highest);
  CHECK(found.at_lowest == expected.at_lowest);
  CHECK(found.at_highest == expected.at_highest);
}

}  // namespace

TEST_CASE("pairs have the mean and variance of an oracle in exact fractions", "[imaging]") {
  const std::vector<std::pair<double, double>> expected{
      {113.1875, 18.62625},    {195.0625, 38.0825},        {358.83125, 69.115546875},
      {521.2375, 112.4596875}, {682.08125, 132.363671875}, {841.55625, 198.574921875},
      {1022.725, 2.9596875}};
  const auto frames = emva_bright();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto pair = pair_statistics(frames[2 * i], frames[2 * i + 1], 0, {0, 0, 10, 8});
    CHECK_THAT(pair.mean(), WithinRel(expected[i].first, 1e-14));
    CHECK_THAT(pair.variance(), WithinRel(expected[i].second, 1e-12));
  }
  const auto naive = pair_statistics(frames[8], frames[9], 0, {0, 0, 10, 8});
  CHECK_THAT(naive.plain_variance(), WithinRel(134.00625, 1e-12));
}

TEST_CASE("sums of whole numbers are exact over the whole range of 16 bits", "[imaging]") {
  std::mt19937 generator(7);
  for (const auto& [low, high] :
       {std::pair{0, 65535}, {900, 1100}, {0, 8191}, {0, 8192}, {57000, 65535}, {3, 3}}) {
    INFO(low << " to " << high);
    const Frame a = uniform_frame(generator, low, high);
    const Frame b = uniform_frame(generator, low, high);
    const PlaneWindow whole{0, 0, kWidth, kHeight};
    check_alike(pair_statistics(a, b, 0, whole), by_hand(a, b, 0, whole));
    const PlaneWindow part{11, 5, 190, 44};
    check_alike(pair_statistics(a, b, 0, part), by_hand(a, b, 0, part));
  }
}

TEST_CASE("planes of a mosaic, of colours and of bytes are taken apart", "[imaging]") {
  std::mt19937 generator(8);
  const auto check = [&](const Frame& a, const Frame& b) {
    for (int plane = 0; plane < plane_count(a.info); ++plane) {
      const Plane geometry = plane_geometry(a.info, plane);
      const PlaneWindow whole{0, 0, geometry.width, geometry.height};
      check_alike(pair_statistics(a, b, plane, whole), by_hand(a, b, plane, whole));
    }
  };
  check(uniform_frame(generator, 0, 4095, Mosaic::grbg),
        uniform_frame(generator, 0, 4095, Mosaic::grbg));
  check(uniform_frame(generator, 0, 4095, Mosaic::none, 3),
        uniform_frame(generator, 0, 4095, Mosaic::none, 3));
  std::uniform_int_distribution<int> bytes(0, 255);
  const auto draw = [&] { return bytes(generator); };
  check(drawn<std::uint8_t>(SampleType::u8, draw), drawn<std::uint8_t>(SampleType::u8, draw));
}

TEST_CASE("numbers that are none are counted in floating-point frames", "[imaging]") {
  std::mt19937 generator(9);
  std::normal_distribution<float> values(100, 3);
  const auto draw = [&] { return values(generator); };
  const Frame a = drawn<float>(SampleType::f32, draw);
  Frame b = drawn<float>(SampleType::f32, draw);
  const PlaneWindow whole{0, 0, kWidth, kHeight};
  const auto expected = by_hand(a, b, 0, whole);
  const auto found = pair_statistics(a, b, 0, whole);
  CHECK_THAT(found.variance(), WithinRel(expected.variance(), 1e-12));
  CHECK(found.not_finite == 0);
  std::get<std::vector<float>>(b.samples)[77] = std::numeric_limits<float>::quiet_NaN();
  std::get<std::vector<float>>(b.samples)[9000] = std::numeric_limits<float>::infinity();
  CHECK(pair_statistics(a, b, 0, whole).not_finite == 2);
}

TEST_CASE("noise of neighbours is alike where a filter made it so, not where rows move",
          "[imaging]") {
  std::mt19937 generator(10);
  std::normal_distribution<double> unit(0, 1);
  const auto noise = [&](double row_noise, bool filtered) {
    std::vector<float> samples;
    for (int y = 0; y < 400; ++y) {
      const double row = row_noise * unit(generator);
      double before = unit(generator);
      double here = unit(generator);
      for (int x = 0; x < 500; ++x) {
        const double next = unit(generator);
        const double value = filtered ? (before + 2 * here + next) / 4 : here;
        samples.push_back(static_cast<float>(1000 + 20 * (value + row)));
        before = here;
        here = next;
      }
    }
    Frame frame;
    frame.info.width = 500;
    frame.info.height = 400;
    frame.info.sample_type = SampleType::f32;
    frame.samples = std::move(samples);
    return frame;
  };
  const auto products = [&](double row_noise, bool filtered) {
    const Frame a = noise(row_noise, filtered);
    const Frame b = noise(row_noise, filtered);
    const PlaneWindow whole{0, 0, 500, 400};
    const auto pair = pair_statistics(a, b, 0, whole);
    return neighbour_products(a, b, 0, whole, pair.mean_a - pair.mean_b);
  };
  CHECK_THAT(products(0, false).along_rows(), WithinAbs(0, 0.015));
  CHECK_THAT(products(0.5, false).along_rows(), WithinAbs(0, 0.02));
  CHECK_THAT(products(0.5, false).along_columns(), WithinAbs(0, 0.02));
  // Of the weights 1 2 1: (1*2 + 2*1)/(1 + 4 + 1).
  CHECK_THAT(products(0, true).along_rows(), WithinAbs(4.0 / 6, 0.02));
  CHECK_THAT(products(0, true).along_columns(), WithinAbs(0, 0.02));
}

TEST_CASE("the step between values is found", "[imaging]") {
  std::mt19937 generator(11);
  const PlaneWindow whole{0, 0, kWidth, kHeight};
  CHECK(common_step(uniform_frame(generator, 10, 20), 0, whole) == 1);
  CHECK(common_step(uniform_frame(generator, 7, 7), 0, whole) == 0);
  std::uniform_int_distribution<int> values(0, 300);
  const auto shifted =
      drawn<std::uint16_t>(SampleType::u16, [&] { return 16 * values(generator); });
  CHECK(common_step(shifted, 0, whole) == 16);
  const auto odd = drawn<std::uint16_t>(SampleType::u16, [&] { return 3 + 5 * values(generator); });
  CHECK(common_step(odd, 0, whole) == 5);
  const auto whole_floats = drawn<float>(SampleType::f32, [&] { return 2 * values(generator); });
  CHECK(common_step(whole_floats, 0, whole) == 2);
  const auto fractions = drawn<float>(SampleType::f32, [&] { return 0.25 * values(generator); });
  CHECK(common_step(fractions, 0, whole) == 0);
}

TEST_CASE("pixels sorted by their neighbours have the variance of their brightness", "[imaging]") {
  // A ramp along the rows; the standard deviation is a tenth of the brightness.
  std::mt19937 generator(12);
  std::normal_distribution<double> unit(0, 1);
  const auto ramp = [&](double light) {
    std::vector<float> samples;
    for (int y = 0; y < 300; ++y) {
      for (int x = 0; x < 640; ++x) {
        const double mean = light * (100 + x);
        samples.push_back(static_cast<float>(mean * (1 + 0.1 * unit(generator))));
      }
    }
    Frame frame;
    frame.info.width = 640;
    frame.info.height = 300;
    frame.info.sample_type = SampleType::f32;
    frame.samples = std::move(samples);
    return frame;
  };
  const Frame a = ramp(1);
  const Frame b = ramp(1.04);  // the lamp flickers
  const double infinite = std::numeric_limits<double>::infinity();
  const auto bins = brightness_bins(a, b, 0, {0, 0, 640, 300}, -1, infinite);
  CHECK(bins.size() > 50);
  for (const BrightnessBin& bin : bins) {
    if (bin.samples < 1000) continue;
    INFO(bin.mean << " " << bin.samples);
    const double expected = 0.01 * bin.mean * bin.mean;
    CHECK_THAT(bin.variance, WithinRel(expected, 0.01 + 4.5 * std::sqrt(2 / bin.samples)));
    CHECK_FALSE(bin.clipped);
  }
  const auto clipped = brightness_bins(a, b, 0, {0, 0, 640, 300}, -1, 500);
  CHECK(clipped.back().clipped);
  CHECK_FALSE(clipped.front().clipped);
}
