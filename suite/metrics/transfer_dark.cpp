// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_steps.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace etalon::metrics {

DarkNoise dark_noise_of(const TransferSeries& series, numerics::TransferWeights weights) {
  const auto& darks = series.darks;
  DarkNoise noise;
  noise.degrees_of_freedom = kInfiniteDegreesOfFreedom;
  noise.of_dark.assign(darks.size(), 0.0);
  noise.of_dark.front() = 1;
  noise.variance = darks.front().variance;
  if (darks.size() < 3) return noise;
  std::vector<double> exposures;
  std::vector<double> variances;
  std::vector<double> w;
  for (const DarkLevel& dark : darks) {
    exposures.push_back(dark.exposure_s.value_or(0));
    variances.push_back(dark.variance);
    const double u = numerics::variance_uncertainty(dark.variance, dark.degrees_of_freedom);
    w.push_back(weights == numerics::TransferWeights::equal || !(u > 0) ? 1 : 1 / (u * u));
  }
  const auto line = numerics::fit_line(exposures, variances, w);
  noise.extrapolated = true;
  noise.variance = line.intercept;
  noise.of_dark = line.intercept_of_y;
  const double degrees = static_cast<double>(darks.size()) - 2;
  double chi_squared = 0;
  for (std::size_t i = 0; i < darks.size(); ++i) {
    const double u = numerics::variance_uncertainty(darks[i].variance, darks[i].degrees_of_freedom);
    const double off = variances[i] - line.intercept - line.slope * exposures[i];
    if (u > 0) chi_squared += off * off / (u * u);
  }
  if (chi_squared > degrees) {
    noise.scatter = std::sqrt(chi_squared / degrees);
    noise.degrees_of_freedom = degrees;
  }
  return noise;
}

namespace {

/// Rounded means are drawn towards their steps where noise does not smooth them.
double slope_rounding(const TransferSeries& series, const std::vector<double>& exposures) {
  const auto n = static_cast<double>(exposures.size());
  const double middle = std::accumulate(exposures.begin(), exposures.end(), 0.0) / n;
  double spread = 0;
  for (const double t : exposures) spread += (t - middle) * (t - middle);
  const double step = series.step;
  numerics::RoundingSum smooth(step);
  double rough = 0;
  for (std::size_t i = 0; i < exposures.size(); ++i) {
    const DarkLevel& dark = series.darks[i];
    const double part = (exposures[i] - middle) / spread;
    const double mean = numerics::rounding_bound(dark.variance, dark.spread_variance, step).mean;
    smooth.add(part * mean, dark.mean);
    rough += std::abs(part) * mean;
  }
  // Where noise is lost in rounding, so is the place between the steps.
  return series.darks.front().variance < numerics::rounding_floor(step) ? rough
                                                                        : smooth.amplitude();
}

}  // namespace

std::optional<DarkSlope> dark_slope_of(const TransferSeries& series) {
  const auto& darks = series.darks;
  if (darks.size() < 3) return std::nullopt;
  std::vector<double> exposures;
  std::vector<double> means;
  double noise = 0;
  for (const DarkLevel& dark : darks) {
    exposures.push_back(dark.exposure_s.value_or(0));
    means.push_back(dark.mean);
    noise = std::max(noise, dark.variance / (2 * dark.degrees_of_freedom));
  }
  const auto line = numerics::fit_line(exposures, means, std::vector<double>(darks.size(), 1.0));
  const double degrees = static_cast<double>(darks.size()) - 2;
  // Scatter of the means, which drift by more than noise; chance may make it too small.
  const double scatter = std::max(line.chi_squared / degrees, noise / 4);
  return DarkSlope{line.slope, std::sqrt(scatter * line.slope_variance),
                   slope_rounding(series, exposures), degrees};
}

}  // namespace etalon::metrics
