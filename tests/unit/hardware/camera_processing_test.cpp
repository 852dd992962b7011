// SPDX-License-Identifier: Apache-2.0
// What cameras do to their numbers, and what their files then say.
#include "hardware/simulator/camera/expose.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/camera_frames.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;
using namespace etalon::test;

namespace {

CameraModel counter(int bits = 12) {  // one electron, one number
  return {.offset_dn = 0, .read_noise_e = 0, .bits = bits, .noise = false};
}

/// value(x, y, colour) as light.
template <class Value>
LightImage painted(int width, int height, std::size_t colours, const Value& value) {
  LightImage light{width, height, {}};
  for (std::size_t c = 0; c < colours; ++c) {
    auto& plane = light.colours.emplace_back();
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) plane.push_back(static_cast<float>(value(x, y, c)));
    }
  }
  return light;
}

double value_at(const Frame& frame, int x, int y, int channel = 0) {
  const auto place = (y * frame.info.width + x) * frame.info.channels + channel;
  return numbers_of(frame)[static_cast<std::size_t>(place)];
}

double rms_difference(const Frame& a, const Frame& b) {
  const auto x = numbers_of(a);
  const auto y = numbers_of(b);
  REQUIRE(x.size() == y.size());
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return std::sqrt(sum / static_cast<double>(x.size()));
}

}  // namespace

TEST_CASE("camera: twelve bits in the upper bits of sixteen", "[hardware]") {
  CameraModel model{.offset_dn = 100, .bits = 12};
  const auto light = flat_light(1500, 50, 40);
  const Frame plain = expose(light, model, {});
  model.in_camera.shifted_bits = 4;
  const Frame shifted = expose(light, model, {});
  for (std::size_t i = 0; i < words_of(plain).size(); ++i)
    CHECK(words_of(shifted)[i] == 16 * words_of(plain)[i]);
  CHECK(shifted.info.significant_bits == 16);
  CHECK(shifted.info.black_level == 1600.0);
  CHECK(shifted.info.processed == false);
  CHECK(words_of(expose(flat_light(9e4, 1, 1), model, {})).front() == 65520);
}

TEST_CASE("camera: the upper eight bits as bytes", "[hardware]") {
  CameraModel model = counter(12);
  model.offset_dn = 32;
  model.in_camera.eight_bit = true;
  const Frame frame = expose(
      painted(4, 1, 1, [](int x, int, std::size_t) { return x == 3 ? 9000 : 15 + x; }), model, {});
  CHECK(std::get<std::vector<std::uint8_t>>(frame.samples) ==
        std::vector<std::uint8_t>{2, 3, 3, 255});
  CHECK(frame.info.sample_type == SampleType::u8);
  CHECK(frame.info.significant_bits == 8);
  CHECK(frame.info.black_level == 2.0);
  CHECK(frame.info.transfer == Transfer::linear);
}

TEST_CASE("camera: the tone curve starts at the black level", "[hardware]") {
  CameraModel model = counter(12);
  model.offset_dn = 95;
  model.in_camera.gamma = GENERATE(0.45, 1 / 2.2, 2.0);
  const double electrons = GENERATE(0.0, 10.0, 400.0, 2000.0, 4000.0);
  const Frame frame = expose(flat_light(electrons, 1, 1), model, {});
  const double expected = 4095 * std::pow(electrons / 4000, model.in_camera.gamma);
  CHECK_THAT(words_of(frame).front(), WithinAbs(expected, 0.501));
  CHECK(frame.info.transfer == Transfer::encoded);
  CHECK(frame.info.black_level == 0.0);
  CHECK(frame.info.processed == false);
}

TEST_CASE("camera: lens-shading correction multiplies the signal, not the offset", "[hardware]") {
  CameraModel model = counter(16);
  model.offset_dn = 500;
  model.in_camera.corner_gain = {2, 1.5, 3};
  const Frame grey = expose(flat_light(1000, 41, 31), model, {});
  CHECK(value_at(grey, 20, 15) == 1500);
  CHECK(value_at(grey, 0, 0) == 2000);  // the second colour's gain
  CHECK(value_at(grey, 40, 30) == 2000);
  CHECK_THAT(value_at(grey, 40, 15), WithinAbs(1500 + 500 * 400.0 / 625, 0.51));  // 20^2 of 25^2
  CHECK(grey.info.processed == true);
  CHECK(grey.info.transfer == Transfer::linear);
  model.mosaic = Mosaic::rggb;
  const Frame raw = expose(flat_light(1000, 41, 31, 3), model, {});
  CHECK(value_at(raw, 0, 0) == 2500);  // red
  CHECK_THAT(value_at(raw, 1, 1), WithinRel(1500 + 2000 * (19.0 * 19 + 14 * 14) / 625, 1e-3));
  CHECK(raw.info.mosaic == Mosaic::rggb);
  model.mosaic = Mosaic::none;
  const Frame rgb = expose(flat_light(1000, 41, 31, 3), model, {});
  CHECK(value_at(rgb, 0, 0, 0) == 2500);
  CHECK(value_at(rgb, 0, 0, 1) == 2000);
  CHECK(value_at(rgb, 0, 0, 2) == 3500);
}

TEST_CASE("camera: demosaicking follows slopes and keeps what was recorded", "[hardware]") {
  CameraModel model = counter(16);
  model.mosaic = GENERATE(Mosaic::rggb, Mosaic::bggr, Mosaic::grbg, Mosaic::gbrg);
  model.in_camera.demosaic = true;
  const auto slope = [](int x, int y, std::size_t c) {
    return 1000.0 * static_cast<double>(c + 1) + 20 * x - 8 * y;
  };
  const Frame frame = expose(painted(12, 9, 3, slope), model, {});
  CHECK(frame.info.channels == 3);
  CHECK(frame.info.mosaic == Mosaic::none);
  CHECK(frame.info.processed == false);
  for (int y = 1; y < 8; ++y) {
    for (int x = 1; x < 11; ++x) {
      for (int c = 0; c < 3; ++c)
        CHECK(value_at(frame, x, y, c) == slope(x, y, static_cast<std::size_t>(c)));
    }
  }
}

TEST_CASE("camera: the noise filter takes single points away and leaves edges", "[hardware]") {
  CameraModel model = counter();
  model.in_camera.denoise = true;
  const Frame point = expose(
      painted(9, 9, 1, [](int x, int y, std::size_t) { return x == 4 && y == 4 ? 3000 : 100; }),
      model, {});
  CHECK(words_of(point) == std::vector<std::uint16_t>(81, 100));
  const Frame edge = expose(
      painted(9, 9, 1, [](int x, int, std::size_t) { return x < 5 ? 100 : 900; }), model, {});
  CHECK(value_at(edge, 4, 4) == 100);
  CHECK(value_at(edge, 5, 4) == 900);
  CHECK(edge.info.processed == true);
  // The middle of nine different values, wherever it stands.
  for (int turn = 0; turn < 9; ++turn) {
    const Frame nine = expose(
        painted(3, 3, 1,
                [&](int x, int y, std::size_t) { return 10 + 7 * ((5 * (3 * y + x) + turn) % 9); }),
        model, {});
    CHECK(value_at(nine, 1, 1) == 10 + 7 * 4);
  }
}

TEST_CASE("camera: sharpening raises contrast by its formula", "[hardware]") {
  CameraModel model = counter(16);
  const double frequency = GENERATE(0.1, 0.25, 0.4);
  const bool upright = GENERATE(false, true);
  const auto wave = [&](int x, int y, std::size_t) {
    return 20000 + 5000 * std::cos(2 * std::numbers::pi * frequency * (upright ? y : x));
  };
  model.in_camera.sharpening = 1.5;
  const Frame frame = expose(painted(40, 40, 1, wave), model, {});
  const double gain = 1 + 1.5 * std::pow(std::sin(std::numbers::pi * frequency), 2);
  for (int i = 5; i < 35; ++i) {
    const double expected = 20000 + gain * (wave(i, i, 0) - 20000);
    CHECK_THAT(value_at(frame, i, i), WithinAbs(expected, 2));
  }
  CHECK(frame.info.processed == true);
}

TEST_CASE("camera: through a JPEG file and back", "[hardware]") {
  CameraModel model = counter(10);
  const bool colour = GENERATE(false, true);
  const auto smooth = [](int x, int y, std::size_t c) {
    return 400 + 200 * std::sin(0.2 * x + 0.1 * y) + 60.0 * static_cast<double>(c);
  };
  if (colour) {
    model.mosaic = Mosaic::bggr;
    model.in_camera.demosaic = true;
  }
  const auto light = painted(64, 48, colour ? 3 : 1, smooth);
  model.in_camera.eight_bit = true;
  const Frame bytes = expose(light, model, {});
  const auto loss = [&](int quality) {
    model.in_camera.jpeg_quality = quality;
    return rms_difference(expose(light, model, {}), bytes);
  };
  CHECK(loss(95) < 2.5);
  CHECK(loss(95) > 0);
  CHECK(loss(60) > loss(95));
  CHECK(loss(10) > loss(60));
  const Frame file = expose(light, model, {});
  CHECK(file.info.lossy);
  CHECK(file.info.transfer == Transfer::encoded);
  CHECK(file.info.channels == (colour ? 3 : 1));
  CHECK(file.info.sample_type == SampleType::u8);
  CHECK(file.info.black_level == std::nullopt);
  CHECK(file.info.processed == std::nullopt);
}

TEST_CASE("camera: most files do not say how their values came to be", "[hardware]") {
  CameraModel model{.bits = 12};
  model.mosaic = Mosaic::rggb;
  model.in_camera.corner_gain = {2, 2, 2};
  const Frame told = expose(flat_light(500, 8, 8, 3), model, {});
  model.in_camera.describes_itself = false;
  const Frame silent = expose(flat_light(500, 8, 8, 3), model, {});
  CHECK(words_of(silent) == words_of(told));
  CHECK(silent.info.transfer == Transfer::unknown);
  CHECK(silent.info.processed == std::nullopt);
  CHECK(silent.info.black_level == std::nullopt);
  CHECK(silent.info.mosaic == Mosaic::none);
  CHECK(silent.info.significant_bits == 16);
}
