// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/spectrum.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace etalon;
using namespace etalon::imaging;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Plane noise(int width, int height) {
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal(50, 1);
  Plane plane;
  plane.width = width;
  plane.height = height;
  for (int k = 0; k < width * height; ++k)
    plane.values.push_back(static_cast<float>(normal(generator)));
  return plane;
}

/// Weights of 1: a transform that can be written down.
Apodisation flat(int width, int height) {
  return {std::vector<double>(static_cast<std::size_t>(width), 1),
          std::vector<double>(static_cast<std::size_t>(height), 1), 1, 0};
}

/// By the definition, term by term.
std::complex<double> transform_at(const Plane& plane, double mean, int column, int row) {
  std::complex<double> sum = 0;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      const double turns = static_cast<double>(column * x) / plane.width +
                           static_cast<double>(row * y) / plane.height;
      sum += (static_cast<double>(plane.row(y)[x]) - mean) *
             std::polar(1.0, -2 * std::numbers::pi * turns);
    }
  }
  return sum;
}

double mean_of(const std::vector<float>& values) {
  double sum = 0;
  for (const float v : values) sum += static_cast<double>(v);
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("a spectrum is the sum that defines it, for even and odd sides", "[imaging]") {
  for (const auto& [width, height] : {std::pair{10, 8}, {9, 8}, {10, 9}, {15, 5}}) {
    const Plane plane = noise(width, height);
    const Spectrum spectrum = spectrum_of(plane, flat(width, height));
    REQUIRE(spectrum.values.size() == static_cast<std::size_t>((width / 2 + 1) * height));
    for (int j = 0; j < height; ++j) {
      for (int i = 0; i < spectrum.columns(); ++i) {
        INFO(width << " x " << height << ": " << i << ", " << spectrum.row_number(j));
        const auto expected = transform_at(plane, mean_of(plane.values), i, spectrum.row_number(j));
        const std::complex<double> found = spectrum.row(j)[i];
        CHECK(std::abs(found - expected) < 2e-4);
      }
    }
  }
}

TEST_CASE("the samples come back from their spectrum", "[imaging]") {
  for (const auto& [width, height] : {std::pair{12, 10}, {15, 9}}) {
    const Plane plane = noise(width, height);
    const auto back = samples_of(spectrum_of(plane, flat(width, height)));
    REQUIRE(back.size() == plane.values.size());
    for (std::size_t k = 0; k < back.size(); ++k)
      CHECK_THAT(back[k] + mean_of(plane.values), WithinAbs(plane.values[k], 1e-4));
  }
}

TEST_CASE("the independent share of the weights is what their transform says", "[imaging]") {
  const int n = 40;
  const Apodisation weights = tukey_apodisation(n, n);
  // Covariance of white noise between two Fourier samples k apart: transform of the squared
  // weights.
  double squares = 0;
  double at_zero = 0;
  double spread = 0;
  double power = 0;
  for (int k = -n / 2; k < n / 2; ++k) {
    std::complex<double> covariance = 0;
    std::complex<double> amplitude = 0;
    for (std::size_t i = 0; i < weights.x.size(); ++i) {
      const auto turn = std::polar(1.0, -2 * std::numbers::pi * k * static_cast<double>(i) / n);
      covariance += weights.x[i] * weights.x[i] * turn;
      amplitude += weights.x[i] * turn;
    }
    squares += std::norm(covariance);
    if (k == 0) at_zero = std::norm(covariance);
    power += std::norm(amplitude);
    spread += std::norm(amplitude) * std::pow(static_cast<double>(k) / n, 2);
  }
  CHECK_THAT(weights.independent, WithinRel(std::pow(at_zero / squares, 2), 1e-9));
  CHECK_THAT(weights.spread, WithinRel(spread / power, 0.02));  // differences for slopes
}

TEST_CASE("fast lengths have small factors and cost few samples", "[imaging]") {
  CHECK(fast_length(2048) == 2048);
  CHECK(fast_length(2047) == 2025);
  CHECK(fast_length(1) == 1);
}
