// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/drift_fit.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/numerics/student_mixture.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace etalon::numerics {

namespace {

constexpr int kRatios = 32;
constexpr double kNoWalk = 0.03;  // ratio, times N^2
constexpr double kAllWalk = 1e4;
constexpr double kShows = 30;  // of the variance of a slope, wander over noise
constexpr int kTimeConstants = 16;
constexpr double kSettlingSeen = 8;  // of twice the log likelihood
constexpr double kNeverMind = 1e-3;
constexpr double kSurely = 0.98;  // a wander looks like a long settling in one series of eight
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

double ratio_number(const Series& s, int k) {
  const auto n = static_cast<double>(s.size());
  const double least = std::log(kNoWalk / (n * n));
  return std::exp(least + (std::log(kAllWalk) - least) * k / (kRatios - 1));
}

double highest_likelihood(const Series& s, const Columns& columns) {
  double highest = reading_at(s, columns, 0).likelihood;
  for (int k = 0; k < kRatios; k += 3)
    highest = std::max(highest, reading_at(s, columns, ratio_number(s, k)).likelihood);
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

/// The settling that explains most.
struct DyingAway {
  double tau = 0;
  double probability = 0;
};

DyingAway dying_away(const Series& s) {
  const double shortest = std::log(2 * s.step);
  const double longest = std::log(s.time.back());
  const double step = (longest - shortest) / (kTimeConstants - 1);
  double highest = -std::numeric_limits<double>::infinity();
  double found = 0;
  for (int k = 0; k < kTimeConstants; ++k) {
    const double log_tau = shortest + step * k;
    const double likelihood = highest_likelihood(s, columns_of(s, std::exp(log_tau), 2));
    if (likelihood <= highest) continue;
    highest = likelihood;
    found = log_tau;
  }
  const double gained = highest - highest_likelihood(s, columns_of(s, 1, 1)) - kSettlingSeen / 2;
  const double probability = 1 / (1 + std::exp(-gained));
  if (probability < kNeverMind) return {};
  return {std::exp(refined(s, found - step, found + step)), probability};
}

/// What is likely before the positions were seen: of a wander that hardly shows all standard
/// deviations alike, of one that shows all orders of magnitude alike.
double likely_before(const Series& s, double ratio) {
  const auto n = static_cast<double>(s.size());
  return std::sqrt(std::min(ratio * n * n / 12, kShows));
}

/// The velocity by all ratios.
struct Mixture {
  std::vector<StudentPart> parts;
  StudentPart best;  ///< alone
  double wander_seen = 0;
};

Mixture mixture_of(const Series& s, const Columns& columns) {
  const double freedom = static_cast<double>(s.size() - 1 - columns.size());
  std::vector<Reading> readings;
  for (int k = 0; k < kRatios; ++k) readings.push_back(reading_at(s, columns, ratio_number(s, k)));
  const auto best = std::max_element(
      readings.begin(), readings.end(),
      [](const Reading& a, const Reading& b) { return a.restricted < b.restricted; });
  Mixture mixture;
  double sum = 0;
  for (int k = 0; k < kRatios; ++k) {
    const Reading& r = readings[static_cast<std::size_t>(k)];
    const double weight =
        likely_before(s, ratio_number(s, k)) * std::exp(r.restricted - best->restricted);
    mixture.parts.push_back({r.velocity(), std::sqrt(r.variance / r.precision), freedom, weight});
    sum += weight;
  }
  for (StudentPart& part : mixture.parts) part.weight /= sum;
  mixture.best = mixture.parts[static_cast<std::size_t>(best - readings.begin())];
  mixture.wander_seen = 2 * (best->restricted - readings.front().restricted);
  return mixture;
}

/// `one` where that is the likelier, with the parts of both.
Mixture joined(Mixture one, const Mixture& other, double weight_of_other) {
  for (StudentPart& part : one.parts) part.weight *= 1 - weight_of_other;
  for (StudentPart part : other.parts) {
    part.weight *= weight_of_other;
    one.parts.push_back(part);
  }
  return one;
}

/// What has to be added to `seen`, of so many degrees of freedom, until k u is the half-width.
double hidden_beside(double seen, double degrees, double half) {
  double hidden = half / coverage_factor(kInfiniteDegreesOfFreedom);
  double lower = 0;
  for (int i = 0; i < 50; ++i) {
    const double middle = (lower + hidden) / 2;
    const double u = std::hypot(seen, middle);
    (u * coverage_factor(degrees * std::pow(u / seen, 4)) < half ? lower : hidden) = middle;
  }
  return hidden;
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

DriftFit fit_drift(const std::vector<double>& times, const std::vector<double>& positions) {
  ETALON_EXPECTS(times.size() >= kFewestForDriftFit && positions.size() == times.size());
  const Series s = series_of(times, positions);
  DriftFit fit;
  const DyingAway settling = dying_away(s);
  const bool long_lasting = settling.tau >= kLongestSettling * s.time.back();
  fit.settled = !(settling.probability > kSurely && long_lasting);
  const bool settles = settling.probability > 0.5 && (!long_lasting || !fit.settled);
  const Columns plain = columns_of(s, 1, 1);
  Mixture mixture = mixture_of(s, plain);
  Columns columns = plain;
  if (settles) fit.settling = Settling{0, settling.tau};
  // A doubtful long one is what a steady creep may look like, too: it would only blur that.
  if (settling.probability > 0.5 || (settling.probability > 0 && !long_lasting)) {
    const Columns with = columns_of(s, settling.tau, 3);
    Mixture settled = mixture_of(s, with);
    mixture = settling.probability > 0.5
                  ? joined(std::move(settled), mixture, 1 - settling.probability)
                  : joined(std::move(mixture), settled, settling.probability);
    if (settles) columns = with;
  }
  fit.wander_seen = mixture.wander_seen;
  fit.velocity = centre_of(mixture.parts);
  fit.seen = mixture.best.scale;
  fit.degrees_of_freedom = mixture.best.degrees;
  fit.hidden =
      hidden_beside(fit.seen, fit.degrees_of_freedom, half_width(mixture.parts, fit.velocity));
  set_course(s, columns, fit);
  return fit;
}

}  // namespace etalon::numerics
