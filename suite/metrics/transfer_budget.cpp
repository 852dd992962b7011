// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_budget.hpp"

#include "suite/core/translate.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

double square(double v) { return v * v; }

/// Darks move the gain and the dark variance together.
void add_dark_noise(Budget& budget, const TransferMeasurement& m, const Sensitivity& by,
                    const std::vector<numerics::TransferDark>& darks) {
  double sum = 0;
  for (std::size_t j = 0; j < darks.size(); ++j) {
    const double slope = by.gain * m.fit.of_dark[j] + by.dark_variance * m.dark->of_dark[j];
    sum += square(slope *
                  numerics::variance_uncertainty(darks[j].variance, darks[j].degrees_of_freedom));
  }
  if (!(sum > 0)) return;
  const bool of_variance = by.dark_variance != 0;
  budget.push_back({"noise of the dark frames", "", EvaluationType::A, Distribution::normal,
                    std::sqrt(sum) * (of_variance ? m.dark->scatter : 1), 1,
                    of_variance ? m.dark->degrees_of_freedom : kInfiniteDegreesOfFreedom});
}

/// Variances of rounded values ripple with the place of their means between two steps.
double rounding_of(const TransferMeasurement& m, const Sensitivity& by) {
  numerics::RoundingSum sum(m.step());
  const auto& darks = m.series.darks;
  for (std::size_t j = 0; j < darks.size(); ++j) {
    const double slope =
        by.gain * m.fit.of_dark[j] + (m.dark ? by.dark_variance * m.dark->of_dark[j] : 0);
    const auto bound =
        numerics::rounding_bound(darks[j].variance, darks[j].spread_variance, m.step());
    sum.add(slope * bound.variance, darks[j].mean);
  }
  std::size_t i = 0;
  for (const LightLevel& level : m.series.levels) {
    if (!level.in_range) continue;
    const auto bound = numerics::rounding_bound(level.variance, 0, m.step());
    sum.add(by.gain * m.fit.of_level[i++] * bound.variance, level.mean);
  }
  return sum.amplitude();
}

double half_turn(const TransferMeasurement& m) {
  const double x = m.capacity_signal();
  return m.saturation_reached ? std::max(m.turning.high - x, x - m.turning.low) : 0;
}

}  // namespace

void add_part(Budget& budget, const BudgetComponent& part) {
  if (part.contribution() > 0) budget.push_back(part);
}

Budget transfer_budget(const TransferMeasurement& m, const Sensitivity& by) {
  const auto levels = m.series.transfer_levels(true);
  const auto darks = m.series.transfer_darks();
  double bright = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double variance =
        m.fit.intercept + numerics::dark_variance(levels[i], darks) + m.fit.gain * levels[i].signal;
    bright += square(m.fit.of_level[i] *
                     numerics::variance_uncertainty(std::max(variance, 0.1 * levels[i].variance),
                                                    levels[i].degrees_of_freedom));
  }
  // Levels that scatter more than their noise explains: lamps, cameras that are not quite linear.
  const double scatter =
      m.fit.degrees > 0 ? std::max(1.0, std::sqrt(m.fit.chi_squared / m.fit.degrees)) : 1;
  const double enlarged = m.lack.significant ? scatter : 1;
  Budget budget;
  add_part(budget, {"noise of the bright frames", "", EvaluationType::A, Distribution::normal,
                    enlarged * std::sqrt(bright), by.gain, kInfiniteDegreesOfFreedom});
  add_dark_noise(budget, m, by, darks);
  if (m.lack.significant) {
    add_part(budget,
             {"lack of fit", "", EvaluationType::B, Distribution::rectangular,
              standard_from_half_width(m.lack.half_width), by.gain, kInfiniteDegreesOfFreedom});
  }
  add_part(budget, {"rounding", "", EvaluationType::B, Distribution::u_shaped,
                    standard_from_half_width(rounding_of(m, by), Distribution::u_shaped), 1,
                    kInfiniteDegreesOfFreedom});
  add_part(budget,
           {"steps of the light", "", EvaluationType::B, Distribution::rectangular,
            standard_from_half_width(half_turn(m)), by.saturation, kInfiniteDegreesOfFreedom});
  return budget;
}

}  // namespace etalon::metrics
