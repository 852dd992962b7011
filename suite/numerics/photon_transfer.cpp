// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/photon_transfer.hpp"

#include "suite/core/contract.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>

namespace etalon::numerics {

namespace {

constexpr double kPi = 3.14159265358979323846;

double square(double v) { return v * v; }

double dark_uncertainty(const TransferLevel& level, const std::vector<TransferDark>& darks) {
  if (darks.empty()) return 0;
  const auto of = [&](std::size_t k) {
    return variance_uncertainty(darks[k].variance, darks[k].degrees_of_freedom);
  };
  if (level.dark_before == level.dark_after) return of(level.dark_before);
  return std::hypot((1 - level.dark_share) * of(level.dark_before),
                    level.dark_share * of(level.dark_after));
}

/// The gain for given weights.
GainFit fit_with(const std::vector<TransferLevel>& levels, const std::vector<TransferDark>& darks,
                 const std::vector<double>& weights) {
  GainFit fit;
  double total = 0;
  double middle = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    total += weights[i];
    middle += weights[i] * levels[i].signal;
  }
  middle = darks.empty() ? middle / total : 0;
  double spread = 0;
  for (std::size_t i = 0; i < levels.size(); ++i)
    spread += weights[i] * square(levels[i].signal - middle);
  fit.of_dark.assign(darks.size(), 0.0);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const TransferLevel& level = levels[i];
    const double part = weights[i] * (level.signal - middle) / spread;
    fit.of_level.push_back(part);
    fit.gain += part * (level.variance - dark_variance(level, darks));
    if (darks.empty()) continue;
    fit.of_dark[level.dark_before] -= part * (1 - level.dark_share);
    fit.of_dark[level.dark_after] -= part * level.dark_share;
  }
  if (darks.empty()) {
    for (std::size_t i = 0; i < levels.size(); ++i)
      fit.intercept += weights[i] * (levels[i].variance - fit.gain * levels[i].signal) / total;
  }
  return fit;
}

double predicted(const TransferLevel& level, const std::vector<TransferDark>& darks,
                 const GainFit& fit) {
  return fit.intercept + dark_variance(level, darks) + fit.gain * level.signal;
}

/// What the noise of a level and of its dark explains. A line that falls below zero predicts
/// nothing.
double explained(const TransferLevel& level, const std::vector<TransferDark>& darks,
                 const GainFit& fit) {
  const double variance = std::max(predicted(level, darks, fit), 0.1 * level.variance);
  return square(variance_uncertainty(variance, level.degrees_of_freedom)) +
         square(dark_uncertainty(level, darks));
}

double largest_by_chance(double degrees) {
  return boost::math::quantile(boost::math::chi_squared(degrees), 0.999);
}

}  // namespace

double dark_variance(const TransferLevel& level, const std::vector<TransferDark>& darks) {
  if (darks.empty()) return 0;
  return (1 - level.dark_share) * darks[level.dark_before].variance +
         level.dark_share * darks[level.dark_after].variance;
}

double variance_uncertainty(double variance, double degrees_of_freedom) {
  return variance * std::sqrt(2 / degrees_of_freedom);
}

std::size_t saturation_index(const std::vector<TransferLevel>& levels) {
  ETALON_EXPECTS(!levels.empty());
  std::size_t found = levels.size() - 1;
  for (std::size_t i = levels.size(); i-- > 0;)
    if (levels[i].variance > levels[found].variance) found = i;
  return found;
}

GainFit fit_gain(const std::vector<TransferLevel>& levels, const std::vector<TransferDark>& darks,
                 TransferWeights weights) {
  ETALON_EXPECTS(levels.size() >= (darks.empty() ? 2U : 1U));
  std::vector<double> used(levels.size(), 1.0);
  GainFit fit = fit_with(levels, darks, used);
  constexpr int kRounds = 6;  // each moves the gain by a hundredth of the one before
  for (int round = 0; weights == TransferWeights::by_noise && round < kRounds; ++round) {
    for (std::size_t i = 0; i < levels.size(); ++i) used[i] = 1 / explained(levels[i], darks, fit);
    fit = fit_with(levels, darks, used);
  }
  for (const TransferLevel& level : levels)
    fit.chi_squared +=
        square(level.variance - predicted(level, darks, fit)) / explained(level, darks, fit);
  fit.degrees = static_cast<double>(levels.size()) - (darks.empty() ? 2 : 1);
  return fit;
}

LackOfFit lack_of_fit(const GainFit& fit, const std::vector<TransferLevel>& levels,
                      const std::vector<TransferDark>& darks) {
  LackOfFit lack;
  if (fit.degrees < 1) return lack;
  lack.significant = fit.chi_squared > largest_by_chance(fit.degrees);
  const double equal = fit_gain(levels, darks, TransferWeights::equal).gain;
  lack.half_width = std::abs(equal - fit.gain);
  const std::size_t half = levels.size() / 2;
  if (half < 2) return lack;
  auto sorted = levels;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.signal < b.signal; });
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(half);
  for (const auto& part : {std::vector<TransferLevel>(sorted.begin(), middle),
                           std::vector<TransferLevel>(middle, sorted.end())}) {
    const double gain = fit_gain(part, darks, TransferWeights::by_noise).gain;
    lack.half_width = std::max(lack.half_width, std::abs(gain - fit.gain));
  }
  return lack;
}

WeightedLine fit_line(const std::vector<double>& x, const std::vector<double>& y,
                      const std::vector<double>& weights) {
  ETALON_EXPECTS(x.size() >= 2 && x.size() == y.size() && x.size() == weights.size());
  double total = 0;
  double middle = 0;
  double height = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    total += weights[i];
    middle += weights[i] * x[i];
    height += weights[i] * y[i];
  }
  middle /= total;
  height /= total;
  WeightedLine line;
  double spread = 0;
  for (std::size_t i = 0; i < x.size(); ++i) spread += weights[i] * square(x[i] - middle);
  for (std::size_t i = 0; i < x.size(); ++i)
    line.slope += weights[i] * (x[i] - middle) * (y[i] - height) / spread;
  line.intercept = height - line.slope * middle;
  line.slope_variance = 1 / spread;
  line.intercept_variance = 1 / total + square(middle) / spread;
  for (std::size_t i = 0; i < x.size(); ++i) {
    line.chi_squared += weights[i] * square(y[i] - line.intercept - line.slope * x[i]);
    line.intercept_of_y.push_back(weights[i] / total -
                                  middle * weights[i] * (x[i] - middle) / spread);
  }
  return line;
}

PatternParts pattern_parts(const MeasuredPattern& p) {
  const double pixels = p.columns * p.rows;
  const double rest = pixels - p.columns - p.rows;
  const double s2 = p.variance - p.noise;
  const double across = p.of_columns - p.noise_of_columns;
  const double down = p.of_rows - p.noise_of_rows;
  PatternParts parts;
  parts.total.variance = s2;
  parts.column.variance = ((pixels - p.rows) * across - p.columns * (s2 - down)) / rest;
  parts.row.variance = ((pixels - p.columns) * down - p.rows * (s2 - across)) / rest;
  parts.pixel.variance = pixels * (s2 - across - down) / rest;
  // Noise over the pattern, noise alone, and how well the noise to subtract is known.
  const auto known = [&](double pattern, double noise, double subtracted, double count) {
    const double v = std::max(pattern, 0.0);
    return std::sqrt((4 * v * noise + 2 * square(noise) + 2 * square(subtracted) / (p.frames - 1)) /
                     count);
  };
  const double pixel = std::max(parts.pixel.variance, 0.0);
  parts.total.uncertainty = known(s2, p.noise, p.noise, pixels);
  parts.pixel.uncertainty = known(pixel, p.noise, p.noise, pixels);
  parts.column.uncertainty = known(parts.column.variance, p.noise_of_columns + pixel / p.rows,
                                   p.noise_of_columns, p.columns);
  parts.row.uncertainty =
      known(parts.row.variance, p.noise_of_rows + pixel / p.columns, p.noise_of_rows, p.rows);
  return parts;
}

double rounding_ripple(double sigma, double spread, double step) {
  const double s = sigma / step;
  const double wide = square(s) + square(spread / step);
  return square(step) * (4 * square(s) + 1 / square(kPi)) * std::exp(-2 * square(kPi) * wide);
}

double rounding_floor(double step) { return 0.24 * square(step); }

namespace {

/// The smallest noise that may record this variance: with all of the ripple on top.
double least_noise(double variance, double spread_variance, double step) {
  double low = 0;
  double high = std::max(0.0, variance - square(step) / 12);
  constexpr int kHalvings = 30;
  for (int k = 0; k < kHalvings; ++k) {
    const double middle = (low + high) / 2;
    const double most = middle + square(step) / 12 +
                        rounding_ripple(std::sqrt(middle), std::sqrt(spread_variance), step);
    (most < variance ? low : high) = middle;
  }
  return low;
}

}  // namespace

RoundingBound rounding_bound(double variance, double spread_variance, double step) {
  constexpr int kHarmonics = 20;
  if (!(step > 0)) return {};
  const double q = square(step);
  double noise = least_noise(variance, spread_variance, step);
  double spread = spread_variance;
  RoundingBound bound;
  bound.variance = rounding_ripple(std::sqrt(noise), std::sqrt(spread), step);
  if (variance < rounding_floor(step)) {  // nothing is known of the noise, less of the spread
    noise = 0;
    spread = std::max(0.0, spread_variance - q / 12);
  }
  const double wide = (noise + spread) / q;
  for (int k = 1; k <= kHarmonics; ++k)
    bound.mean += step / (kPi * k) * std::exp(-2 * square(kPi * k) * wide);
  bound.mean = std::min(bound.mean, step / 2);
  bound.slope = 2 * std::exp(-2 * square(kPi) * wide);
  bound.ripple = q / (2 * square(kPi)) * std::exp(-4 * square(kPi) * noise / q);
  return bound;
}

void RoundingSum::add(double amplitude, double mean) {
  if (step_ > 0) sum_ += std::polar(1.0, 2 * kPi * mean / step_) * amplitude;
}

std::optional<double> gain_switch(const std::vector<TransferLevel>& levels,
                                  const std::vector<TransferDark>& darks) {
  constexpr std::size_t kFewestBelow = 3;
  constexpr std::size_t kFewestAbove = 3;
  constexpr double kMuchBetter = 4;
  if (levels.size() < kFewestBelow + kFewestAbove + 1) return std::nullopt;
  const GainFit all = fit_gain(levels, darks, TransferWeights::by_noise);
  if (all.chi_squared <= largest_by_chance(all.degrees)) return std::nullopt;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> ratio;  // y / x: straight in x where the line is bent a little
  std::vector<double> weights;
  std::vector<double> ratio_weights;
  for (const TransferLevel& level : levels) {
    const double weight = 1 / explained(level, darks, all);
    x.push_back(level.signal);
    y.push_back(level.variance - all.intercept - dark_variance(level, darks));
    weights.push_back(weight);
    ratio.push_back(y.back() / x.back());
    ratio_weights.push_back(weight * square(level.signal));
  }
  const double bent = fit_line(x, ratio, ratio_weights).chi_squared;
  double best = bent / kMuchBetter;
  std::optional<double> found;
  for (std::size_t k = kFewestBelow; k + kFewestAbove <= levels.size(); ++k) {
    const auto at = static_cast<std::ptrdiff_t>(k);
    const GainFit lower =
        fit_gain({levels.begin(), levels.begin() + at}, darks, TransferWeights::by_noise);
    if (lower.degrees < 1 || lower.chi_squared > largest_by_chance(lower.degrees)) continue;
    const WeightedLine upper = fit_line({x.begin() + at, x.end()}, {y.begin() + at, y.end()},
                                        {weights.begin() + at, weights.end()});
    if (lower.chi_squared + upper.chi_squared >= best) continue;
    best = lower.chi_squared + upper.chi_squared;
    found = levels[k].signal;
  }
  return found;
}

}  // namespace etalon::numerics
