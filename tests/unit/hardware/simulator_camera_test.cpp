// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera.hpp"
#include "suite/core/quantity.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <variant>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::hardware;

namespace {

targets::ExpectedImage flat(double mean, int side = 200) {
  return {side, side, std::vector<double>(static_cast<std::size_t>(side * side), mean)};
}

const std::vector<std::uint16_t>& samples(const Frame& frame) {
  return std::get<std::vector<std::uint16_t>>(frame.samples);
}

struct Moments {
  double mean = 0;
  double variance = 0;
};
Moments moments(const Frame& frame) {
  Moments m;
  const auto& values = samples(frame);
  const auto n = static_cast<double>(values.size());
  for (const auto v : values) m.mean += v / n;
  for (const auto v : values) m.variance += (v - m.mean) * (v - m.mean) / (n - 1);
  return m;
}

}  // namespace

TEST_CASE("mean and variance follow the photon transfer of the model", "[hardware]") {
  CameraModel model;
  model.gain = ConversionGain{0.5};
  model.offset = dn(200);
  model.read_noise = electrons(6);
  for (const double mean : {0.0, 3.0, 400.0, 20000.0}) {
    const Moments m = moments(expose(flat(mean), model, 1, 2, 3));
    // Variance: K^2 (shot + read noise) + 1/12 of rounding; 40 000 pixels tell both to about 1 %.
    const double variance = 0.25 * (mean + 36) + 1.0 / 12;
    CHECK_THAT(m.mean, WithinAbs(200 + mean / 2, 5 * std::sqrt(variance / 40000)));
    CHECK_THAT(m.variance, WithinRel(variance, 0.04));
  }
}

TEST_CASE("a frame is a function of seed, step and frame alone", "[hardware]") {
  const auto scene = flat(500, 32);
  const Frame frame = expose(scene, {}, 7, 1, 0);
  expose(scene, {}, 9, 9, 9);
  CHECK(samples(expose(scene, {}, 7, 1, 0)) == samples(frame));
  CHECK(samples(expose(scene, {}, 8, 1, 0)) != samples(frame));
  CHECK(samples(expose(scene, {}, 7, 2, 0)) != samples(frame));
  CHECK(samples(expose(scene, {}, 7, 1, 1)) != samples(frame));
}

TEST_CASE("the frame says what camera made it", "[hardware]") {
  CameraModel model;
  model.bits = 12;
  const Frame frame = expose(flat(10, 8), model, 1, 1, 1);
  CHECK(frame.info.width == 8);
  CHECK(frame.info.height == 8);
  CHECK(frame.info.transfer == Transfer::linear);
  CHECK(frame.info.significant_bits == 12);
  CHECK(frame.info.black_level == 100.0);
  CHECK(!frame.info.lossy);
}

TEST_CASE("full well and the largest number cut off", "[hardware]") {
  CameraModel model;
  model.bits = 10;
  CHECK(moments(expose(flat(5000, 16), model, 1, 1, 1)).mean == 1023);
  model.bits = 16;
  model.full_well = electrons(1000);
  model.read_noise = electrons(0);
  CHECK(moments(expose(flat(5000, 16), model, 1, 1, 1)).mean == 1100);
  model.offset = dn(-100);
  CHECK(moments(expose(flat(0, 16), model, 1, 1, 1)).mean == 0);
}
