// SPDX-License-Identifier: Apache-2.0
// The main chain: photons to numbers, and what a frame depends on.
#include "hardware/simulator/camera/expose.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/camera_frames.hpp"

#include <cmath>
#include <limits>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;
using namespace etalon::test;

namespace {

CameraModel counter() {  // one electron, one number
  return {.offset_dn = 0, .read_noise_e = 0, .noise = false};
}

double only_value(const CameraModel& model, double photons, const Exposure& exposure = {}) {
  return words_of(expose(flat_light(photons, 1, 1), model, exposure)).front();
}

double correlation(const std::vector<double>& a, const std::vector<double>& b, std::size_t lag) {
  const Moments of_a = moments_of(a);
  const Moments of_b = moments_of(b);
  double sum = 0;
  for (std::size_t i = lag; i < a.size(); ++i) sum += (a[i] - of_a.mean) * (b[i - lag] - of_b.mean);
  return sum / static_cast<double>(a.size() - lag) / std::sqrt(of_a.variance * of_b.variance);
}

}  // namespace

TEST_CASE("camera: mean and variance follow the photon transfer of the model", "[hardware]") {
  const CameraModel model{.gain_dn_per_e = 0.5, .offset_dn = 200, .read_noise_e = 6};
  const double photons = GENERATE(0.0, 3.0, 400.0, 20000.0);
  const Moments m = moments_of(expose(flat_light(photons, 400, 250), model, {.seed = 1}));
  // 100 000 pixels: relative uncertainty of a variance sqrt(2/n) = 0.45 %; five of it.
  const double variance = 0.25 * (photons + 36) + 1.0 / 12;
  CHECK_THAT(m.mean, WithinAbs(200 + photons / 2, 5 * std::sqrt(variance / 1e5)));
  CHECK_THAT(m.variance, WithinRel(variance, 5 * std::sqrt(2 / 1e5)));
}

TEST_CASE("camera: two frames give back gain, read noise and full well", "[hardware]") {
  const double gain = GENERATE(0.4, 2.5);
  const double read_noise = GENERATE(1.6, 7.0);
  const CameraModel model{
      .gain_dn_per_e = gain, .offset_dn = 300, .read_noise_e = read_noise, .full_well_e = 15000};
  const auto pair = [&](double photons) {
    const auto light = flat_light(photons, 512, 400);
    return two_frames(expose(light, model, {.step = 1, .frame = 0}),
                      expose(light, model, {.step = 1, .frame = 1}));
  };
  const double n = 512 * 400;
  const TwoFrames dark = pair(0);
  const TwoFrames bright = pair(8000);
  const double found_gain = (bright.variance - dark.variance) / (bright.mean - dark.mean);
  CHECK_THAT(found_gain, WithinRel(gain, 5 * std::sqrt(2 / n)));
  const double found_noise = std::sqrt(dark.variance - 1.0 / 12) / gain;
  // u(sigma)/sigma = sqrt(1/(2 n)), of all the dark variance, quantisation included.
  CHECK_THAT(found_noise, WithinRel(read_noise, 5 * std::sqrt(0.5 / n) * dark.variance /
                                                    (dark.variance - 1.0 / 12)));
  const TwoFrames full = pair(40000);
  CHECK_THAT((full.mean - dark.mean) / gain, WithinRel(15000, 1e-4));
  CHECK_THAT(full.variance, WithinRel(dark.variance, 5 * std::sqrt(4 / n)));
}

TEST_CASE("camera: without noise each number is the formula's", "[hardware]") {
  CameraModel model = counter();
  CHECK(only_value(model, 1234.4) == 1234);
  CHECK(only_value(model, 1234.6) == 1235);
  CHECK(only_value(model, 1000, {.light_factor = 1.25}) == 1250);
  model.quantum_efficiency = {0.1, 0.6, 0.2};
  CHECK(only_value(model, 1000) == 600);  // grey: the second
  model.gain_dn_per_e = 2;
  model.offset_dn = 50;
  CHECK(only_value(model, 1000) == 1250);
  model.full_well_e = 500;
  CHECK(only_value(model, 1000) == 1050);
  model.nonlinearity = 0.1;
  CHECK(only_value(model, 1000) == 950);         // at full well: a tenth is missing
  CHECK(only_value(model, 500.0 / 1.2) == 525);  // 250 e: a twentieth
  model.nonlinearity = -0.1;
  CHECK(only_value(model, 1000) == 1150);
}

TEST_CASE("camera: samples are clipped at zero and at the converter's largest", "[hardware]") {
  CameraModel model = counter();
  const int bits = GENERATE(8, 10, 12, 14, 16);
  model.bits = bits;
  CHECK(only_value(model, 90000) == std::exp2(bits) - 1);
  model.offset_dn = -100;
  CHECK(only_value(model, 0) == 0);
  CHECK(only_value(model, 99) == 0);
  CHECK(only_value(model, 150) == 50);
}

TEST_CASE("camera: light that is no number or endless makes no nonsense", "[hardware]") {
  CameraModel model;
  const bool noise = GENERATE(false, true);
  model.noise = noise;
  model.read_noise_e = 0;
  CHECK(only_value(model, std::numeric_limits<double>::quiet_NaN()) <= 100);
  CHECK(only_value(model, -50) == 100);
  CHECK(only_value(model, std::numeric_limits<double>::infinity()) == 65535);
}

TEST_CASE("camera: a frame is a function of seed, step and frame alone", "[hardware]") {
  const auto light = flat_light(500, 32, 16);
  const Frame frame = expose(light, {}, {.seed = 7, .step = 1, .frame = 0});
  expose(light, {}, {.seed = 9, .step = 9, .frame = 9});
  CHECK(words_of(expose(light, {}, {.seed = 7, .step = 1, .frame = 0})) == words_of(frame));
  CHECK(words_of(expose(light, {}, {.seed = 8, .step = 1, .frame = 0})) != words_of(frame));
  CHECK(words_of(expose(light, {}, {.seed = 7, .step = 2, .frame = 0})) != words_of(frame));
  CHECK(words_of(expose(light, {}, {.seed = 7, .step = 1, .frame = 1})) != words_of(frame));
  CHECK(words_of(expose(light, {}, {.seed = 1, .step = 7, .frame = 0})) != words_of(frame));
  CHECK(words_of(expose(light, {.sensor_seed = 5}, {.seed = 7, .step = 1})) == words_of(frame));
}

TEST_CASE("camera: the same bits on any number of threads", "[hardware]") {
  CameraModel model{.read_noise_spread = 0.4, .dark_current_e_per_s = 3, .hot_pixels = 0.01};
  model.prnu = 0.02;
  model.dsnu_e = 2;
  model.hot_current_e_per_s = 100;
  const bool colour = GENERATE(false, true);
  if (colour) {
    model.mosaic = Mosaic::grbg;
    model.in_camera = {
        .corner_gain = {1.5, 1.2, 1.4}, .demosaic = true, .denoise = true, .sharpening = 1};
  }
  const auto light = flat_light(700, 101, 53, colour ? 3 : 1);
  const auto frame = [&](std::size_t threads) {
    return words_of(expose(light, model, {.time_s = 0.5, .seed = 3, .threads = threads}));
  };
  CHECK(frame(2) == frame(1));
  CHECK(frame(7) == frame(1));
}

TEST_CASE("camera: noise of neighbours, rows, frames, steps is not correlated", "[hardware]") {
  const auto light = flat_light(200, 300, 300);
  const auto values = [&](std::uint64_t seed, std::uint64_t step, std::uint64_t frame) {
    return numbers_of(expose(light, {}, {.seed = seed, .step = step, .frame = frame}));
  };
  const auto first = values(1, 1, 1);
  // Standard deviation of a correlation of 90 000 pairs: 0.0033.
  const double bound = 5 / 300.0;
  for (const std::size_t lag : {1U, 2U, 299U, 300U, 301U, 600U}) {
    INFO("lag " << lag);
    CHECK(std::abs(correlation(first, first, lag)) < bound);
  }
  CHECK(std::abs(correlation(first, values(2, 1, 1), 0)) < bound);
  CHECK(std::abs(correlation(first, values(1, 2, 1), 0)) < bound);
  CHECK(std::abs(correlation(first, values(1, 1, 2), 0)) < bound);
  CHECK(std::abs(correlation(first, values(1, 1, 2), 300)) < bound);
}

TEST_CASE("camera: known electrons are exposed as if every photon counted", "[hardware]") {
  CameraModel model = counter();
  model.quantum_efficiency = {0.5, 0.5, 0.5};
  const targets::ExpectedImage image{2, 1, {10, 20}};
  CHECK(words_of(expose(image, model, 1, 2, 3)) == std::vector<std::uint16_t>{10, 20});
}

TEST_CASE("camera: each colour filter sees its own colour at its own place", "[hardware]") {
  CameraModel model = counter();
  model.quantum_efficiency = {0.5, 1, 0.25};
  LightImage light = flat_light(0, 3, 3, 3);
  for (std::size_t i = 0; i < 9; ++i) {
    light.colours[0][i] = 1000;
    light.colours[1][i] = 3000;
    light.colours[2][i] = 8000;
  }
  using Row = std::vector<std::uint16_t>;
  const auto recorded = [&](Mosaic mosaic) {
    model.mosaic = mosaic;
    return words_of(expose(light, model, {}));
  };
  CHECK(recorded(Mosaic::rggb) == Row{500, 3000, 500, 3000, 2000, 3000, 500, 3000, 500});
  CHECK(recorded(Mosaic::bggr) == Row{2000, 3000, 2000, 3000, 500, 3000, 2000, 3000, 2000});
  CHECK(recorded(Mosaic::grbg) == Row{3000, 500, 3000, 2000, 3000, 2000, 3000, 500, 3000});
  CHECK(recorded(Mosaic::gbrg) == Row{3000, 2000, 3000, 500, 3000, 500, 3000, 2000, 3000});
  const Frame frame = expose(light, model, {});
  CHECK(frame.info.mosaic == Mosaic::gbrg);
  CHECK(extract_plane(frame, 0).values.front() == 500);  // red, where the frame says it is

  model.mosaic = Mosaic::none;
  const Frame rgb = expose(light, model, {});
  CHECK(rgb.info.channels == 3);
  CHECK(words_of(rgb).size() == 27);
  CHECK(words_of(rgb)[3] == 500);
  CHECK(words_of(rgb)[4] == 3000);
  CHECK(words_of(rgb)[5] == 2000);
  light.colours.resize(1);  // one wavelength, seen through the filters
  CHECK(recorded(Mosaic::rggb) == Row{500, 1000, 500, 1000, 250, 1000, 500, 1000, 500});
}

TEST_CASE("camera: the frame says what camera made it", "[hardware]") {
  const Frame frame = expose(flat_light(10, 8, 6), {.offset_dn = 64, .bits = 12}, {});
  CHECK(frame.info.width == 8);
  CHECK(frame.info.height == 6);
  CHECK(frame.info.channels == 1);
  CHECK(frame.info.sample_type == SampleType::u16);
  CHECK(frame.info.transfer == Transfer::linear);
  CHECK(frame.info.processed == false);
  CHECK(frame.info.significant_bits == 12);
  CHECK(frame.info.black_level == 64.0);
  CHECK(!frame.info.lossy);
}
