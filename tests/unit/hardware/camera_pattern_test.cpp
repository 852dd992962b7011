// SPDX-License-Identifier: Apache-2.0
// What tells pixels apart, recovered from frames by the formulas of EMVA 1288.
#include "hardware/simulator/camera/expose.hpp"
#include "hardware/simulator/camera/fixed_pattern.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/camera_frames.hpp"

#include <algorithm>
#include <cmath>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;
using namespace etalon::test;

namespace {

constexpr int kColumns = 1000;
constexpr int kRows = 600;

struct Spatial {  ///< in DN and DN^2
  double mean = 0;
  double total = 0;
  double column = 0;
  double row = 0;
  double pixel = 0;
};

double scatter(const std::vector<double>& values, double mean) {
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum / static_cast<double>(values.size());
}

/// Spatial variances of EMVA 1288 release 4.0 with residual temporal noise removed.
Spatial spatial(const CameraModel& model, double photons, int frames) {
  const auto light = flat_light(photons, kColumns, kRows);
  const double m = kRows;
  const double n = kColumns;
  const double l = frames;
  std::vector<double> sum(static_cast<std::size_t>(kRows) * kColumns, 0.0);
  std::vector<double> squares(sum.size(), 0.0);
  for (int k = 0; k < frames; ++k) {
    const auto values = numbers_of(
        expose(light, model, {.step = photons > 0 ? 1U : 0U, .frame = static_cast<unsigned>(k)}));
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += values[i];
      squares[i] += values[i] * values[i];
    }
  }
  double temporal = 0;
  Spatial s;
  std::vector<double> means(sum.size());
  std::vector<double> columns(kColumns, 0.0);
  std::vector<double> rows(kRows, 0.0);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    means[i] = sum[i] / l;
    temporal += (squares[i] - sum[i] * means[i]) / (l - 1) / (m * n);
    s.mean += means[i] / (m * n);
    columns[i % kColumns] += means[i] / m;
    rows[i / kColumns] += means[i] / n;
  }
  s.total = scatter(means, s.mean) - temporal / l;
  const double of_columns = scatter(columns, s.mean) - temporal / (l * m);
  const double of_rows = scatter(rows, s.mean) - temporal / (l * n);
  const double d = m * n - m - n;
  s.column = (m * n - m) / d * of_columns - n / d * (s.total - of_rows);
  s.row = (m * n - n) / d * of_rows - m / d * (s.total - of_columns);
  s.pixel = m * n / d * (s.total - of_columns - of_rows);
  return s;
}

/// Five standard deviations of an rms of n normal numbers, relative.
double five_sigma(double n) { return 5 * std::sqrt(0.5 / n); }

std::vector<double> as_numbers(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

TEST_CASE("camera: DSNU comes back as pixels, rows and columns", "[hardware]") {
  CameraModel model{.gain_dn_per_e = 2, .offset_dn = 400, .read_noise_e = 3};
  model.sensor_seed = GENERATE(1U, 2U);
  const Spatial even = spatial(model, 0, 4);
  CHECK_THAT(even.total, WithinAbs(0, 0.3));  // of a temporal variance of 36 DN^2
  model.dsnu_e = 3;
  model.row_offset_e = 2;
  model.column_offset_e = 4;
  const Spatial dark = spatial(model, 0, 4);
  CHECK_THAT(dark.mean, WithinAbs(400, 3));
  CHECK_THAT(std::sqrt(dark.pixel) / 2, WithinRel(3, 0.01));
  CHECK_THAT(std::sqrt(dark.row) / 2, WithinRel(2, five_sigma(kRows)));
  CHECK_THAT(std::sqrt(dark.column) / 2, WithinRel(4, five_sigma(kColumns)));
}

TEST_CASE("camera: PRNU comes back as pixels and columns, and scales with light", "[hardware]") {
  CameraModel model{.gain_dn_per_e = 2, .offset_dn = 200, .read_noise_e = 3};
  model.sensor_seed = GENERATE(1U, 2U);
  model.dsnu_e = 2;
  const Spatial dark = spatial(model, 0, 4);
  model.prnu = 0.01;
  model.column_gain = 0.005;
  for (const double photons : {5000.0, 20000.0}) {
    const Spatial bright = spatial(model, photons, 4);
    const double signal = bright.mean - dark.mean;
    const auto prnu = [&](double lit, double unlit) { return std::sqrt(lit - unlit) / signal; };
    CHECK_THAT(prnu(bright.pixel, dark.pixel), WithinRel(0.01, 0.015));
    CHECK_THAT(prnu(bright.column, dark.column), WithinRel(0.005, five_sigma(kColumns) + 0.01));
    CHECK_THAT(prnu(bright.total, dark.total), WithinRel(std::hypot(0.01, 0.005), 0.03));
    CHECK(bright.row < 1e-3 * bright.pixel);
  }
}

TEST_CASE("camera: the truth about a sensor makes its frames", "[hardware]") {
  CameraModel model{.gain_dn_per_e = 0.7, .offset_dn = 120, .noise = false};
  model.prnu = 0.05;
  model.dead_pixels = 0.02;
  model.dsnu_e = 5;
  model.row_offset_e = 4;
  model.column_offset_e = 3;
  model.column_gain = 0.03;
  model.dark_current_e_per_s = 40;
  model.dark_current_spread = 0.5;
  model.hot_pixels = 0.05;
  model.hot_current_e_per_s = 900;
  const auto words = words_of(expose(flat_light(2000, 40, 30), model, {.time_s = 2}));
  const PixelTraits truth = sensor_traits(model, 40, 30);
  REQUIRE(truth.response.size() == words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const double electrons =
        2000 * truth.response[i] + 2 * truth.dark_current_e_per_s[i] + truth.offset_e[i];
    CHECK_THAT(words[i], WithinAbs(truth.gain_dn_per_e[i] * electrons + 120, 0.501));
  }
  const auto other = words_of(expose(flat_light(2000, 40, 30), model, {.time_s = 2, .seed = 77}));
  CHECK(other == words);  // patterns do not know the seed of the noise
  model.sensor_seed = 2;
  CHECK(words_of(expose(flat_light(2000, 40, 30), model, {.time_s = 2})) != words);
}

TEST_CASE("camera: patterns of different kind are independent of each other", "[hardware]") {
  CameraModel model{.read_noise_spread = 0.3};
  model.prnu = 0.01;
  model.dsnu_e = 1;
  const PixelTraits truth = sensor_traits(model, 500, 400);
  const auto correlation = [](const std::vector<float>& a, const std::vector<float>& b) {
    const Moments of_a = moments_of(as_numbers(a));
    const Moments of_b = moments_of(as_numbers(b));
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - of_a.mean) * (b[i] - of_b.mean);
    return sum / static_cast<double>(a.size()) / std::sqrt(of_a.variance * of_b.variance);
  };
  const double bound = 5 / std::sqrt(200'000.0);
  CHECK(std::abs(correlation(truth.response, truth.offset_e)) < bound);
  CHECK(std::abs(correlation(truth.response, truth.read_noise_e)) < bound);
  CHECK(std::abs(correlation(truth.offset_e, truth.read_noise_e)) < bound);
}

TEST_CASE("camera: read noise spreads from pixel to pixel about the rms given", "[hardware]") {
  CameraModel model{.gain_dn_per_e = 4, .offset_dn = 300, .read_noise_e = 1.6};
  model.read_noise_spread = 0.5;
  auto truth = as_numbers(sensor_traits(model, 1000, 500).read_noise_e);
  const Moments m = moments_of(truth);
  CHECK_THAT(std::sqrt(m.variance + m.mean * m.mean), WithinRel(1.6, 0.01));
  CHECK_THAT(std::sqrt(m.variance) / m.mean, WithinRel(0.5, 0.02));
  const auto middle = truth.begin() + static_cast<std::ptrdiff_t>(truth.size() / 2);
  std::nth_element(truth.begin(), middle, truth.end());
  CHECK_THAT(*middle, WithinRel(1.6 / 1.25, 0.01));  // median = rms/(1 + spread^2)

  // Each pixel has its own: the scatter of 300 frames against the truth of the pixel.
  const PixelTraits traits = sensor_traits(model, 30, 20);
  std::vector<double> sum(600, 0.0);
  std::vector<double> squares(600, 0.0);
  for (unsigned k = 0; k < 300; ++k) {
    const auto values = numbers_of(expose(flat_light(0, 30, 20), model, {.frame = k}));
    for (std::size_t i = 0; i < 600; ++i) {
      sum[i] += values[i];
      squares[i] += values[i] * values[i];
    }
  }
  double chi_square = 0;  // of 600 relative errors of a variance, each sqrt(2/299)
  for (std::size_t i = 0; i < 600; ++i) {
    const double found = (squares[i] - sum[i] * sum[i] / 300) / 299;
    const double expected = 16 * traits.read_noise_e[i] * traits.read_noise_e[i] + 1.0 / 12;
    chi_square += (found / expected - 1) * (found / expected - 1) / (2.0 / 299);
  }
  CHECK_THAT(chi_square / 600, WithinAbs(1, 5 * std::sqrt(2.0 / 600)));
}

TEST_CASE("camera: dark current gathers with time, with its own noise", "[hardware]") {
  CameraModel model{.gain_dn_per_e = 1.5, .offset_dn = 200, .read_noise_e = 2};
  model.dark_current_e_per_s = 30;
  const auto pair = [&](double time_s) {
    const auto light = flat_light(0, 500, 400);
    return two_frames(expose(light, model, {.time_s = time_s, .frame = 0}),
                      expose(light, model, {.time_s = time_s, .frame = 1}));
  };
  const TwoFrames brief = pair(0);
  const TwoFrames lengthy = pair(10);
  CHECK_THAT(brief.mean, WithinAbs(200, 0.05));
  CHECK_THAT((lengthy.mean - brief.mean) / 1.5 / 10, WithinRel(30, 1e-3));
  CHECK_THAT((lengthy.variance - brief.variance) / 2.25 / 10, WithinRel(30, 0.02));
}

TEST_CASE("camera: dark current doubles with the doubling temperature", "[hardware]") {
  CameraModel model{.offset_dn = 0, .noise = false};
  model.dark_current_e_per_s = 64;
  model.doubling_c = 7;
  model.reference_temperature_c = 20;
  const auto gathered = [&](double temperature_c) {
    model.temperature_c = temperature_c;
    return words_of(expose(flat_light(0, 1, 1), model, {.time_s = 10})).front();
  };
  CHECK(gathered(20) == 640);
  CHECK(gathered(27) == 1280);
  CHECK(gathered(13) == 320);
  CHECK(gathered(-15) == 20);
  CHECK(gathered(23.5) == 905);  // 640 sqrt 2
}

TEST_CASE("camera: dark current of pixels spreads about its mean", "[hardware]") {
  CameraModel model;
  model.dark_current_e_per_s = 5;
  model.dark_current_spread = 0.8;
  const Moments m = moments_of(as_numbers(sensor_traits(model, 1000, 500).dark_current_e_per_s));
  CHECK_THAT(m.mean, WithinRel(5, 5 * 0.8 / std::sqrt(5e5)));
  CHECK_THAT(std::sqrt(m.variance) / m.mean, WithinRel(0.8, 0.04));
}

TEST_CASE("camera: as many hot and dead pixels as asked for, always the same", "[hardware]") {
  CameraModel model{.offset_dn = 0, .noise = false};
  model.hot_pixels = 0.002;
  model.hot_current_e_per_s = 500;
  model.dead_pixels = 0.004;
  model.sensor_seed = GENERATE(1U, 2U, 3U);
  const auto light = flat_light(1000, kColumns, kRows);
  const auto frame = [&](std::uint64_t seed) {
    return words_of(expose(light, model, {.time_s = 4, .seed = seed}));
  };
  const auto words = frame(1);
  const auto count = [&](std::uint16_t value) {
    return static_cast<double>(std::count(words.begin(), words.end(), value));
  };
  const double n = kColumns * kRows;
  CHECK_THAT(count(3000) + count(2000), WithinAbs(0.002 * n, 5 * std::sqrt(0.002 * n)));
  CHECK_THAT(count(0) + count(2000), WithinAbs(0.004 * n, 5 * std::sqrt(0.004 * n)));
  CHECK(count(0) + count(1000) + count(2000) + count(3000) == n);
  CHECK(frame(2) == words);
}
