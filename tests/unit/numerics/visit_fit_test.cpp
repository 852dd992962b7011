// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/visit_fit.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace etalon;
using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// How a stage is, and how it is visited: from both sides in turn, or in two blocks.
struct Trial {
  int places = 1;
  int each = 5;  // visits of a place from each side
  double scatter = 1;
  double reversal = 0;
  double drift = 0;  // per visit
  double reading = 0;
  bool blocks = false;
  bool one_sided = false;
};

std::vector<Visit> visits_of(const Trial& trial, std::mt19937_64& generator) {
  std::normal_distribution<double> normal;
  std::vector<Visit> visits;
  const int sides = trial.one_sided ? 1 : 2;
  for (int i = 0; i < sides * trial.each; ++i) {
    for (int place = 0; place < trial.places; ++place) {
      Visit v;
      v.place = place;
      v.time = static_cast<double>(visits.size());
      const bool up = trial.blocks ? i < trial.each : i % 2 == 0;
      v.direction = trial.one_sided ? 0 : up ? 1 : -1;
      v.reading = trial.reading;
      v.position = 10 * place + 0.5 * trial.reversal * v.direction + trial.drift * v.time +
                   trial.scatter * normal(generator) + trial.reading * normal(generator);
      visits.push_back(v);
    }
  }
  return visits;
}

/// Expected mean square about the mean of the place: within^2 + L/(visits - places - 1).
double truth_of_all(const Trial& t) {
  if (t.one_sided) return t.scatter;
  const double moved = t.places * t.each / 2.0 * t.reversal * t.reversal;
  return std::sqrt(t.scatter * t.scatter + moved / (2.0 * t.places * t.each - t.places - 1));
}

struct Counts {
  int within = 0;
  int up = 0;
  int all = 0;
  int reversal = 0;
  int drift = 0;
};

constexpr int kRuns = 2000;

bool holds(const Interval& interval, double truth) {
  return interval.lower <= truth && truth <= interval.upper;
}

Counts count(const Trial& trial) {
  std::mt19937_64 generator(7);
  Counts counts;
  for (int run = 0; run < kRuns; ++run) {
    const VisitFit fit = fit_visits(visits_of(trial, generator));
    REQUIRE(fit.problem == VisitProblem::none);
    counts.within += holds(fit.within.interval, trial.scatter);
    counts.up += holds(fit.up.interval, trial.scatter);
    counts.all += holds(fit.all.interval, truth_of_all(trial));
    const double degrees = fit.within.degrees;
    counts.reversal +=
        holds(coverage_interval(fit.reversal, fit.reversal_uncertainty, degrees), trial.reversal);
    counts.drift +=
        holds(coverage_interval(fit.drift, fit.drift_uncertainty, degrees), trial.drift);
  }
  return counts;
}

void check_coverage(const Trial& trial) {
  const Counts counts = count(trial);
  INFO("within " << counts.within << ", up " << counts.up << ", all " << counts.all << ", reversal "
                 << counts.reversal << ", drift " << counts.drift << " of " << kRuns);
  const double least = 0.937 * kRuns;
  CHECK(counts.within >= least);
  CHECK(counts.within <= 0.97 * kRuns);
  CHECK(counts.all >= least);
  CHECK(counts.drift >= least);
  if (trial.one_sided) return;
  CHECK(counts.up >= least);
  CHECK(counts.reversal >= least);
}

}  // namespace

TEST_CASE("drift, reversal and scatter of a worked example", "[visits]") {
  // Up at 1 + t/10 +- 0.3, down at 3 + t/10 -+ 0.3, so that neither drift nor means see the errors.
  const std::vector<Visit> visits{{1.3, 0, 0, 1, 0},  {2.8, 1, 0, -1, 0}, {0.9, 2, 0, 1, 0},
                                  {3.6, 3, 0, -1, 0}, {1.1, 4, 0, 1, 0},  {3.8, 5, 0, -1, 0},
                                  {1.9, 6, 0, 1, 0},  {3.4, 7, 0, -1, 0}};
  const VisitFit fit = fit_visits(visits);
  REQUIRE(fit.problem == VisitProblem::none);
  CHECK_THAT(fit.drift, WithinAbs(0.1, 1e-12));
  CHECK_THAT(fit.reversal, WithinAbs(-2, 1e-12));
  CHECK(fit.reversal_places == 1);
  CHECK_THAT(fit.within.value, WithinRel(std::sqrt(8 * 0.09 / 5), 1e-12));
  CHECK(fit.within.degrees == 5);
  // About the mean of the place: 8 * 0.09 + 8 * 1 over 6.
  CHECK_THAT(fit.all.value, WithinRel(std::sqrt((8 * 0.09 + 8) / 6), 0.02));
  // t' t = 40; 1/4 + 1/4 + 1/40 of the variance.
  CHECK_THAT(fit.reversal_uncertainty,
             WithinRel(fit.within.total * std::sqrt(0.5 + 1.0 / 40), 1e-12));
}

TEST_CASE("intervals of scatter, reversal and drift hold their truths", "[visits]") {
  check_coverage({.each = 5});
  check_coverage({.each = 5, .reversal = 1.5});
  check_coverage({.each = 5, .reversal = 6, .drift = 0.4});
  check_coverage({.each = 20, .reversal = 0.5, .drift = 1});
  check_coverage({.each = 5, .one_sided = true});
  check_coverage({.each = 5, .drift = 3, .one_sided = true});
  check_coverage({.places = 4, .each = 5, .reversal = 2, .reading = 0.5});
  check_coverage({.each = 10, .reversal = 2, .drift = 0.3, .blocks = true});
}

TEST_CASE("a drift that bends is noticed and a steady one is not", "[visits]") {
  std::mt19937_64 generator(3);
  int steady = 0;
  int bent = 0;
  for (int run = 0; run < 500; ++run) {
    auto visits = visits_of({.each = 10, .drift = 2}, generator);
    steady += fit_visits(visits).curvature > 3;
    for (Visit& v : visits) v.position += 10 * (1 - std::exp(-v.time / 5));
    bent += fit_visits(visits).curvature > 3;
  }
  CHECK(steady <= 12);
  CHECK(bent >= 200);
}

TEST_CASE("too few visits, and visits without time between them, are said", "[visits]") {
  std::mt19937_64 generator(3);
  CHECK(fit_visits(visits_of({.each = 2}, generator)).problem == VisitProblem::too_few);
  CHECK(fit_visits(visits_of({.each = 4, .one_sided = true}, generator)).problem ==
        VisitProblem::too_few);
  auto visits = visits_of({}, generator);
  for (Visit& v : visits) v.time = 3;
  CHECK(fit_visits(visits).problem == VisitProblem::no_drift);
}
