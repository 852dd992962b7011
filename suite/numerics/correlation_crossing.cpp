// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/correlation_crossing.hpp"

#include "suite/numerics/bspline_basis.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace etalon::numerics {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Threshold = std::function<double(double)>;

constexpr double kEnoughPairs = 400;
constexpr double kHighestLevel = 0.5;
constexpr double kNearest = 0.4;    // of the frequency: the first fit reaches from here
constexpr double kFarthest = 2;     // to here,
constexpr double kHighest = 0.5;    // or here
constexpr double kFall = 6;         // of ln(signal/noise) to either side: the second fit
constexpr double kFewestRings = 6;  // to either side
constexpr int kIntervals = 40;
constexpr int kPenaltyOrder = 3;
constexpr int kPenalties = 12;  // decades from 1e8 down
constexpr double kLargestLog = 40;
constexpr double kVouched = 0.75;  // least of the variance of the distance between both fits
constexpr int kPlaces = 1000;  // at which the curve is looked at

double logit(double rho) { return std::log(rho / (1 - rho)); }

/// Rings between two frequencies, and the spline there.
struct Window {
  double lower = 0;
  double upper = 0;
  double frames = 2;
  BsplineBasis basis{{0, 1, 2, 3, 4}};
  std::vector<double> frequency;
  std::vector<double> z;
  std::vector<double> weight;  ///< 1/variance of z
  std::vector<BsplineBasis::Local> functions;
};

/// Knots reach beyond both ends, so that the curve is free there.
BsplineBasis basis_between(double lower, double upper, int intervals) {
  std::vector<double> knots;
  for (int k = -3; k <= intervals + 3; ++k)
    knots.push_back(lower + (upper - lower) * k / intervals);
  return BsplineBasis(std::move(knots));
}

Window window_of(const CorrelationCurve& curve, double lower, double upper) {
  Window window;
  window.lower = lower;
  window.upper = upper;
  window.frames = curve.frames;
  const double others = window.frames - 1;
  for (std::size_t k = 1; k < curve.frequency.size(); ++k) {
    const double q = curve.frequency[k];
    if (q < lower || q > upper || !(curve.pairs[k] > 0)) continue;
    constexpr double kClose = 1e-9;
    const double r = std::clamp(curve.correlation[k], -1 / others + kClose, 1 - kClose);
    window.frequency.push_back(q);
    window.z.push_back(std::log((1 + others * r) / (1 - r)) / 2);
    window.weight.push_back(curve.pairs[k] * 2 * others / window.frames);
  }
  const int rings = static_cast<int>(window.frequency.size());
  window.basis = basis_between(lower, upper, std::clamp(rings / 2, 4, kIntervals));
  for (const double q : window.frequency) window.functions.push_back(window.basis.at(q));
  return window;
}

/// Sum of the functions that differ from zero at a place, times `c`.
double sum_of(const BsplineBasis::Local& local, const VectorXd& c) {
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    const int k = local.first + i;
    if (k >= 0 && k < c.size()) sum += local.values[static_cast<std::size_t>(i)] * c(k);
  }
  return sum;
}

VectorXd spread_out(const BsplineBasis::Local& local, Eigen::Index size) {
  VectorXd row = VectorXd::Zero(size);
  for (int i = 0; i < 4; ++i) {
    const int k = local.first + i;
    if (k >= 0 && k < size) row(k) = local.values[static_cast<std::size_t>(i)];
  }
  return row;
}

MatrixXd penalty_of(Eigen::Index size) {
  MatrixXd differences = MatrixXd::Identity(size, size);
  for (int order = 0; order < kPenaltyOrder; ++order) {
    const Eigen::Index left = differences.rows() - 1;
    differences = (differences.bottomRows(left) - differences.topRows(left)).eval();
  }
  return differences.transpose() * differences;
}

/// Normal equations of the linearised fit.
struct Step {
  MatrixXd normal;
  VectorXd gradient;
  double misfit = 0;
  double objective = 0;
};

Step linearised(const Window& window, const MatrixXd& penalty, const VectorXd& c) {
  Step step{MatrixXd::Zero(c.size(), c.size()), -(penalty * c), 0, c.dot(penalty * c)};
  for (std::size_t k = 0; k < window.z.size(); ++k) {
    const auto& local = window.functions[k];
    const double f = std::clamp(sum_of(local, c), -kLargestLog, kLargestLog);
    const double signal = window.frames * std::exp(f);
    const double residual = window.z[k] - std::log1p(signal) / 2;
    const double slope = signal / (1 + signal) / 2;
    step.misfit += window.weight[k] * residual * residual;
    for (int i = 0; i < 4; ++i) {
      const int row = local.first + i;
      if (row < 0 || row >= c.size()) continue;
      const double a = window.weight[k] * slope * local.values[static_cast<std::size_t>(i)];
      step.gradient(row) += a * residual;
      for (int j = 0; j < 4; ++j) {
        const int column = local.first + j;
        if (column >= 0 && column < c.size())
          step.normal(row, column) += a * slope * local.values[static_cast<std::size_t>(j)];
      }
    }
  }
  step.objective += step.misfit;
  return step;
}

struct Fit {
  VectorXd c;
  MatrixXd covariance;
  double scatter = 1;
  double likelihood = -std::numeric_limits<double>::infinity();
};

MatrixXd information(const Step& step, const MatrixXd& penalty) {
  MatrixXd whole = step.normal + penalty;
  // Where signal is lost in noise, and the penalty light, nothing else holds the curve.
  whole.diagonal().array() += 1e-9 * step.normal.trace() / static_cast<double>(whole.rows());
  return whole;
}

/// Damped Gauss-Newton for one weight of the penalty.
Fit fitted(const Window& window, const MatrixXd& unit_penalty, double weight, VectorXd c) {
  const MatrixXd penalty = weight * unit_penalty;
  Step step = linearised(window, penalty, c);
  double damping = 1e-6;
  for (int i = 0; i < 100 && damping < 1e8; ++i) {
    MatrixXd damped = information(step, penalty);
    damped.diagonal() *= 1 + damping;
    const VectorXd moved = c + damped.ldlt().solve(step.gradient);
    const Step next = linearised(window, penalty, moved);
    if (!(next.objective <= step.objective)) {
      damping *= 10;
      continue;
    }
    const bool done = step.objective - next.objective <= 1e-7 * std::max(1.0, step.objective);
    c = moved;
    step = next;
    damping = std::max(damping / 10, 1e-9);
    if (done) break;
  }
  const MatrixXd whole = information(step, penalty);
  const Eigen::LDLT<MatrixXd> solver(whole);
  Fit fit{c, solver.solve(MatrixXd::Identity(c.size(), c.size())), 1, 0};
  const double left = static_cast<double>(window.z.size()) - (fit.covariance * step.normal).trace();
  fit.scatter = left > 1 ? step.misfit / left : 1;
  const auto penalised = static_cast<double>(c.size() - kPenaltyOrder);
  const double determinant = solver.vectorD().array().abs().max(1e-300).log().sum();
  fit.likelihood = (penalised * std::log(weight) - step.objective - determinant) / 2;
  return fit;
}

Fit best_fit(const Window& window, double level) {
  const Eigen::Index size = window.basis.size();
  const MatrixXd penalty = penalty_of(size);
  VectorXd c = VectorXd::LinSpaced(size, level + 2, level - 2);
  Fit best;
  double weight = 1e8;
  for (int k = 0; k < kPenalties; ++k) {
    Fit fit = fitted(window, penalty, weight, c);
    c = fit.c;
    if (fit.likelihood > best.likelihood) best = std::move(fit);
    weight /= 10;
  }
  return best;
}

/// The curve less the threshold, ln(signal/noise), and its standard deviation.
struct Height {
  double value = 0;
  double deviation = 0;
};

Height height_at(const Fit& fit, const Window& window, const Threshold& threshold, double q) {
  const VectorXd row = spread_out(window.basis.at(q), fit.c.size());
  const double variance = row.dot(fit.covariance * row) * std::max(1.0, fit.scatter);
  return {row.dot(fit.c) - logit(threshold(q)), std::sqrt(std::max(0.0, variance))};
}

/// First place at which f falls through the threshold; the last before it, and the first behind it,
/// at which it is a standard deviation off.
struct Fall {
  double place = 0;
  double before = 0;
  double behind = 0;
};

double between(double a, double at_a, double b, double at_b) {
  return a + (b - a) * at_a / (at_a - at_b);
}

std::optional<Fall> fall_of(const Fit& fit, const Window& window, const Threshold& threshold) {
  Fall fall;
  bool clear = false;  // a standard deviation above, some time before
  bool fell = false;
  double q = window.lower;
  Height last = height_at(fit, window, threshold, q);
  const double step = (window.upper - window.lower) / kPlaces;
  for (int k = 1; k <= kPlaces; ++k) {
    const double next_q = window.lower + k * step * (1 - 1e-12);
    const Height next = height_at(fit, window, threshold, next_q);
    const double surely_above = last.value - last.deviation;
    if (!fell && surely_above > 0) {
      const double next_above = next.value - next.deviation;
      fall.before = next_above > 0 ? next_q : between(q, surely_above, next_q, next_above);
      clear = true;
    }
    if (!fell && last.value > 0 && next.value <= 0) {
      fall.place = between(q, last.value, next_q, next.value);
      fell = true;
    }
    const double next_below = next.value + next.deviation;
    if (fell && next_below < 0) {
      const double below = last.value + last.deviation;
      fall.behind = below > 0 ? between(q, below, next_q, next_below) : next_q;
      return clear ? std::optional(fall) : std::nullopt;
    }
    q = next_q;
    last = next;
  }
  return std::nullopt;
}

CorrelationCrossing described(const Fit& fit, const Window& window, const Fall& fall,
                              const Threshold& threshold) {
  CorrelationCrossing crossing;
  crossing.frequency = fall.place;
  crossing.uncertainty = (fall.behind - fall.before) / 2;
  crossing.scatter = fit.scatter;
  const double level = threshold(fall.place);
  // Over the length in which the crossing may lie: at one place noise would tilt the curve.
  const double reach = std::max(crossing.uncertainty, (window.upper - window.lower) / 100);
  const double left = std::max(window.lower, fall.place - reach);
  const double right = std::min(window.upper, fall.place + reach);
  const auto log_at = [&](double q) { return sum_of(window.basis.at(q), fit.c); };
  const auto slope_at = [&](double q) { return sum_of(window.basis.at(q, 1), fit.c); };
  crossing.log_slope = (log_at(right) - log_at(left)) / (right - left);
  crossing.log_bend = (slope_at(right) - slope_at(left)) / (right - left);
  const double threshold_slope =
      (logit(threshold(right)) - logit(threshold(left))) / (right - left);
  crossing.slope = level * (1 - level) * (crossing.log_slope - threshold_slope);
  for (const double q : window.frequency) {
    const Height height = height_at(fit, window, threshold, q);
    const double rho = 1 / (1 + std::exp(-height.value - logit(threshold(q))));
    crossing.fitted_frequency.push_back(q);
    crossing.fitted.push_back(rho);
    crossing.fitted_uncertainty.push_back(rho * (1 - rho) * std::min(height.deviation, 4.0));
  }
  return crossing;
}

std::optional<CorrelationCrossing> crossing_between(const CorrelationCurve& curve,
                                                    const Threshold& threshold, double lower,
                                                    double upper) {
  const Window window =
      window_of(curve, std::max(lower, curve.spacing / 2), std::min(upper, kHighest));
  if (window.z.size() < 2 * kPenaltyOrder) return std::nullopt;
  const Fit fit = best_fit(window, logit(threshold((window.lower + window.upper) / 2)));
  const auto fall = fall_of(fit, window, threshold);
  if (!fall) return std::nullopt;
  return described(fit, window, *fall, threshold);
}

/// Both fits see the same noise; the wider one averages more of it, so their distance has the
/// variance by which theirs differ. What is farther is no noise. Where they are nearer, the wider
/// fit vouches for the narrow one: its own variance and the square of the distance are left, but not
/// less than most of the difference, since a curve that is too stiff for the wide fit may come near
/// by chance.
void weigh_against(const CorrelationCrossing& wide, CorrelationCrossing& narrow) {
  const double of_wide = std::pow(wide.uncertainty, 2);
  const double by_noise = std::pow(narrow.uncertainty, 2) - of_wide;
  const double distance = std::pow(narrow.frequency - wide.frequency, 2);
  narrow.between_fits = std::sqrt(std::max(0.0, distance - std::abs(by_noise)));
  if (by_noise > 0)
    narrow.uncertainty = std::sqrt(of_wide + std::clamp(distance, kVouched * by_noise, by_noise));
}

}  // namespace

std::optional<double> first_below(const CorrelationCurve& curve,
                                  const std::function<double(double)>& threshold) {
  const auto rings = static_cast<int>(curve.frequency.size());
  for (int k = 2; k < rings; ++k) {
    double pairs = 0;
    double sum = 0;
    for (int reach = 0; reach <= k && pairs < kEnoughPairs; ++reach) {
      for (const int at : {k - reach, k + reach}) {
        if (at < 1 || at >= rings || (reach == 0 && at != k)) continue;
        const auto i = static_cast<std::size_t>(at);
        pairs += curve.pairs[i];
        sum += curve.pairs[i] * curve.correlation[i];
        if (reach == 0) break;
      }
    }
    const double frequency = curve.frequency[static_cast<std::size_t>(k)];
    const double level = threshold(frequency);
    if (level < kHighestLevel && sum < level * pairs) return frequency;
  }
  return std::nullopt;
}

std::optional<CorrelationCrossing> fit_crossing(const CorrelationCurve& curve,
                                                const std::function<double(double)>& threshold,
                                                double start) {
  const auto first = crossing_between(curve, threshold, kNearest * start, kFarthest * start);
  if (!first) return std::nullopt;
  const double q = first->frequency;
  const double half = std::max(kFall / std::abs(first->log_slope), kFewestRings * curve.spacing);
  auto second = crossing_between(curve, threshold, std::max(kNearest * q, q - half),
                                 std::min(kFarthest * q, q + half));
  if (!second) return first;
  weigh_against(*first, *second);
  return second;
}

}  // namespace etalon::numerics
