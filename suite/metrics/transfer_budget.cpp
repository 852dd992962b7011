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

/// Saturation lies between the levels beside the one with most noise.
double half_step(const TransferMeasurement& m) {
  const auto& levels = m.series.levels;
  const std::size_t k = m.saturation;
  double half = 0;
  if (k + 1 < levels.size()) half = levels[k + 1].signal() - levels[k].signal();
  if (k > 0) half = std::max(half, levels[k].signal() - levels[k - 1].signal());
  return half;
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
  if (m.dark && m.step() > 0) {
    const auto& dark = m.series.darks.front();
    const double ripple = numerics::rounding_ripple(
        std::sqrt(std::max(0.0, m.dark->variance - square(m.step()) / 12)),
        std::sqrt(dark.spread_variance), m.step());
    add_part(budget, {"rounding", "", EvaluationType::B, Distribution::u_shaped,
                      standard_from_half_width(ripple, Distribution::u_shaped), by.dark_variance,
                      kInfiniteDegreesOfFreedom});
  }
  add_part(budget,
           {"steps of the light", "", EvaluationType::B, Distribution::rectangular,
            standard_from_half_width(half_step(m)), by.saturation, kInfiniteDegreesOfFreedom});
  return budget;
}

}  // namespace etalon::metrics
