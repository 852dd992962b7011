// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/illumination_run.hpp"

#include "suite/metrics/illumination_oddities.hpp"
#include "suite/numerics/shared_noise.hpp"
#include "suite/numerics/standard_deviation_interval.hpp"
#include "suite/numerics/straight_line.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>

namespace etalon::metrics {

namespace {

constexpr std::size_t kEighths = 8;
constexpr std::size_t kFewestForDrift = 24;  // three readings in each eighth
constexpr std::size_t kFewestForWarmUp = 40;
constexpr std::size_t kMostWarmUpBlocks = 40;
constexpr double kNormal95 = 1.96;
constexpr double kMayBeSlow = 0.3;  // probability
constexpr double kSlow = 0.5;
constexpr std::size_t kLongestSpectrum = 4096;
constexpr double kLine = 18;  // times the power about it: 1 in 400 000 for one frequency of noise

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squares_about(const std::vector<double>& values, double mean) {
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum;
}

std::vector<double> block_means(const std::vector<double>& values, std::size_t blocks) {
  std::vector<double> means;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t first = values.size() * b / blocks;
    const std::size_t end = values.size() * (b + 1) / blocks;
    double sum = 0;
    for (std::size_t k = first; k < end; ++k) sum += values[k];
    means.push_back(sum / static_cast<double>(end - first));
  }
  return means;
}

std::vector<double> residuals_of(const LightRun& run, const numerics::StraightLine& line) {
  std::vector<double> residuals;
  for (std::size_t k = 0; k < run.values.size(); ++k)
    residuals.push_back(run.values[k] - line.at(run.times[k]));
  return residuals;
}

/// sqrt((1 + r)/(1 - r)), r of neighbours among so few residuals of a line.
double enlargement(const std::vector<double>& residuals) {
  double products = 0;
  for (std::size_t k = 1; k < residuals.size(); ++k) products += residuals[k] * residuals[k - 1];
  const double squares = squares_about(residuals, 0);
  const double seen = squares > 0 ? products / squares : 0;
  const double bias = (2 + 2 * std::max(seen, 0.0)) / static_cast<double>(residuals.size());
  const double r = std::clamp(seen + bias, 0.0, 0.9);
  return std::sqrt((1 + r) / (1 - r));
}

LightDrift drift_of(const LightRun& run, const std::vector<double>& residuals, double mean) {
  const auto times = block_means(run.times, kEighths);
  const auto values = block_means(run.values, kEighths);
  const auto line = numerics::fit_straight_line(times, values);
  std::vector<double> about_line;
  for (std::size_t b = 0; b < kEighths; ++b) about_line.push_back(values[b] - line.at(times[b]));
  LightDrift drift;
  drift.slope = line.slope / mean;
  drift.uncertainty = line.slope_uncertainty / mean * enlargement(about_line);
  drift.degrees = line.degrees_of_freedom;
  const std::size_t n = residuals.size();
  const auto over_sixth = numerics::allan_deviation(residuals, n / 6);
  const auto over_less = numerics::allan_deviation(residuals, std::max<std::size_t>(1, n / 24));
  drift.wandering = over_sixth.deviation >= over_less.deviation && over_less.deviation > 0;
  if (drift.wandering) {
    const double sixth = (run.times.back() - run.times.front()) / 6;
    drift.uncertainty =
        std::max(drift.uncertainty, std::sqrt(0.6) * over_sixth.deviation / (sixth * mean));
    drift.degrees = std::min(drift.degrees, over_sixth.degrees_of_freedom);
  }
  return drift;
}

/// 1 + 2 sum rho_k^2, as far as correlations are significant one after the other.
double shared_noise(const std::vector<double>& residuals) {
  const double squares = squares_about(residuals, 0);
  const auto n = static_cast<double>(residuals.size());
  double factor = 1;
  for (std::size_t lag = 1; squares > 0 && lag < residuals.size() / 4; ++lag) {
    double products = 0;
    for (std::size_t k = lag; k < residuals.size(); ++k)
      products += residuals[k] * residuals[k - lag];
    const double rho = products / squares;
    if (rho < 2 / std::sqrt(n)) break;
    factor += 2 * rho * rho;
  }
  return factor;
}

/// Degrees of freedom of s^2, `squares` about the mean. The slope is known with few degrees of
/// freedom, of which chi-squared knows nothing: its uncertainty is widened as Student's t is.
double degrees_of(const LightRun& run, const std::optional<LightDrift>& drift,
                  const std::vector<double>& residuals, double mean, double squares) {
  const auto n = static_cast<double>(run.values.size());
  if (!drift) return n - 1;
  const double of_noise = squares_about(residuals, 0);
  const double spread = squares_about(run.times, mean_of(run.times));
  const double noise_variance = 2 * of_noise * of_noise * shared_noise(residuals) / (n - 1);
  const double widened = coverage_factor(drift->degrees) / kNormal95 * drift->uncertainty * mean;
  const double of_line = 2 * drift->slope * mean * spread * widened;
  return std::clamp(2 * squares * squares / (noise_variance + of_line * of_line), 1.0, 1e7);
}

LightScatter scatter_of(double squares, double n, double degrees, double noise_variance,
                        double mean) {
  LightScatter scatter;
  const double variance = squares / (n - 1);
  scatter.seen = std::sqrt(variance) / mean;
  scatter.degrees = degrees;
  const auto freed = [&](double relative) {
    return std::sqrt(std::max(0.0, relative * relative - noise_variance / (mean * mean)));
  };
  const Interval interval = numerics::standard_deviation_interval(scatter.seen, degrees);
  scatter.value = freed(scatter.seen);
  scatter.interval = {freed(interval.lower), freed(interval.upper)};
  return scatter;
}

double beyond(double whole, double part) {
  return std::sqrt(std::max(0.0, whole * whole - part * part));
}

/// Of a run with noise that is slow: what it says of the line and of the scatter. The variance is
/// that about the line and that of the line; their limits add in quadrature, each side by itself.
void allow_for(const numerics::SharedNoise& noise, const LightRun& run, double noise_variance,
               RunFigures& figures) {
  const auto n = static_cast<double>(run.values.size());
  const double line = n * (n + 1) / 12;  // variance of the numbers of n readings
  const auto of_slope = [&](double slope) { return line * slope * slope; };
  const double slope = std::abs(noise.slope);
  const double least = of_slope(std::max(0.0, slope - noise.slope_half_width));
  const double most = of_slope(slope + noise.slope_half_width);
  const double variance = noise.variance + of_slope(slope);
  const double down =
      std::hypot(noise.variance - noise.variance_interval.lower, of_slope(slope) - least);
  const double up =
      std::hypot(noise.variance_interval.upper - noise.variance, most - of_slope(slope));
  const auto relative = [&](double v) {
    return std::sqrt(std::max(0.0, v - noise_variance)) / std::abs(figures.mean);
  };
  LightScatter& scatter = figures.scatter;
  scatter.interval = {std::min(scatter.interval.lower, relative(variance - down)),
                      std::max(scatter.interval.upper, relative(variance + up))};
  const double whole_u = (scatter.interval.upper - scatter.interval.lower) / (2 * kNormal95);
  scatter.memory = beyond(whole_u, scatter.seen / std::sqrt(2 * scatter.degrees));
  LightDrift& drift = *figures.drift;
  const double whole = (run.times.back() - run.times.front()) / (n - 1) * figures.mean;
  const double half_width = noise.slope_half_width / std::abs(whole);
  // A random walk is slower still; then that of a lamp that wanders is longer.
  if (half_width < coverage_factor(drift.degrees) * drift.uncertainty) return;
  drift.slope = noise.slope / whole;
  drift.memory = beyond(half_width / kNormal95, drift.uncertainty);
  drift.half_width = half_width;
}

/// Standard deviation of means from how neighbours differ, so that drift is hardly in it.
double noise_of(const std::vector<double>& means) {
  double sum = 0;
  for (std::size_t k = 1; k < means.size(); ++k) sum += std::pow(means[k] - means[k - 1], 2);
  return std::sqrt(sum / (2 * static_cast<double>(means.size() - 1)));
}

/// From when on all means over a block stay within `settled` of the last quarter, give or take
/// three times their noise.
void warm_up(const LightRun& run, double settled, RunFigures& figures) {
  const std::size_t blocks = std::min(kMostWarmUpBlocks, run.values.size() / 4);
  const auto means = block_means(run.values, blocks);
  const auto last = [&](std::size_t count) {
    return std::vector<double>(means.end() - static_cast<std::ptrdiff_t>(count), means.end());
  };
  const double end = mean_of(last(blocks / 4));
  const double give = settled * std::abs(end) + 3 * noise_of(last(blocks / 2));
  std::size_t first = blocks;
  while (first > 0 && std::abs(means[first - 1] - end) <= give) --first;
  figures.settled = first < blocks - blocks / 4;
  if (figures.settled)
    figures.warm_up = run.times[run.values.size() * first / blocks] - run.times.front();
}

/// The period of a line that stands out of the spectrum about it; periods below an eighth of the
/// run, so that drift is none.
std::optional<double> period_of(const std::vector<double>& residuals, double interval) {
  const std::size_t n = std::min(kLongestSpectrum, residuals.size());
  std::vector<double> power;
  for (std::size_t f = 0; f <= n / 2; ++f) {
    double re = 0;
    double im = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const double angle =
          2 * std::numbers::pi * static_cast<double>(f * k % n) / static_cast<double>(n);
      re += residuals[k] * std::cos(angle);
      im += residuals[k] * std::sin(angle);
    }
    power.push_back(re * re + im * im);
  }
  std::optional<double> period;
  double most = kLine;
  for (std::size_t f = 8; f + 1 < power.size(); ++f) {
    double about = 0;
    int count = 0;
    for (std::size_t g = f < 20 ? 4 : f - 16; g < std::min(power.size(), f + 17); ++g) {
      if (g + 2 > f && g < f + 2) continue;
      about += power[g];
      ++count;
    }
    if (count < 8 || power[f] * count <= most * about) continue;
    most = power[f] * count / about;
    period = interval * static_cast<double>(n) / static_cast<double>(f);
  }
  return period;
}

}  // namespace

RunTiming timing_of(const LightRun& run) {
  RunTiming timing;
  std::vector<double> intervals;
  for (std::size_t k = 1; k < run.times.size(); ++k)
    intervals.push_back(run.times[k] - run.times[k - 1]);
  if (intervals.empty()) return timing;
  std::vector<double> sorted = intervals;
  std::sort(sorted.begin(), sorted.end());
  timing.interval = sorted[sorted.size() / 2];
  for (const double interval : intervals) {
    if (std::abs(interval - timing.interval) > 0.1 * timing.interval) timing.regular = false;
    if (interval > 1.5 * timing.interval) ++timing.gaps;
  }
  // QUAREP-LiMi WG 1: 300 readings, one a second; 240 readings, one each 30 s.
  const auto n = static_cast<double>(run.times.size());
  const auto is = [&](double count, double seconds, double give) {
    return timing.regular && std::abs(n - count) <= 0.01 * count &&
           std::abs(timing.interval - seconds) <= give;
  };
  if (is(300, 1, 0.1)) timing.kind = SeriesKind::short_term;
  if (is(240, 30, 1)) timing.kind = SeriesKind::long_term;
  return timing;
}

RunFigures figures_of(const LightRun& run, const RunTiming& timing, double noise_variance,
                      double settled) {
  RunFigures figures;
  const auto n = static_cast<double>(run.values.size());
  figures.mean = mean_of(run.values);
  const auto [low, high] = std::minmax_element(run.values.begin(), run.values.end());
  figures.stability = 1 - (*high - *low) / (*high + *low);
  figures.different_values = std::set<double>(run.values.begin(), run.values.end()).size();
  if (figures.different_values == 1) return figures;
  figures.outliers = outliers_of(run.values);
  figures.longest_repeat = longest_repeat_of(run.values);
  std::vector<double> residuals;
  if (run.values.size() >= kFewestForDrift) {
    residuals = residuals_of(run, numerics::fit_straight_line(run.times, run.values));
    figures.drift = drift_of(run, residuals, figures.mean);
    if (timing.regular) {
      std::vector<double> relative = run.values;
      for (double& v : relative) v /= figures.mean;
      figures.allan = numerics::allan_deviation(relative);
      figures.period = period_of(residuals, timing.interval);
    }
  }
  const double squares = squares_about(run.values, figures.mean);
  figures.scatter =
      scatter_of(squares, n, degrees_of(run, figures.drift, residuals, figures.mean, squares),
                 noise_variance, figures.mean);
  if (figures.drift && squares_about(residuals, 0) > 0) {
    const auto models = numerics::shared_noise_models(run.values);
    const double slow = numerics::slow_probability(models);
    figures.slow_noise = slow > kSlow;
    if (slow > kMayBeSlow) allow_for(numerics::joined(models), run, noise_variance, figures);
  }
  if (run.values.size() >= kFewestForWarmUp) warm_up(run, settled, figures);
  return figures;
}

}  // namespace etalon::metrics
