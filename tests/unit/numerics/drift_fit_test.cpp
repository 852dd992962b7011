// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/drift_fit.hpp"

#include "suite/core/uncertainty.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace etalon;
using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Thirty positions in closed form: 0.05 t, a slow swing and a fast one that looks like noise.
DriftFit fit_of_swings(double slow, double fast, double localisation) {
  std::vector<double> times;
  std::vector<double> positions;
  for (int i = 0; i < 30; ++i) {
    times.push_back(7 + i + 0.1 * std::sin(i));
    positions.push_back(0.05 * (times.back() - 7) + slow * std::sin(0.13 * std::pow(i, 1.2)) +
                        fast * std::sin(1.7 * i * i));
  }
  return fit_drift(times, positions, localisation);
}

struct Noise {
  double localisation = 0;  ///< standard deviation
  double walk = 0;          ///< ... of a step
  double settling = 0;      ///< amplitude
};

struct Held {
  double part = 0;
  double mean = 0;
  double half_width = 0;
};

/// Of 40 series of 80 positions with a velocity of 0.2, settling over a seventh of the series.
Held held(const Noise& noise) {
  constexpr int kRuns = 40;
  std::mt19937_64 generator(11);
  std::normal_distribution<double> normal(0, 1);
  Held held;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> times;
    std::vector<double> positions;
    double walked = 0;
    for (int i = 0; i < 80; ++i) {
      times.push_back(0.5 * i);
      positions.push_back(3 + 0.1 * i + walked + noise.settling * std::exp(-i / 12.0) +
                          noise.localisation * normal(generator));
      walked += noise.walk * normal(generator);
    }
    const DriftFit fit = fit_drift(times, positions, noise.localisation);
    const double half = fit.standard_uncertainty * coverage_factor(fit.degrees_of_freedom);
    held.part += std::abs(fit.velocity - 0.2) < half ? 1.0 / kRuns : 0;
    held.mean += fit.velocity / kRuns;
    held.half_width += half / kRuns;
  }
  return held;
}

}  // namespace

TEST_CASE("a straight line has its slope, at any times", "[drift]") {
  std::vector<double> times;
  std::vector<double> positions;
  for (int i = 0; i < 24; ++i) {
    times.push_back(100 + i + 0.4 * std::sin(3.0 * i));
    positions.push_back(7 - 0.3 * (times.back() - times.front()));
  }
  const auto fit = fit_drift(times, positions, 0.01);
  CHECK_THAT(fit.velocity, WithinAbs(-0.3, 1e-9));
  CHECK_THAT(fit.start, WithinAbs(7, 1e-7));
  CHECK(fit.standard_uncertainty > 0);
  CHECK_FALSE(fit.settling.has_value());
}

// Computed in Python (numpy, scipy) with full matrices: inverse of C, pseudo-inverse of the
// columns, root of the mixture.
TEST_CASE("velocity, interval and probability of a wander are those of another program",
          "[drift]") {
  const auto noise = fit_of_swings(0, 1, 0.6);
  CHECK_THAT(noise.velocity, WithinRel(0.0498087753446718, 1e-8));
  CHECK_THAT(noise.standard_uncertainty, WithinRel(0.00930979999222593, 1e-7));
  CHECK_THAT(noise.degrees_of_freedom, WithinRel(3.9316624418682613, 1e-8));
  CHECK_THAT(noise.wander_probability, WithinRel(0.03579768968370334, 1e-7));
  const auto both = fit_of_swings(0.9, 0.6, 0);
  CHECK_THAT(both.velocity, WithinRel(0.06616736000782028, 1e-8));
  CHECK_THAT(both.standard_uncertainty, WithinRel(0.08615958705328786, 1e-7));
  CHECK_THAT(both.wander_probability, WithinRel(0.9995693888943579, 1e-7));
}

TEST_CASE("of a walk the velocity is that of its ends", "[drift]") {
  std::mt19937_64 generator(5);
  std::normal_distribution<double> normal(0, 1);
  std::vector<double> times;
  std::vector<double> positions;
  double x = 0;
  for (int i = 0; i < 200; ++i) {
    times.push_back(i);
    positions.push_back(x);
    x += 0.1 + normal(generator);
  }
  const auto fit = fit_drift(times, positions);
  CHECK_THAT(fit.velocity, WithinAbs((positions.back() - positions.front()) / 199,
                                     0.15 * fit.standard_uncertainty));
  CHECK_THAT(fit.standard_uncertainty, WithinRel(1 / std::sqrt(199.0), 0.2));
  CHECK(fit.wander_probability > 0.99);
}

TEST_CASE("what dies away is told from the velocity, and what does not is said", "[drift]") {
  const auto course = [](double tau) {
    std::vector<double> times;
    std::vector<double> positions;
    for (int i = 0; i < 100; ++i) {
      times.push_back(i);
      positions.push_back(0.02 * i + 5 * std::exp(-i / tau) + 0.02 * std::sin(1.7 * i * i));
    }
    return fit_drift(times, positions);
  };
  const auto settled = course(9);
  REQUIRE(settled.settling.has_value());
  CHECK(settled.settled);
  CHECK_THAT(settled.velocity, WithinAbs(0.02, 3 * settled.standard_uncertainty));
  CHECK(settled.standard_uncertainty < 0.001);
  CHECK_THAT(settled.settling->time_constant, WithinRel(9.0, 0.15));
  CHECK_THAT(settled.settling->amplitude, WithinRel(5.0, 0.05));
  CHECK_FALSE(course(60).settled);
}

TEST_CASE("intervals hold the velocity, whether positions scatter, walk or settle", "[drift]") {
  for (const Noise& noise : {Noise{.localisation = 0.1}, Noise{.localisation = 0.1, .walk = 0.1},
                             Noise{.localisation = 0.1, .settling = 5}}) {
    const Held h = held(noise);
    INFO("localisation " << noise.localisation << ", walk " << noise.walk << ", settling "
                         << noise.settling << ": held " << h.part << ", mean " << h.mean
                         << ", half-width " << h.half_width);
    CHECK(h.part >= 0.85);  // 95 % less three standard deviations of so few runs
    CHECK_THAT(h.mean, WithinAbs(0.2, 0.3 * h.half_width));
  }
}
