// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/rms_gradient.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace etalon;
using namespace etalon::imaging;
using Catch::Matchers::WithinRel;

namespace {

/// A wave along x with noise.
Plane wave(double amplitude, double noise, std::uint64_t seed) {
  Plane plane;
  plane.width = plane.height = 64;
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal(0, 1);
  for (int j = 0; j < 64; ++j)
    for (int i = 0; i < 64; ++i)
      plane.values.push_back(static_cast<float>(
          100 + amplitude * std::cos(2 * std::numbers::pi * i / 8.0) + noise * normal(generator)));
  return plane;
}

}  // namespace

TEST_CASE("the rms gradient of a wave is that of its differences", "[imaging]") {
  // Half of the difference over two samples: a sin(w) rms over sqrt 2.
  const double expected = 10 * std::sin(2 * std::numbers::pi / 8) / std::sqrt(2.0);
  CHECK_THAT(rms_gradient(wave(10, 0, 1), 0).value, WithinRel(expected, 0.02));
}

TEST_CASE("noise is taken out of the rms gradient, and its scatter is known", "[imaging]") {
  for (const double amplitude : {0.0, 1.0, 10.0}) {
    const double clean = amplitude > 0 ? rms_gradient(wave(amplitude, 0, 1), 0).value : 0;
    double squares = 0;
    double mean = 0;
    double stated = 0;
    constexpr int kRuns = 400;
    for (int run = 0; run < kRuns; ++run) {
      const auto found = rms_gradient(wave(amplitude, 2, static_cast<std::uint64_t>(run)), 4);
      mean += found.value / kRuns;
      squares += std::pow(found.value - clean, 2) / kRuns;
      stated += found.uncertainty / kRuns;
    }
    INFO(amplitude << ": " << mean << " +- " << std::sqrt(squares) << ", stated " << stated);
    if (amplitude < 5) {
      CHECK(mean < 0.2 + clean);
      continue;
    }
    CHECK_THAT(mean, WithinRel(clean, 0.002));
    CHECK_THAT(stated, WithinRel(std::sqrt(squares), 0.1));
  }
}
