// SPDX-License-Identifier: Apache-2.0
#include "suite/core/random.hpp"
#include "tests/unit/targets/shapes.hpp"

#include <numbers>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using etalon::test::fact;
using etalon::test::laid_out;
using etalon::test::light;
using etalon::test::smooth_average;
using namespace etalon;
using namespace etalon::targets;

namespace {

/// Variance of the light over the square of its mean, over seeds and places.
double relative_variance(const OptionTexts& options, double sigma) {
  constexpr int kSeeds = 60;
  constexpr int kPlaces = 2000;
  double squares = 0;
  std::vector<double> x(kPlaces);
  std::vector<double> y(kPlaces);
  const std::vector<double> sigmas(kPlaces, sigma);
  std::vector<float> value(kPlaces);
  for (int seed = 0; seed < kSeeds; ++seed) {
    const Scene scene = laid_out("natural_texture", options, static_cast<std::uint64_t>(seed));
    auto generator = generator_for(static_cast<std::uint64_t>(seed), 99, 0);
    std::uniform_real_distribution<double> place(-1e4, 1e4);
    for (double& v : x) v = place(generator);
    for (double& v : y) v = place(generator);
    scene.pattern->light_at(x, y, sigmas, value);
    for (const float v : value) squares += std::pow(double{v} / 0.5 - 1, 2);
  }
  return squares / (kSeeds * kPlaces);
}

/// What is left of the variance after an average, for power f^-exponent between two frequencies:
/// integral of f^(1 - exponent) exp(-4 pi^2 sigma^2 f^2) df.
double left_after(double sigma, double exponent, double low, double high) {
  double with = 0;
  double without = 0;
  constexpr int kSteps = 20000;
  for (int i = 0; i < kSteps; ++i) {
    const double f = low * std::pow(high / low, (i + 0.5) / kSteps);
    const double power = std::pow(f, 2 - exponent);  // df = f d(log f)
    without += power;
    with += power * std::exp(-4 * std::pow(std::numbers::pi * sigma * f, 2));
  }
  return with / without;
}

}  // namespace

TEST_CASE("texture has the contrast and the power law that it states", "[targets]") {
  for (const double exponent : {1.0, 2.0, 3.0}) {
    const OptionTexts options{{"finest", "1 um"},
                              {"coarsest", "40 um"},
                              {"contrast", "20 %"},
                              {"exponent", number_to_text(exponent)}};
    CHECK_THAT(relative_variance(options, 1e-6), WithinRel(0.04, 0.02));
    for (const double sigma : {0.15, 0.4, 1.0, 3.0}) {
      INFO("exponent " << exponent << " sigma " << sigma);
      const double left = left_after(sigma, exponent, 1 / 40.0, 1);
      CHECK_THAT(relative_variance(options, sigma) / 0.04, WithinAbs(left, 0.012 + 0.03 * left));
    }
  }
}

TEST_CASE("an averaged texture is the average of the texture", "[targets]") {
  const Scene scene = laid_out("natural_texture", {{"finest", "1 um"}, {"coarsest", "30 um"}});
  const auto at = [&](double x, double y) { return light(scene, x, y, 1e-9); };
  for (const double sigma : {0.2, 0.9}) {
    // Nothing in it is finer than 1 um: few steps are many.
    CHECK_THAT(light(scene, 812.3, -77.7, sigma),
               WithinAbs(smooth_average(at, 812.3, -77.7, sigma, 60), 3e-6));
  }
}

TEST_CASE("texture is the same far away from the middle and near it", "[targets]") {
  const Scene scene = laid_out("natural_texture", {{"contrast", "20 %"}});
  for (const double far : {0.0, 1e3, 1e5}) {
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < 4000; ++i) {
      const double v = light(scene, far + 1.37 * i, -far + 2.11 * i, 0.05) / 0.5 - 1;
      sum += v;
      squares += v * v;
    }
    INFO(far);
    CHECK_THAT(sum / 4000, WithinAbs(0, 0.03));
    CHECK_THAT(std::sqrt(squares / 4000), WithinRel(0.2, 0.15));
  }
}

TEST_CASE("an uneven layer varies as said, an even one does not", "[targets]") {
  const Scene even = laid_out("thin_layer", {{"thickness", "3 um"}});
  CHECK(even.thickness_um == 3);
  CHECK(light(even, 123, -5, 0.3) == 1);
  const Scene uneven = laid_out("thin_layer", {{"unevenness", "10 %"}, {"patch", "20 um"}});
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 10000; ++i) {
    const double v = light(uneven, 13.7 * i, -7.9 * i, 0.3);
    sum += v;
    squares += v * v;
  }
  const double mean = sum / 10000;
  CHECK_THAT(mean, WithinRel(fact(uneven, "mean_light"), 0.01));
  CHECK_THAT(std::sqrt(squares / 10000 - mean * mean) / mean, WithinRel(0.1, 0.05));
}
