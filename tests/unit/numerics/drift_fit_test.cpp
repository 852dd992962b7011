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

/// Thirty positions in closed form: 0.05 t, a slow swing, a fast one that looks like noise, and
/// what dies away.
DriftFit fit_of_swings(double slow, double fast, double settling) {
  std::vector<double> times;
  std::vector<double> positions;
  for (int i = 0; i < 30; ++i) {
    times.push_back(7 + i + 0.1 * std::sin(i));
    const double time = times.back() - 7;
    positions.push_back(0.05 * time + slow * std::sin(0.13 * std::pow(i, 1.2)) +
                        fast * std::sin(1.7 * i * i) + settling * std::exp(-time / 3));
  }
  return fit_drift(times, positions);
}

/// Half-width of the 95 % interval.
double half_width_of(const DriftFit& fit) {
  const double u = std::hypot(fit.seen, fit.hidden);
  return u * coverage_factor(fit.degrees_of_freedom * std::pow(u / fit.seen, 4));
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
    const DriftFit fit = fit_drift(times, positions);
    const double half = half_width_of(fit);
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
  const auto fit = fit_drift(times, positions);
  CHECK_THAT(fit.velocity, WithinAbs(-0.3, 1e-9));
  CHECK_THAT(fit.start, WithinAbs(7, 1e-7));
  CHECK(fit.seen > 0);
  CHECK_FALSE(fit.settling.has_value());
}

// Computed in Python (numpy, scipy) with full matrices: inverse of C, roots of the mixture.
TEST_CASE("velocity and interval are those of another program", "[drift]") {
  const struct {
    double slow, fast, settling;
    double velocity, seen, hidden, wander_seen;
  } rows[] = {
      {0, 1, 0, 0.04902279566772484, 0.01663636193385648, 0.06759129102573101, 0},
      {0.9, 0.6, 0, 0.06691860774582367, 0.07053397498560449, 0.07079205796252752,
       12.878488389735324},
      {0, 1, 9, 0.0930493348395324, 0.04046187290450507, 0.11597391589414935, 0},
  };
  for (const auto& row : rows) {
    const auto fit = fit_of_swings(row.slow, row.fast, row.settling);
    CHECK_THAT(fit.velocity, WithinRel(row.velocity, 1e-8));
    CHECK_THAT(fit.seen, WithinRel(row.seen, 1e-8));
    CHECK_THAT(fit.hidden, WithinRel(row.hidden, 1e-7));
    CHECK_THAT(fit.wander_seen, WithinAbs(row.wander_seen, 1e-8));
    CHECK(fit.settling.has_value() == (row.settling > 0));
  }
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
  CHECK_THAT(fit.velocity,
             WithinAbs((positions.back() - positions.front()) / 199, 0.15 * fit.seen));
  CHECK_THAT(fit.seen, WithinRel(1 / std::sqrt(199.0), 0.2));
  CHECK(fit.hidden < 0.3 * fit.seen);
  CHECK(fit.wander_seen > 50);
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
  CHECK_THAT(settled.velocity, WithinAbs(0.02, 3 * settled.seen));
  CHECK(half_width_of(settled) < 0.004);
  CHECK_THAT(settled.settling->time_constant, WithinRel(9.0, 0.15));
  CHECK_THAT(settled.settling->amplitude, WithinRel(5.0, 0.05));
  const auto settling = course(60);
  CHECK_FALSE(settling.settled);
  REQUIRE(settling.settling.has_value());
  CHECK(settling.settling->time_constant > 33);
}

// Walks that look as if they died away slowly, by more than 8 and less than 16: nothing sure, and
// the interval has room for it.
TEST_CASE("what may be a long settling is in the interval, and no reason to refuse", "[drift]") {
  for (const unsigned seed : {42U, 92U, 106U, 111U}) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal(0, 1);
    std::vector<double> times;
    std::vector<double> positions;
    double walked = 0;
    for (int i = 0; i < 60; ++i) {
      times.push_back(i);
      positions.push_back(0.1 * i + walked + 0.1 * normal(generator));
      walked += 0.03 * normal(generator);
    }
    const auto fit = fit_drift(times, positions);
    INFO("seed " << seed << ": " << fit.velocity << " +- " << half_width_of(fit));
    CHECK(fit.settled);
    CHECK_FALSE(fit.settling.has_value());
    CHECK_THAT(fit.velocity, WithinAbs(0.1, half_width_of(fit)));
  }
}

TEST_CASE("intervals hold the velocity, whether positions scatter, walk or settle", "[drift]") {
  // Walks of 0.01 a step add up to about the noise of one position, and settling by 0.3 hardly
  // shows.
  for (const Noise& noise :
       {Noise{.localisation = 0.1}, Noise{.localisation = 0.1, .walk = 0.01},
        Noise{.localisation = 0.1, .walk = 0.1}, Noise{.localisation = 0.1, .settling = 0.3},
        Noise{.localisation = 0.1, .settling = 5}}) {
    const Held h = held(noise);
    INFO("localisation " << noise.localisation << ", walk " << noise.walk << ", settling "
                         << noise.settling << ": held " << h.part << ", mean " << h.mean
                         << ", half-width " << h.half_width);
    CHECK(h.part >= 0.85);  // 95 % less three standard deviations of so few runs
    CHECK_THAT(h.mean, WithinAbs(0.2, 0.3 * h.half_width));
  }
}
