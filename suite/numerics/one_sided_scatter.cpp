// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/one_sided_scatter.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace etalon::numerics {

namespace {

using std::numbers::pi;

// Chosen for the coverage, see the header.
constexpr double kPriorKnee = 0.5;  ///< theta over noise at which the prior levels off
constexpr double kTailToErrors = 0.035;
constexpr double kTailToBest = 0.015;
constexpr double kMoreInNoise = 0.025;  ///< of the tail to the best side, as theta/(2 s) falls

// Finer grids move the ends of intervals by less than 1 % of their length.
constexpr double kStepTheta = 0.1;    ///< in log(1 + theta/knee)
constexpr double kStepBest = 0.12;    ///< over the distance to the nearest reading
constexpr double kLeastNoise = 1e-3;  ///< over the range of the readings

constexpr double kTableEnd = 12;
constexpr double kTableStep = 1.0 / 16;

/// W(b) = int_0^inf v^(-1/2) exp(-(v - b)^2/2) dv; with v = t^2 the trapezium rule converges
/// exponentially.
double log_w_by_quadrature(double b) {
  constexpr double kStep = 0.02;
  double sum = 0.5 * std::exp(-0.5 * b * b);
  for (double t = kStep; t < 6; t += kStep) sum += std::exp(-0.5 * std::pow(t * t - b, 2));
  return std::log(2 * kStep * sum);
}

/// log W(b) for |b| < kTableEnd by cubic interpolation.
double log_w(double b) {
  constexpr int kPoints = static_cast<int>(2 * kTableEnd / kTableStep) + 4;
  static const auto table = [] {
    std::array<double, kPoints> made{};
    for (int i = 0; i < kPoints; ++i)
      made[static_cast<std::size_t>(i)] = log_w_by_quadrature((i - 1) * kTableStep - kTableEnd);
    return made;
  }();
  const double place = (b + kTableEnd) / kTableStep;
  const double whole = std::floor(place);
  const double f = place - whole;
  const double* p = table.data() + static_cast<int>(whole);
  return p[1] +
         0.5 * f *
             (p[2] - p[0] +
              f * (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3] + f * (3 * (p[1] - p[2]) + p[3] - p[0])));
}

/// Log density, up to a constant, of theta z^2 + s e at x: W(b) exp(b^2/2 - x^2/(2 s^2)) /
/// sqrt(theta s) with b = x/s - s/(2 theta). Far out W is replaced by its asymptotic series, for
/// b < 0 in a form that has the normal distribution as its limit for theta = 0.
double log_density(double x, double theta, double s) {
  const double b = x / s - s / (2 * theta);
  const double inverse = 1 / (b * b);
  if (b < -kTableEnd) {
    return -0.5 * (x * x / (s * s) + std::log(s * s / 2 - x * theta)) + 0.5 * std::log(pi) +
           std::log1p(inverse * (-0.375 + 0.8203125 * inverse));
  }
  const double front = -x / (2 * theta) + s * s / (8 * theta * theta) - 0.5 * std::log(theta * s);
  if (b < kTableEnd) return front + log_w(b);
  return front + 0.5 * std::log(2 * pi / b) + std::log1p(inverse * (0.375 + 0.8203125 * inverse));
}

/// Readings as losses: an error raises them.
struct Losses {
  std::vector<NoisyReading> readings;
  double mean = 0;
  double noise = 0;  ///< rms
  double range = 0;
};

Losses losses_of(const std::vector<NoisyReading>& readings, OneSided side) {
  Losses losses;
  losses.readings = readings;
  const double sign = side == OneSided::raises ? 1 : -1;
  for (auto& r : losses.readings) r.value *= sign;
  const auto [low, high] =
      std::minmax_element(losses.readings.begin(), losses.readings.end(),
                          [](const auto& a, const auto& b) { return a.value < b.value; });
  losses.range = high->value - low->value;
  const double n = static_cast<double>(readings.size());
  for (auto& r : losses.readings) {
    losses.mean += r.value / n;
    r.noise = std::max(r.noise, kLeastNoise * losses.range);
    losses.noise += r.noise * r.noise / n;
  }
  losses.noise = std::sqrt(losses.noise);
  return losses;
}

/// Places of best focus from just above to far below the readings, dense where the density of a
/// reading changes: within its noise about each.
std::vector<double> best_grid(const Losses& losses, double largest_theta) {
  double top = kInfiniteDegreesOfFreedom;
  double lowest = top;
  for (const auto& r : losses.readings) {
    top = std::min(top, r.value + 8 * r.noise);
    lowest = std::min(lowest, r.value);
  }
  const double end =
      lowest - 8 * losses.noise - 30 * largest_theta / static_cast<double>(losses.readings.size());
  std::vector<double> grid;
  for (double a = top; a > end;) {
    grid.push_back(a);
    double near = kInfiniteDegreesOfFreedom;
    for (const auto& r : losses.readings) near = std::min(near, std::hypot(r.noise, a - r.value));
    a -= kStepBest * near;
  }
  std::reverse(grid.begin(), grid.end());
  return grid;
}

/// The posterior at one theta that stands for [lower, upper].
struct Row {
  double lower = 0;
  double upper = 0;
  double theta = 0;
  double log_scale = 0;
  double mass = 0;
  std::vector<double> below;     ///< P(best < grid[j])
  std::vector<double> integral;  ///< of `below` from grid[0]
};

/// Density over the grid up to the factor exp(row.log_scale). Below the readings it only falls.
std::vector<double> density_at(const Losses& losses, const std::vector<double>& grid, Row& row) {
  std::vector<double> density(grid.size(), -kInfiniteDegreesOfFreedom);
  row.log_scale = -kInfiniteDegreesOfFreedom;
  const double readings_end = losses.mean - losses.range - 8 * losses.noise;
  for (std::size_t j = grid.size(); j-- > 0;) {
    density[j] = 0;
    for (const auto& r : losses.readings)
      density[j] += log_density(r.value - grid[j], row.theta, r.noise);
    row.log_scale = std::max(row.log_scale, density[j]);
    if (grid[j] < readings_end && density[j] < row.log_scale - 40) break;
  }
  for (double& d : density) d = std::exp(d - row.log_scale);
  return density;
}

Row row_at(const Losses& losses, const std::vector<double>& grid, double from, double to) {
  const double knee = kPriorKnee * losses.noise;
  Row row;
  row.lower = knee * std::expm1(from);
  row.upper = knee * std::expm1(to);
  row.theta = knee * std::expm1(0.5 * (from + to));
  const std::vector<double> density = density_at(losses, grid, row);
  row.below.resize(grid.size());
  row.integral.resize(grid.size());
  for (std::size_t j = 1; j < grid.size(); ++j) {
    const double width = grid[j] - grid[j - 1];
    row.below[j] = row.below[j - 1] + 0.5 * width * (density[j] + density[j - 1]);
    row.integral[j] = row.integral[j - 1] + 0.5 * width * (row.below[j] + row.below[j - 1]);
  }
  row.mass = row.below.back();
  return row;
}

class Posterior {
 public:
  explicit Posterior(const Losses& losses) {
    const double n = static_cast<double>(losses.readings.size());
    const double largest = (losses.range + losses.noise) * std::pow(10.0, 1 + 4 / (n - 1));
    grid_ = best_grid(losses, largest);
    const double end = std::log1p(largest / (kPriorKnee * losses.noise));
    double top = -kInfiniteDegreesOfFreedom;
    for (double t = 0; t < end; t += kStepTheta) {
      rows_.push_back(row_at(losses, grid_, t, t + kStepTheta));
      top = std::max(top, rows_.back().log_scale + std::log(rows_.back().mass));
    }
    for (auto& row : rows_) row.log_scale = std::exp(row.log_scale - top);
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(),
                               [](const Row& row) { return row.mass * row.log_scale < 1e-10; }),
                rows_.end());
    for (const auto& row : rows_) total_ += row.mass * row.log_scale;
  }

  /// theta below which half of the posterior lies.
  double median_theta() const {
    double sum = 0;
    for (const auto& row : rows_) {
      const double mass = row.mass * row.log_scale;
      if (sum + mass >= 0.5 * total_)
        return row.lower + (row.upper - row.lower) * (0.5 * total_ - sum) / mass;
      sum += mass;
    }
    return rows_.back().upper;
  }

  double probability_below(double expectation) const {
    double sum = 0;
    for (const auto& row : rows_) {
      sum += row.log_scale *
             (integral(row, expectation - row.lower) - integral(row, expectation - row.upper)) /
             (row.upper - row.lower);
    }
    return sum / total_;
  }

  double quantile(double probability) const {
    double low = grid_.front();
    double high = grid_.back() + rows_.back().upper;
    const double narrow = 1e-7 * (grid_.back() - grid_[grid_.size() / 2]);
    while (high - low > narrow) {
      const double middle = 0.5 * (low + high);
      if (!(low < middle && middle < high)) break;
      (probability_below(middle) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }

 private:
  double integral(const Row& row, double a) const {
    if (a <= grid_.front()) return 0;
    if (a >= grid_.back()) return row.integral.back() + (a - grid_.back()) * row.mass;
    const auto after = std::upper_bound(grid_.begin(), grid_.end(), a);
    const std::size_t j = static_cast<std::size_t>(after - grid_.begin());
    const double width = grid_[j] - grid_[j - 1];
    const double f = (a - grid_[j - 1]) / width;
    return row.integral[j - 1] +
           (a - grid_[j - 1]) * (row.below[j - 1] + 0.5 * f * (row.below[j] - row.below[j - 1]));
  }

  std::vector<double> grid_;
  std::vector<Row> rows_;
  double total_ = 0;
};

/// nu with which Student's t reaches `factor`; infinite when the normal distribution does.
double degrees_for(double factor) {
  if (factor <= coverage_factor(kInfiniteDegreesOfFreedom)) return kInfiniteDegreesOfFreedom;
  double low = std::log(0.05);
  double high = std::log(1e6);
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (low + high);
    (coverage_factor(std::exp(middle)) > factor ? low : high) = middle;
  }
  return std::exp(0.5 * (low + high));
}

}  // namespace

OneSidedExpectation one_sided_expectation(const std::vector<NoisyReading>& readings,
                                          OneSided side) {
  ETALON_EXPECTS(readings.size() >= 2);
  const double n = static_cast<double>(readings.size());
  const Losses losses = losses_of(readings, side);
  const double sign = side == OneSided::raises ? 1 : -1;
  OneSidedExpectation result;
  result.value = sign * losses.mean;
  result.interval = {result.value, result.value};
  if (losses.noise == 0) return result;
  const Posterior posterior(losses);
  const double theta = posterior.median_theta();
  const double resolved = theta / (2 * losses.noise);
  const double to_best = kTailToBest + kMoreInNoise / (1 + resolved * resolved);
  const double best = std::min(posterior.quantile(to_best), losses.mean);
  const double worst = std::max(posterior.quantile(1 - kTailToErrors), losses.mean);
  result.interval = {std::min(sign * best, sign * worst), std::max(sign * best, sign * worst)};
  result.noise = losses.noise / std::sqrt(n);
  result.scatter = theta * std::sqrt(2 / n);
  const double u = std::hypot(result.noise, result.scatter);
  result.degrees_of_freedom =
      degrees_for(0.5 * (worst - best) / u) * std::pow(result.scatter / u, 4);
  return result;
}

}  // namespace etalon::numerics
