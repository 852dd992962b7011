// SPDX-License-Identifier: Apache-2.0
// The variant based on ISO 12233:2023 has the bias that its steps are known to have.
#include "suite/metrics/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

OptionTexts iso(bool bin_box = false) {
  return {{"method", "slanted_edge/iso12233_2023"}, {"bin_box_correction", bin_box ? "yes" : "no"}};
}

targets::ExpectedImage edge(double sigma, double angle = 5, int width = 64, int height = 200) {
  targets::SlantedEdge made;
  made.width = width;
  made.height = height;
  made.angle = deg(angle);
  return gaussian_edge(made, sigma);
}

/// Error of MTF50 in per cent.
double bias(const Evaluation& evaluation, double sigma, double angle = 5) {
  const double truth = targets::true_mtf50(targets::gaussian_otf(sigma), deg(angle));
  return 100 * (result_of(evaluation, "mtf50").value / truth - 1);
}

}  // namespace

// Computed with an independent implementation: 64 px wide, 5 degrees.
TEST_CASE("the ISO variant has the published bias of its steps", "[metrics]") {
  CHECK_THAT(bias(measured(noise_free(edge(0.4)), iso()), 0.4), WithinAbs(-0.83, 0.4));
  CHECK_THAT(bias(measured(noise_free(edge(0.8)), iso()), 0.8), WithinAbs(-0.12, 0.4));
  CHECK_THAT(bias(measured(noise_free(edge(1.5)), iso()), 1.5), WithinAbs(0.50, 0.4));
}

TEST_CASE("dividing by the transfer of the bins raises it as computed", "[metrics]") {
  CHECK_THAT(bias(measured(noise_free(edge(0.4)), iso(true)), 0.4), WithinAbs(0.19, 0.4));
  CHECK_THAT(bias(measured(noise_free(edge(0.8)), iso(true)), 0.8), WithinAbs(0.24, 0.4));
  const double with = result_of(measured(noise_free(edge(0.4)), iso(true)), "mtf50").value;
  const double without = result_of(measured(noise_free(edge(0.4)), iso()), "mtf50").value;
  CHECK_THAT(100 * (with / without - 1), WithinAbs(0.19 + 0.83, 0.2));
}

// Without the derivative correction: -4.7 and -1.5 %; without the cosine: -6.1 % at 20 degrees.
TEST_CASE("frequencies of the ISO variant are along the normal", "[metrics]") {
  for (const double angle : {3.0, 10.0, 20.0}) {
    INFO(angle << " degrees");
    CHECK(std::abs(bias(measured(noise_free(edge(0.8, angle, 128, 240)), iso()), 0.8, angle)) <
          0.8);
  }
}

TEST_CASE("the ISO variant has its own identity", "[metrics]") {
  const auto evaluation = measured(noise_free(edge(0.8)), iso());
  CHECK(evaluation.method == "slanted_edge/iso12233_2023");
  CHECK(evaluation.parameters.at("bin_box_correction") == "no");
  CHECK(measured(noise_free(edge(0.8))).method == "slanted_edge/spline");
}

TEST_CASE("bright left or right, upright or lying: the ISO variant agrees with itself",
          "[metrics]") {
  const auto image = edge(0.8, 5, 120, 200);
  const double upright = result_of(measured(noise_free(image), iso()), "mtf50").value;
  CHECK_THAT(result_of(measured(noise_free(inverted(image)), iso()), "mtf50").value,
             WithinRel(upright, 1e-3));
  CHECK_THAT(result_of(measured(noise_free(turned(image)), iso()), "mtf50").value,
             WithinRel(upright, 1e-3));
}

// Its interval speaks of noise, not of the bias of the standard's steps: it has to contain the mean
// of many draws. 95 % of 40 is 38; 32 or fewer has a probability of 0.3 %.
TEST_CASE("intervals of the ISO variant contain the mean of the ensemble", "[metrics]") {
#ifdef __SANITIZE_ADDRESS__
  constexpr int kSeeds = 10;
#else
  constexpr int kSeeds = 40;
#endif
  std::vector<MeasurementResult> results;
  double mean = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto evaluation =
        measured(exposed(edge(0.8, 5, 100, 200), static_cast<std::uint64_t>(seed)), iso());
    results.push_back(result_of(evaluation, "mtf50"));
    mean += results.back().value / kSeeds;
  }
  int contained = 0;
  double squares = 0;
  double stated = 0;
  for (const auto& result : results) {
    contained += result.interval.lower <= mean && mean <= result.interval.upper ? 1 : 0;
    squares += (result.value - mean) * (result.value - mean) / (kSeeds - 1);
    stated += result.standard_uncertainty / kSeeds;
  }
  CHECK(contained >= kSeeds * 32 / 40);
  CHECK(stated / std::sqrt(squares) > 0.7);
  CHECK(stated / std::sqrt(squares) < 1.6);
}
