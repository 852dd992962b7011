// SPDX-License-Identifier: Apache-2.0
#include "suite/core/translate.hpp"
#include "suite/metrics/dark_results.hpp"
#include "suite/numerics/straight_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr std::size_t kFewestExposures = 3;

/// Of the means of frames of one exposure.
double frame_variance(const DarkFrames& frames) {
  double sum = 0;
  double squares = 0;
  const auto n = static_cast<double>(frames.means.size());
  for (const double m : frames.means) sum += m / n;
  for (const double m : frames.means) squares += (m - sum) * (m - sum);
  return squares / (n - 1);
}

/// Half of what the frames of a visit let expect its mean to scatter by: a few means can agree by
/// chance.
double least_scatter(const DarkFrames& frames) {
  std::size_t most = 1;
  for (const DarkVisit& visit : frames.visits) most = std::max(most, visit.frames);
  return std::sqrt(frame_variance(frames) / static_cast<double>(most)) / 2;
}

/// What the uncertainty of the slope is to be multiplied with, as visits differ in their number of
/// frames. Slope = sum c_i y_i, and residuals have the expectation sum (1 - h_ii) var_i; as far as
/// the scatter between frames explains them var_i falls with the number of frames, beyond that all
/// visits are alike.
double unequal_visits(const DarkFrames& frames, const numerics::StraightLine& line) {
  const auto n = static_cast<double>(frames.visits.size());
  double sxx = 0;
  for (const DarkVisit& v : frames.visits) sxx += std::pow(v.exposure_s - line.mean_x, 2);
  double of_slope = 0;
  double of_residuals = 0;
  for (const DarkVisit& v : frames.visits) {
    const double leverage = std::pow(v.exposure_s - line.mean_x, 2) / sxx;
    of_slope += leverage / static_cast<double>(v.frames);
    of_residuals += (1 - 1 / n - leverage) / static_cast<double>(v.frames);
  }
  const double seen = (n - 2) * line.scatter * line.scatter;
  const double explained = std::min(1.0, frame_variance(frames) * of_residuals / seen);
  return std::sqrt(explained * of_slope * (n - 2) / of_residuals + 1 - explained);
}

BudgetComponent scatter_of(const DarkFrames& frames, const numerics::StraightLine& line) {
  BudgetComponent part;
  part.source = "scatter about the line";
  part.standard_uncertainty = unequal_visits(frames, line) * line.slope_uncertainty;
  part.degrees_of_freedom = line.degrees_of_freedom;
  return part;
}

void append_electrons(const MeasurementResult& in_dn, const Uncertain<ConversionGain>& gain,
                      Evaluation& evaluation) {
  const double k = gain.value.dn_per_electron;
  const double value = in_dn.value / k;
  Budget budget = scaled(in_dn.budget, 1 / k);
  std::vector<Caveat> caveats;
  add_gain(gain, value, budget, caveats);
  auto result = estimate_from_budget("dark_current_e", value, "e/s", std::move(budget));
  result.n = in_dn.n;
  result.caveats = std::move(caveats);
  evaluation.results.push_back(std::move(result));
}

}  // namespace

void append_dark_current(const DarkFrames& frames, const Observation& observation,
                         Evaluation& evaluation) {
  if (frames.exposures < 2) return;
  if (frames.exposures < kFewestExposures) {
    evaluation.failures.push_back(
        {"dark_noise.two_exposures",
         tr("the frames have two exposures; with two, nothing shows whether the dark signal rises "
            "steadily, so no dark current is stated"),
         tr("Record dark frames with at least three exposures, six are better.")});
    return;
  }
  std::vector<double> exposures;
  std::vector<double> means;
  Curve curve{"dark_signal", "s", "DN", {}, {}, {}, {}};
  for (const DarkVisit& visit : frames.visits) {
    exposures.push_back(visit.exposure_s);
    means.push_back(visit.mean);
  }
  const auto line = numerics::fit_straight_line(exposures, means, least_scatter(frames));
  curve.x = exposures;
  curve.y = means;
  curve.standard_uncertainty.assign(means.size(), line.scatter);
  evaluation.curves.push_back(std::move(curve));
  if (!(line.slope_uncertainty > 0)) return;
  auto result =
      estimate_from_budget("dark_current", line.slope, "DN/s", Budget{scatter_of(frames, line)});
  result.n = means.size();
  evaluation.results.push_back(result);
  if (const auto& gain = observation.instrument.detector.gain)
    append_electrons(result, *gain, evaluation);
}

}  // namespace etalon::metrics
