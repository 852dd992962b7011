// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_measurement.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/transfer_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr double kRange = 0.7;            // of saturation: fit of the gain (EMVA 1288)
constexpr std::size_t kFewestLevels = 3;  // two always lie on a line
constexpr double kFallsEarly = 2;

std::optional<Failure> all_saturated(const TransferSeries& series) {
  if (!series.levels.front().saturated) return std::nullopt;
  return Failure{
      "camera_noise.saturated",
      fmt::format(fmt::runtime(tr("{:.3g} % of the pixels are cut off at {:.0f} DN in the darkest "
                                  "level already")),
                  100 * series.levels.front().at_highest, series.levels.front().highest),
      tr("Begin the series with less light: a shorter exposure or a dimmer lamp.")};
}

void choose_range(TransferMeasurement& m) {
  auto& levels = m.series.levels;
  m.saturation = numerics::saturation_index(m.series.transfer_levels(false));
  m.saturation_reached = m.saturation + 1 < levels.size() || levels[m.saturation].saturated;
  m.range_end = m.saturation_signal();
  if (m.saturation_reached || m.of_standard()) m.range_end *= kRange;
  for (LightLevel& level : levels)
    level.in_range = !level.unlike && !level.saturated && level.signal() <= m.range_end;
}

/// A full camera gets no brighter: noise that falls long before is no sign of saturation.
std::optional<Failure> falling_noise(const TransferMeasurement& m) {
  const double peak = m.saturation_signal();
  const double brightest = m.series.levels.back().signal();
  if (brightest < kFallsEarly * peak) return std::nullopt;
  return Failure{"camera_noise.bent",
                 fmt::format(fmt::runtime(tr(
                                 "noise is largest at {:.0f} DN above dark and falls from there to "
                                 "the brightest level at {:.0f} DN, as a tone curve makes it")),
                             peak, brightest),
                 tr("Save raw, linear images without corrections.")};
}

/// Noise of a clipped normal signal turns where 0.3 % of the values are cut off; where a tenth of
/// the noise is missing that is one standard deviation back.
bool still_grows(const TransferMeasurement& m, const LightLevel& level) {
  constexpr double kMissing = 0.05;
  const double line = m.fit.intercept +
                      numerics::dark_variance(level.transfer, m.series.transfer_darks()) +
                      m.fit.gain * level.signal();
  const double u = numerics::variance_uncertainty(line, level.degrees_of_freedom);
  return level.variance > (1 - kMissing) * line - 3 * u;
}

/// From the level before the first of those that have most noise within chance, or as far below one
/// whose noise still grows as pixels scatter, to the level after the last.
TurningPoint turning_point(const TransferMeasurement& m) {
  const auto& levels = m.series.levels;
  const auto u = [](const LightLevel& level) {
    return numerics::variance_uncertainty(level.variance, level.degrees_of_freedom);
  };
  const LightLevel& most = levels[m.saturation];
  const auto as_much = [&](const LightLevel& level) {
    return level.variance >= most.variance - 2 * std::hypot(u(level), u(most));
  };
  std::size_t first = m.saturation;
  std::size_t last = m.saturation;
  while (first > 0 && as_much(levels[first - 1])) --first;
  while (last + 1 < levels.size() && as_much(levels[last + 1])) ++last;
  TurningPoint turning;
  turning.low = first > 0 ? levels[first - 1].signal() : 0;
  for (std::size_t k = first; k <= last; ++k) {
    if (!still_grows(m, levels[k])) continue;
    const double scatter = std::sqrt(levels[k].variance + levels[k].spread_variance);
    turning.low = std::max(turning.low, levels[k].signal() - 2 * scatter);
  }
  turning.high = last + 1 < levels.size() ? levels[last + 1].signal()
                                          : levels[last].highest - levels[last].dark_mean;
  return turning;
}

std::size_t count_in_range(const TransferSeries& series) {
  return static_cast<std::size_t>(
      std::count_if(series.levels.begin(), series.levels.end(),
                    [](const LightLevel& level) { return level.in_range; }));
}

Failure few_levels(std::size_t count) {
  return {
      "camera_noise.few_levels",
      fmt::format(fmt::runtime(tr("{} levels of light lie below 70 % of saturation; at least {} "
                                  "are needed")),
                  count, kFewestLevels),
      tr("Take more levels between dark and saturation; or, where the light is uneven, measure "
         "with --method camera_noise/mean_variance_bins.")};
}

}  // namespace

TransferMethod transfer_method(const std::string& id, double excess_noise) {
  using numerics::TransferWeights;
  if (id == "camera_noise/emva_r3.0_ols")
    return {FlickerTerm::none, TransferWeights::equal, excess_noise};
  if (id == "camera_noise/emva_r4_ols")
    return {FlickerTerm::even, TransferWeights::equal, excess_noise};
  return {FlickerTerm::uneven, TransferWeights::by_noise, excess_noise};
}

Outcome<TransferMeasurement> measure_transfer(TransferSeries series, const TransferMethod& method) {
  if (auto failure = not_a_series(series)) return fail(*failure);
  if (auto failure = unfit_darks(series)) return fail(*failure);
  if (auto failure = all_saturated(series)) return fail(*failure);
  TransferMeasurement m;
  m.series = std::move(series);
  m.method = method;
  choose_range(m);
  if (auto failure = falling_noise(m)) return fail(*failure);
  if (auto failure = processed(m)) return fail(*failure);
  const auto darks = m.series.transfer_darks();
  if (method.weights == numerics::TransferWeights::by_noise) {
    m.switch_at = numerics::gain_switch(m.series.transfer_levels(true), darks);
    for (LightLevel& level : m.series.levels)
      level.in_range = level.in_range && !(m.switch_at && level.signal() >= *m.switch_at);
  }
  const std::size_t count = count_in_range(m.series);
  if (count < kFewestLevels) return fail(few_levels(count));
  const auto levels = m.series.transfer_levels(true);
  if (auto failure = fit_transfer(levels, darks, m)) return fail(*failure);
  if (m.saturation_reached) m.turning = turning_point(m);
  return m;
}

}  // namespace etalon::metrics
