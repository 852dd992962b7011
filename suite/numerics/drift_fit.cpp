// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/drift_fit.hpp"

#include "suite/core/contract.hpp"

#include <Eigen/Dense>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::numerics {

namespace {

constexpr int kRatios = 40;
constexpr double kAllWalk = 100;
/// What is taken to be likely before the course of the positions was looked at.
struct Belief {
  double no_wander = 0;    ///< probability
  double least_ratio = 0;  ///< of walk to noise, times N^2
};
constexpr Belief kAsLocated{0.9, 3};
constexpr Belief kBeyondLocalisation{0.1, 100};
constexpr double kBeyond = 1.5;  // times the standard uncertainty of a position
constexpr std::size_t kBlocksBeyondLine = 4;
constexpr int kTimeConstants = 16;
constexpr double kSettlingSeen = 8;  // of twice the log likelihood
constexpr double kLongestSettling = 1.0 / 3;
constexpr double kNothing = 1e-300;

using Columns = std::vector<std::vector<double>>;

struct Series {
  std::vector<double> time;  ///< from the first
  std::vector<double> position;
  double step = 1;  ///< median of the times between
  std::size_t size() const { return time.size(); }
};

Series series_of(const std::vector<double>& times, const std::vector<double>& positions) {
  Series s{times, positions};
  for (double& t : s.time) t -= times.front();
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  s.step = *middle;
  return s;
}

/// What positions are made of but for a constant: time; what dies away; and how that changes with
/// the logarithm of its time constant.
Columns columns_of(const Series& s, double tau, std::size_t count) {
  Columns columns{s.time};
  if (count == 1) return columns;
  columns.resize(count);
  for (const double t : s.time) {
    columns[1].push_back(std::exp(-t / tau));
    if (count == 3) columns[2].push_back(t / tau * columns[1].back());
  }
  return columns;
}

/// What one ratio of walk to noise says of the columns.
struct Reading {
  Eigen::VectorXd parameters;
  double precision = 0;  ///< of the velocity, for a variance of 1
  double variance = 0;
  double likelihood = 0;  ///< logarithm
  double restricted = 0;  ///< ... of what the columns leave
  double velocity() const { return parameters(0); }
};

/// Generalised least squares of the differences; their covariance is factored as L D L' on the way.
Reading reading_at(const Series& s, const Columns& columns, double ratio) {
  const std::size_t p = columns.size();
  std::array<double, 4> row{};
  std::array<std::array<double, 4>, 4> products{};
  double log_determinant = 0;
  double below = 0;  // 1 over the pivot before
  for (std::size_t i = 1; i < s.size(); ++i) {
    const double pivot = 2 + ratio * (s.time[i] - s.time[i - 1]) / s.step - below;
    for (std::size_t a = 0; a < p; ++a) row[a] = columns[a][i] - columns[a][i - 1] + below * row[a];
    row[p] = s.position[i] - s.position[i - 1] + below * row[p];
    for (std::size_t a = 0; a <= p; ++a)
      for (std::size_t b = 0; b <= a; ++b) products[a][b] += row[a] * row[b] / pivot;
    log_determinant += std::log(pivot);
    below = 1 / pivot;
  }
  const auto size = static_cast<Eigen::Index>(p);
  Eigen::MatrixXd normal(size, size);
  Eigen::VectorXd right(size);
  for (Eigen::Index a = 0; a < size; ++a) {
    right(a) = products[p][static_cast<std::size_t>(a)];
    for (Eigen::Index b = 0; b < size; ++b)
      normal(a, b) = products[static_cast<std::size_t>(std::max(a, b))]
                             [static_cast<std::size_t>(std::min(a, b))];
  }
  const Eigen::LDLT<Eigen::MatrixXd> solver(normal);
  Reading reading;
  reading.parameters = solver.solve(right);
  reading.precision = 1 / solver.solve(Eigen::VectorXd::Unit(size, 0))(0);
  const auto n = static_cast<double>(s.size() - 1);
  const double freedom = n - static_cast<double>(p);
  const double left = std::max(products[p][p] - right.dot(reading.parameters), kNothing);
  reading.variance = left / freedom;
  reading.likelihood = -(log_determinant + n * std::log(left)) / 2;
  const double log_normal = solver.vectorD().array().max(kNothing).log().sum();
  reading.restricted = -(log_determinant + log_normal + freedom * std::log(left)) / 2;
  return reading;
}

double ratio_number(const Series& s, double least_ratio, int k) {
  const auto n = static_cast<double>(s.size());
  const double least = std::log(least_ratio / (n * n));
  return std::exp(least + (std::log(kAllWalk) - least) * k / (kRatios - 1));
}

double highest_likelihood(const Series& s, const Columns& columns) {
  double highest = reading_at(s, columns, 0).likelihood;
  for (int k = 0; k < kRatios; k += 3)
    highest = std::max(
        highest, reading_at(s, columns, ratio_number(s, kAsLocated.least_ratio, k)).likelihood);
  return highest;
}

/// Logarithm of the time constant that explains most between two others, to a hundredth of them.
double refined(const Series& s, double lower, double upper) {
  constexpr double kGolden = 0.618;
  const auto likelihood = [&](double log_tau) {
    return highest_likelihood(s, columns_of(s, std::exp(log_tau), 2));
  };
  for (int i = 0; i < 9; ++i) {
    const double part = kGolden * (upper - lower);
    if (likelihood(upper - part) > likelihood(lower + part))
      upper = lower + part;
    else
      lower = upper - part;
  }
  return (lower + upper) / 2;
}

/// The time constant that explains most, if it explains enough.
std::optional<double> time_constant_of(const Series& s) {
  const double shortest = std::log(2 * s.step);
  const double longest = std::log(s.time.back());
  const double without = highest_likelihood(s, columns_of(s, 1, 1));
  double highest = without + kSettlingSeen / 2;
  const double step = (longest - shortest) / (kTimeConstants - 1);
  std::optional<double> found;
  for (int k = 0; k < kTimeConstants; ++k) {
    const double log_tau = shortest + step * k;
    const double likelihood = highest_likelihood(s, columns_of(s, std::exp(log_tau), 2));
    if (likelihood <= highest) continue;
    highest = likelihood;
    found = log_tau;
  }
  if (found) found = std::exp(refined(s, *found - step, *found + step));
  return found;
}

struct BlockVariance {
  double value = 0;
  double degrees = 0;  ///< of freedom
};

/// Of a position, from the means of a few blocks about the least squares of all positions. Degrees:
/// trace of P (1 - H), P the projection on blocks, H that on the columns and a constant.
BlockVariance variance_of_blocks(const Series& s, const Columns& columns) {
  const auto n = static_cast<Eigen::Index>(s.size());
  Eigen::MatrixXd model(n, static_cast<Eigen::Index>(columns.size()) + 1);
  model.col(0).setOnes();
  for (std::size_t a = 0; a < columns.size(); ++a)
    model.col(static_cast<Eigen::Index>(a) + 1) =
        Eigen::Map<const Eigen::VectorXd>(columns[a].data(), n);
  const Eigen::MatrixXd basis = Eigen::HouseholderQR<Eigen::MatrixXd>(model).householderQ() *
                                Eigen::MatrixXd::Identity(n, model.cols());
  Eigen::VectorXd left = Eigen::Map<const Eigen::VectorXd>(s.position.data(), n);
  left -= basis * (basis.transpose() * left).eval();
  const auto blocks = static_cast<Eigen::Index>(kBlocksBeyondLine + columns.size());
  BlockVariance variance{0, static_cast<double>(blocks)};
  for (Eigen::Index b = 0; b < blocks; ++b) {
    const Eigen::Index first = n * b / blocks;
    const Eigen::Index count = n * (b + 1) / blocks - first;
    variance.value += std::pow(left.segment(first, count).sum(), 2) / static_cast<double>(count);
    variance.degrees -=
        basis.middleRows(first, count).colwise().sum().squaredNorm() / static_cast<double>(count);
  }
  variance.value /= variance.degrees;
  return variance;
}

/// Student's t about a velocity, with its weight in a mixture.
struct Part {
  double velocity = 0;
  double scale = 0;
  double degrees = 0;
  double weight = 0;
};

double held(const std::vector<Part>& parts, double mean, double half) {
  double sum = 0;
  for (const Part& part : parts) {
    if (part.weight < 1e-9) continue;
    const boost::math::students_t t(part.degrees);
    sum += part.weight * (cdf(t, (mean + half - part.velocity) / part.scale) -
                          cdf(t, (mean - half - part.velocity) / part.scale));
  }
  return sum;
}

double half_width(const std::vector<Part>& parts, double mean) {
  double above = 0;
  for (const Part& part : parts) above = std::max(above, part.scale);
  while (held(parts, mean, above) < 0.95) above *= 2;
  double below = 0;
  for (int i = 0; i < 40; ++i) {
    const double half = (below + above) / 2;
    (held(parts, mean, half) < 0.95 ? below : above) = half;
  }
  return above;
}

std::vector<Part> parts_of(const Series& s, const Columns& columns, double localisation) {
  const double freedom = static_cast<double>(s.size() - 1 - columns.size());
  std::vector<Reading> readings{reading_at(s, columns, 0)};
  const bool beyond = std::sqrt(readings.front().variance) > kBeyond * localisation;
  const Belief& belief = beyond ? kBeyondLocalisation : kAsLocated;
  double best = readings.front().restricted;
  for (int k = 0; k < kRatios; ++k) {
    readings.push_back(reading_at(s, columns, ratio_number(s, belief.least_ratio, k)));
    best = std::max(best, readings.back().restricted);
  }
  std::vector<Part> parts;
  double sum = 0;
  for (const Reading& r : readings) {
    const double before = parts.empty() ? belief.no_wander : (1 - belief.no_wander) / kRatios;
    parts.push_back({r.velocity(), std::sqrt(r.variance / r.precision), freedom,
                     before * std::exp(r.restricted - best)});
    sum += parts.back().weight;
  }
  for (Part& part : parts) part.weight /= sum;
  const BlockVariance blocks = variance_of_blocks(s, columns);
  const double variance = std::max(blocks.value, kNothing);
  parts.front().scale = std::sqrt(variance / readings.front().precision);
  parts.front().degrees = blocks.degrees;
  return parts;
}

/// The height of the straight line at the first time, and of what dies away.
void set_course(const Series& s, const Columns& columns, DriftFit& fit) {
  const Reading noise = reading_at(s, columns, 0);
  double mean = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    double left = s.position[i] - fit.velocity * s.time[i];
    if (fit.settling) left -= noise.parameters(1) * columns[1][i];
    mean += left / static_cast<double>(s.size());
  }
  fit.start = mean;
  if (fit.settling) fit.settling->amplitude = noise.parameters(1);
}

}  // namespace

DriftFit fit_drift(const std::vector<double>& times, const std::vector<double>& positions,
                   double localisation) {
  ETALON_EXPECTS(times.size() >= kFewestForDriftFit && positions.size() == times.size());
  const Series s = series_of(times, positions);
  DriftFit fit;
  const auto tau = time_constant_of(s);
  if (tau) fit.settling = Settling{0, *tau};
  fit.settled = !tau || *tau < kLongestSettling * s.time.back();
  const Columns columns = columns_of(s, tau.value_or(1), tau ? 3 : 1);
  const auto parts = parts_of(s, columns, localisation);
  fit.wander_probability = 1 - parts.front().weight;
  for (const Part& part : parts) {
    fit.velocity += part.weight * part.velocity;
    fit.degrees_of_freedom += part.weight * part.degrees;
  }
  const boost::math::students_t t(fit.degrees_of_freedom);
  fit.standard_uncertainty = half_width(parts, fit.velocity) / quantile(t, 0.975);
  set_course(s, columns, fit);
  return fit;
}

}  // namespace etalon::numerics
