// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dark_pixels.hpp"

#include "suite/numerics/chi_square.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon::metrics {

namespace {

constexpr double kTailProbability = 0.999;
constexpr double kQuartilesOfNormal = 1.349;  // their distance, in standard deviations
constexpr double kOfQuartiles = 1.17;         // relative uncertainty of it, times the root of n
constexpr double kSkewed = 0.6;               // of the standard deviation of ln sigma

double variance_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum / (n - 1);
}

/// A quantile of values that may be tied: within a tie the place is interpolated, as if its values
/// lay evenly about it, half-way to their neighbours.
struct Quantile {
  double value = 0;
  double half_gap = 0;  ///< between the neighbours of the tie
};

class Quantiles {
 public:
  explicit Quantiles(std::vector<float> values) : values_(std::move(values)) {
    std::sort(values_.begin(), values_.end());
  }

  Quantile place(double share) const {
    const double place = share * static_cast<double>(values_.size());
    const auto k = std::min(values_.size() - 1, static_cast<std::size_t>(place));
    const auto [first, end] = std::equal_range(values_.begin(), values_.end(), values_[k]);
    const double value = static_cast<double>(*first);
    const double below = first == values_.begin() ? value : static_cast<double>(*(first - 1));
    const double above = end == values_.end() ? value : static_cast<double>(*end);
    const double within =
        (place - static_cast<double>(first - values_.begin())) / static_cast<double>(end - first);
    return {(below + value) / 2 + (above - below) / 2 * std::clamp(within, 0.0, 1.0),
            (above - below) / 2};
  }

  double at(double share) const { return place(share).value; }

 private:
  std::vector<float> values_;
};

/// median(v)/sigma^2 where all pixels are alike and the mean of the frames moves with variance c^2
/// (in units of sigma^2): of non-central chi-squared, mean - third cumulant/(6 variance), exact for
/// c = 0. c^2 has been taken off.
double median_variance(double nu, double c2) {
  const double still = std::pow(numerics::median_scatter(nu), 2);
  return still - 2 / (3 * nu) * c2 / (1 + 2 * c2);
}

/// Of the squared distance of the quartiles.
double share_of_chance(double chance, double seen) {
  return seen > chance ? std::pow(chance / seen, 2) : 1;
}

NoiseEstimate median_noise(const Quantiles& variances, std::size_t pixels, double nu, double c2) {
  const double middle = std::max(0.0, variances.at(0.5));
  const double lower = std::max(1e-3 * middle, variances.at(0.25));
  const double upper = variances.at(0.75);
  const double chance = numerics::quartile_distance_of_log_scatter(nu);
  const double seen = middle > 0 ? std::log(upper / lower) / 2 : 0;
  const double share = share_of_chance(chance, seen);
  double relative = middle > 0 ? c2 / middle : 0;
  relative *= median_variance(nu, relative);
  const double alike = std::log(median_variance(nu, relative)) / 2;
  const double unlike = numerics::mean_log_scatter(nu);

  NoiseEstimate median;
  median.value = std::sqrt(middle) * std::exp(-share * alike - (1 - share) * unlike);
  // Density at the median from the quantiles about it: u = 1/(2 sqrt(N) f).
  const double near = std::clamp(2 / std::sqrt(static_cast<double>(pixels)), 0.02, 0.2);
  const auto root = [&](double q) { return std::sqrt(std::max(0.0, variances.at(q))); };
  const double slope = (root(0.5 + near) - root(0.5 - near)) / (2 * near);
  median.noise = slope / (2 * std::sqrt(static_cast<double>(pixels))) * median.value /
                 std::max(root(0.5), 1e-30);
  median.degrees = static_cast<double>(pixels) - 1;
  // What so few pixels cannot exclude: two standard uncertainties more.
  const double most =
      share_of_chance(chance, seen * (1 + 2 * kOfQuartiles / std::sqrt(median.degrees + 1)));
  median.spread =
      median.value * kSkewed * most * chance * std::sqrt(1 / most - 1) / kQuartilesOfNormal;
  if (middle > 0) median.steps = median.value * variances.place(0.5).half_gap / (2 * middle);
  return median;
}

NoiseEstimate rms_noise(const DarkPixels& pixels, const DarkFrames& frames, double nu) {
  double sum = 0;
  double squares = 0;
  for (const float value : pixels.variances) {
    const double v = static_cast<double>(value);
    sum += v;
    squares += v * v;
  }
  const auto n = static_cast<double>(pixels.variances.size());
  const double mean = sum / n;
  const auto width = static_cast<double>(frames.sums.info().width);
  const auto rows = static_cast<double>(frames.sums.info().height);
  const double shared = std::max(0.0, frames.row_variance - mean / width);
  const double variance =
      2 * squares / ((nu + 2) * n * n) + (rows > 1 ? 2 * shared * shared / (nu * rows) : 0);
  NoiseEstimate rms;
  rms.value = std::sqrt(std::max(0.0, mean));
  rms.degrees = variance > 0 ? std::max(1.0, 2 * mean * mean / variance) : nu * n;
  rms.noise = rms.value / std::sqrt(2 * rms.degrees);
  return rms;
}

/// What the means of frames scatter by beyond the noise of their pixels and rows.
double common_noise(double frame_variance, double mean_variance, const DarkFrames& frames) {
  const auto pixels = static_cast<double>(frames.sums.samples());
  const double width = static_cast<double>(frames.sums.info().width);
  const double rows = static_cast<double>(frames.sums.info().height);
  const double shared = std::max(0.0, frames.row_variance - mean_variance / width);
  return std::sqrt(std::max(0.0, frame_variance - mean_variance / pixels - shared / rows));
}

double median_of(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

}  // namespace

DarkPixels pixels_of(const DarkFrames& frames) {
  DarkPixels found;
  found.frame_variance = variance_of(frames.means);
  const std::size_t count = frames.sums.samples();
  found.offsets.resize(count);
  found.variances.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    found.offsets[i] = static_cast<float>(frames.sums.mean(i));
    found.variances[i] = static_cast<float>(frames.sums.variance(i) - found.frame_variance);
  }
  const double nu = static_cast<double>(frames.means.size()) - 1;
  const Quantiles variances(found.variances);
  found.rms = rms_noise(found, frames, nu);
  found.common_noise = common_noise(found.frame_variance, std::pow(found.rms.value, 2), frames);
  found.median = median_noise(variances, count, nu, std::pow(found.common_noise, 2));
  found.p999 = std::sqrt(std::max(0.0, variances.at(kTailProbability)));
  found.median_offset = median_of(found.offsets);

  const double limit =
      std::pow(found.median.value, 2) * numerics::chi_square_quantile(kTailProbability, nu) / nu;
  const double far = kStandsOut * found.median.value;
  for (std::size_t i = 0; i < count; ++i) {
    const double away = static_cast<double>(found.offsets[i]) - found.median_offset;
    if (away > far) found.hot.push_back(i);
    if (away < -far) found.cold.push_back(i);
    if (static_cast<double>(found.variances[i]) > limit) found.noisy.push_back(i);
  }
  found.tail =
      static_cast<double>(found.noisy.size()) / static_cast<double>(count) - (1 - kTailProbability);
  return found;
}

}  // namespace etalon::metrics
