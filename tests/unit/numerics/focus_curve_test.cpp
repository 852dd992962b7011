// SPDX-License-Identifier: Apache-2.0
// The peak of a sharpness through focus: closed forms, the integral of a defocused lens, how often
// intervals hold the truth, and refusals.
#include "suite/numerics/focus_curve.hpp"

#include "suite/core/random.hpp"
#include "suite/core/uncertainty.hpp"
#include "targets/exact/otf.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <functional>
#include <random>
#include <vector>

using namespace etalon;
using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using Sharpness = std::function<double(double)>;

std::vector<FocusReading> read(const Sharpness& sharpness, int places, double step,
                               double relative_noise) {
  std::vector<FocusReading> readings;
  for (int i = 0; i < places; ++i) {
    const double value = sharpness(step * i);
    readings.push_back({step * i, value, relative_noise * value});
  }
  return readings;
}

/// A Gaussian blur that grows as s^2 = 1 + ((z - best)/2)^2.
Sharpness gaussian(double best) {
  return [=](double z) { return 0.2 / std::sqrt(1 + std::pow((z - best) / 2, 2)); };
}

double total(const FocusValue& value) { return std::hypot(value.noise, value.shape); }

/// Does the interval that a metric states (Student's t for the noise) hold the truth?
bool holds(const FocusValue& value, double degrees, double truth) {
  BudgetComponent noise;
  noise.standard_uncertainty = value.noise;
  noise.degrees_of_freedom = degrees;
  BudgetComponent shape;
  shape.standard_uncertainty = value.shape;
  const Budget budget{noise, shape};
  return std::abs(value.value - truth) <= coverage_factor(effective_degrees_of_freedom(budget)) *
                                              combined_standard_uncertainty(budget);
}

struct Counts {
  int runs = 0;
  int position = 0;
  int sharpness = 0;
  int depth = 0;
  int depths = 0;
};

/// (m_max/m)^2 about a peak at 0.
struct Shape {
  double b3 = 0;
  double b4 = 0;
  double b5 = 0;

  double operator()(double t) const {
    return 1 + t * t * (1.5 + t * (b3 + t * (b4 + t * (b5 - 0.1 * t))));
  }
  /// One peak, on either side of which it falls.
  bool is_a_peak() const {
    for (double t = 0.05; t < 2; t += 0.05) {
      if ((*this)(t) < (*this)(t - 0.05) || (*this)(-t) < (*this)(0.05 - t)) return false;
    }
    return (*this)(2) > 4 && (*this)(-2) > 4;
  }
  double depth() const {
    double low = 0;
    double high = 0;
    while ((*this)(-low) < 1 / 0.64) low += 1e-4;
    while ((*this)(high) < 1 / 0.64) high += 1e-4;
    return low + high;
  }
};

/// Drawn from what the model assumes.
Shape drawn_shape(std::mt19937_64& generator) {
  std::normal_distribution<double> normal;
  Shape shape;
  do {
    shape.b3 = 0.3 * normal(generator);
    shape.b4 = 0.6 + 0.8 * normal(generator);
    shape.b5 = 0.2 * normal(generator);
  } while (!shape.is_a_peak());
  return shape;
}

/// Peaks anywhere between the places.
Counts count(double noise, int places, int runs) {
  Counts counts;
  for (int run = 0; run < runs; ++run) {
    auto generator =
        generator_for(11, static_cast<std::uint64_t>(places), static_cast<std::uint64_t>(run));
    std::normal_distribution<double> normal;
    const Shape shape = drawn_shape(generator);
    const double step = 4.0 / places;
    const double best = 2 + step * std::uniform_real_distribution<double>(-0.5, 0.5)(generator);
    auto readings =
        read([&](double z) { return 0.2 / std::sqrt(shape(z - best)); }, places, step, noise);
    for (auto& r : readings) r.sharpness += r.noise * normal(generator);
    const auto peak = find_focus_peak(readings);
    if (peak.problem != FocusProblem::none) continue;
    ++counts.runs;
    counts.position += holds(peak.position, peak.degrees_of_freedom, best) ? 1 : 0;
    counts.sharpness += holds(peak.sharpness, peak.degrees_of_freedom, 0.2) ? 1 : 0;
    if (!peak.depth) continue;
    ++counts.depths;
    counts.depth += holds(*peak.depth, peak.degrees_of_freedom, shape.depth()) ? 1 : 0;
  }
  return counts;
}

}  // namespace

TEST_CASE("a Gaussian blur that grows with the defocus: peak and depth in closed form") {
  const auto peak = find_focus_peak(read(gaussian(5.3), 21, 0.5, 1e-4));
  REQUIRE(peak.problem == FocusProblem::none);
  CHECK_THAT(peak.position.value, WithinAbs(5.3, 1e-3));
  CHECK_THAT(peak.sharpness.value, WithinRel(0.2, 1e-4));
  REQUIRE(peak.depth);
  CHECK_THAT(peak.depth->value, WithinRel(4 * 0.75, 1e-3));  // (z/2)^2 = 1/0.64 - 1
  CHECK_THAT(peak.at(6.3), WithinRel(gaussian(5.3)(6.3), 1e-4));
  CHECK(std::abs(peak.asymmetry.value) < 0.01);
  // What the interval says must not be so wide that anything would fit.
  CHECK(total(peak.position) < 0.01);
}

TEST_CASE("a lens with a circular pupil: Hopkins' integral") {
  for (const double cutoff : {0.25, 0.55}) {
    DYNAMIC_SECTION("cut-off " << cutoff << " cycles/px") {
      const auto lens = [&](double z) {
        return targets::true_mtf50(targets::defocus_otf(cutoff, std::abs(z - 0.63)), deg(5));
      };
      const auto peak = find_focus_peak(read(lens, 21, 0.06, 1e-3));
      REQUIRE(peak.problem == FocusProblem::none);
      CHECK_THAT(peak.position.value, WithinAbs(0.63, 2e-3));
      CHECK_THAT(peak.sharpness.value, WithinRel(lens(0.63), 1e-3));
      CHECK(std::abs(peak.sharpness.value - lens(0.63)) < 2 * total(peak.sharpness));
    }
  }
}

TEST_CASE("a curve that falls faster on one side is said to") {
  const auto lopsided = [](double z) {
    const double t = z - 2;
    return 0.2 / std::sqrt(1 + t * t * (1.4 + 0.6 * t + 0.6 * t * t));
  };
  const auto peak = find_focus_peak(read(lopsided, 33, 0.125, 1e-3));
  REQUIRE(peak.problem == FocusProblem::none);
  CHECK(peak.asymmetry.value > 5 * total(peak.asymmetry));
  CHECK_THAT(peak.position.value, WithinAbs(2, 0.01));
}

TEST_CASE("intervals hold the truth whatever the shape, the noise and the number of places") {
  for (const int places : {13, 41}) {
    for (const double noise : {0.0002, 0.003, 0.02}) {
      DYNAMIC_SECTION(places << " places, noise " << 100 * noise << " %") {
        const auto counts = count(noise, places, 1000);
        INFO("position " << counts.position << ", sharpness " << counts.sharpness << " of "
                         << counts.runs << ", depth " << counts.depth << " of " << counts.depths);
        CHECK(counts.runs > 900);
        CHECK(counts.position > 0.93 * counts.runs);
        CHECK(counts.sharpness > 0.93 * counts.runs);
        CHECK(counts.depth > 0.93 * counts.depths);
        CHECK(counts.position < 0.99 * counts.runs);
        CHECK(counts.sharpness < 0.99 * counts.runs);
      }
    }
  }
}

TEST_CASE("places that scatter more than they say widen the interval") {
  auto readings = read(gaussian(5), 21, 0.5, 0.002);
  const double quiet = find_focus_peak(readings).position.noise;
  for (std::size_t i = 0; i < readings.size(); ++i)
    readings[i].sharpness *= i % 2 == 0 ? 1.02 : 0.98;
  CHECK(find_focus_peak(readings).position.noise > 4 * quiet);
}

TEST_CASE("what holds no peak is refused for what it lacks") {
  CHECK(find_focus_peak({}).problem == FocusProblem::too_few);
  CHECK(find_focus_peak(read(gaussian(1), 4, 0.5, 0.01)).problem == FocusProblem::too_few);
  CHECK(find_focus_peak(read(gaussian(20), 30, 5, 0.01)).problem == FocusProblem::too_few);
  CHECK(find_focus_peak(read([](double) { return 0.2; }, 21, 0.5, 0.01)).problem ==
        FocusProblem::no_peak);
  CHECK(find_focus_peak(read(gaussian(-1), 21, 0.5, 0.01)).problem == FocusProblem::outside);
  CHECK(find_focus_peak(read(gaussian(0.7), 21, 0.8, 0.01)).problem == FocusProblem::outside);
  CHECK(find_focus_peak(read(gaussian(11), 21, 0.5, 0.01)).problem == FocusProblem::outside);
}
