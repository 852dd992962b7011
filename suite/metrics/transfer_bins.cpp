// SPDX-License-Identifier: Apache-2.0
#include "suite/core/translate.hpp"
#include "suite/metrics/transfer_measurement.hpp"
#include "suite/metrics/transfer_steps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr double kRange = 0.7;               // of saturation: fit of the gain (EMVA 1288)
constexpr std::size_t kFewestLevels = 3;     // two always lie on a line
constexpr double kFewestPixels = 100;        // of a bin: its variance to 14 %
constexpr double kLargestUncertainty = 0.1;  // of the gain; relative

/// Each bin of each level as a level of its own, the dimmest of the darker 70 % where pixels are
/// cut off.
std::vector<LightLevel> levels_of_bins(const TransferSeries& series) {
  std::vector<LightLevel> levels;
  for (const LightLevel& whole : series.levels) {
    const double end = whole.saturated
                           ? whole.dark_mean + kRange * (whole.highest - whole.dark_mean)
                           : std::numeric_limits<double>::infinity();
    for (const imaging::BrightnessBin& bin : whole.bins) {
      if (bin.samples < kFewestPixels || bin.mean > end) continue;
      LightLevel level = whole;
      level.bins.clear();
      level.mean = bin.mean;
      level.variance = bin.variance;
      level.degrees_of_freedom = bin.samples - 1;
      level.saturated = bin.clipped;
      level.in_range = !whole.unlike && !bin.clipped;
      level.transfer.signal = level.signal();
      level.transfer.variance = bin.variance;
      level.transfer.degrees_of_freedom = level.degrees_of_freedom;
      levels.push_back(std::move(level));
    }
  }
  std::stable_sort(levels.begin(), levels.end(), [](const LightLevel& a, const LightLevel& b) {
    return a.signal() < b.signal();
  });
  return levels;
}

double uncertainty(const numerics::GainFit& fit,
                   const std::vector<numerics::TransferLevel>& levels) {
  double sum = 0;
  for (std::size_t i = 0; i < levels.size(); ++i)
    sum += std::pow(fit.of_level[i] * numerics::variance_uncertainty(levels[i].variance,
                                                                     levels[i].degrees_of_freedom),
                    2);
  return std::sqrt(sum);
}

Failure too_even() {
  return {"camera_noise.too_even",
          tr("the light is too even, or the image too small, to tell how noise grows with "
             "brightness from its pixels"),
          tr("Use a scene with bright and dark parts, or take a series of levels and measure with "
             "the default method.")};
}

}  // namespace

Outcome<TransferMeasurement> measure_bins(TransferSeries series, const TransferMethod& method) {
  if (auto failure = not_a_series(series)) return fail(*failure);
  if (auto failure = unfit_darks(series)) return fail(*failure);
  TransferMeasurement m;
  m.method = method;
  m.series = std::move(series);
  for (LightLevel& level : m.series.levels) level.in_range = !level.unlike;
  if (auto failure = processed(m)) return fail(*failure);
  m.series.levels = levels_of_bins(m.series);
  const auto levels = m.series.transfer_levels(true);
  const auto darks = m.series.transfer_darks();
  if (levels.size() < kFewestLevels) return fail(too_even());
  m.saturation = m.series.levels.size() - 1;
  m.range_end = m.saturation_signal();
  if (auto failure = fit_transfer(levels, darks, m)) return fail(*failure);
  if (uncertainty(m.fit, levels) > kLargestUncertainty * m.fit.gain) return fail(too_even());
  return m;
}

}  // namespace etalon::metrics
