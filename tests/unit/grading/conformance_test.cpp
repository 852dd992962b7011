// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/conformance.hpp"

#include "suite/grading/decision.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/grading/examples.hpp"

#include <cmath>
#include <limits>
#include <random>

using namespace etalon;
using namespace etalon::grading;
using Catch::Matchers::WithinAbs;

namespace {

MeasurementResult with_degrees(double value, double u, double degrees) {
  MeasurementResult result;
  result.value = value;
  result.standard_uncertainty = u;
  result.degrees_of_freedom = degrees;
  result.interval = coverage_interval(value, u, degrees);
  return result;
}

// Closed forms of the cumulative distributions; the code under test integrates.
double normal(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }
double student_1(double x) { return 0.5 + std::atan(x) / std::acos(-1.0); }
double student_2(double x) { return 0.5 + x / (2 * std::sqrt(2 + x * x)); }
double student_4(double x) {
  const double s = 1 + x * x / 4;
  return 0.5 + 3.0 / 8 * x / std::sqrt(s) * (1 - x * x / (12 * s));
}

}  // namespace

TEST_CASE("The conformance probability of a normal result is that of the error function") {
  const double offset = GENERATE(-4.0, -1.3, -0.2, 0.0, 0.2, 1.3, 4.0);  // in u, towards "good"
  const double u = 0.07;
  const double infinite = kInfiniteDegreesOfFreedom;
  CHECK_THAT(
      conformance_probability(test::width_limit(), with_degrees(1.5 - offset * u, u, infinite)),
      WithinAbs(normal(offset), 1e-12));
  CHECK_THAT(
      conformance_probability(test::evenness_limit(), with_degrees(50 + offset * u, u, infinite)),
      WithinAbs(normal(offset), 1e-12));
}

TEST_CASE("With few degrees of freedom it is that of Student's t") {
  const double offset = GENERATE(-3.0, -0.5, 0.5, 3.0);
  const auto probability = [&](double degrees) {
    return conformance_probability(test::width_limit(),
                                   with_degrees(1.5 - offset * 0.1, 0.1, degrees));
  };
  CHECK_THAT(probability(1), WithinAbs(student_1(offset), 1e-12));
  CHECK_THAT(probability(2), WithinAbs(student_2(offset), 1e-12));
  CHECK_THAT(probability(4), WithinAbs(student_4(offset), 1e-12));
}

TEST_CASE("A result just good enough to pass conforms with 97.5 %") {
  const auto at_guard_band = with_degrees(1.5 - coverage_factor(4) * 0.02, 0.02, 4);
  CHECK_THAT(conformance_probability(test::width_limit(), at_guard_band), WithinAbs(0.975, 1e-10));
}

TEST_CASE("An asymmetric interval counts with the side towards the limit") {
  MeasurementResult result = with_degrees(1.4, 0.02, kInfiniteDegreesOfFreedom);
  const double k = coverage_factor(kInfiniteDegreesOfFreedom);
  result.interval = {1.4 - 0.01 * k, 1.4 + 0.08 * k};
  CHECK_THAT(conformance_probability(test::width_limit(), result),
             WithinAbs(normal(0.1 / 0.08), 1e-12));
  result.value = 1.6;
  result.interval = {1.6 - 0.08 * k, 1.6 + 0.01 * k};
  CHECK_THAT(conformance_probability(test::width_limit(), result),
             WithinAbs(normal(-0.1 / 0.08), 1e-12));
}

TEST_CASE("Where nothing is known of the scatter the probability is a half") {
  CHECK(conformance_probability(test::width_limit(), with_degrees(1.0, 0.1, 0)) == 0.5);
  CHECK(conformance_probability(test::width_limit(), with_degrees(9.0, 0.1, 0)) == 0.5);
}

TEST_CASE("An interval of a model of its own counts also without degrees of freedom") {
  MeasurementResult result = with_degrees(1.4, 0.05, 0);
  const double k = coverage_factor(kInfiniteDegreesOfFreedom);
  result.interval = {1.4 - 0.05 * k, 1.4 + 0.05 * k};
  CHECK_THAT(conformance_probability(test::width_limit(), result), WithinAbs(normal(2), 1e-12));
}

TEST_CASE("Of instruments that lie exactly at the limit, 2.5 % pass and 2.5 % fail") {
  const double degrees = GENERATE(5.0, kInfiniteDegreesOfFreedom);
  Limit limit = GENERATE(test::width_limit(), test::evenness_limit());
  limit.largest_expanded_uncertainty = 1e9;
  const double sigma = 0.01;
  std::mt19937_64 engine(20261125);
  std::normal_distribution<double> scatter(0, sigma);
  std::chi_squared_distribution<double> chi_squared(5);
  constexpr int kDraws = 60'000;
  int passed = 0;
  int failed = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = limit.value + scatter(engine);
    const double u = std::isinf(degrees) ? sigma : sigma * std::sqrt(chi_squared(engine) / degrees);
    const Verdict verdict = decide(limit, with_degrees(value, u, degrees)).verdict;
    passed += verdict == Verdict::pass ? 1 : 0;
    failed += verdict == Verdict::fail ? 1 : 0;
  }
  // Four standard deviations of a binomial share of 2.5 % in 60 000 draws: 0.0026.
  CHECK_THAT(passed / double{kDraws}, WithinAbs(0.025, 0.0026));
  CHECK_THAT(failed / double{kDraws}, WithinAbs(0.025, 0.0026));
}
