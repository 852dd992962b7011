// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/bar_model.hpp"

#include <utility>

namespace etalon::imaging {

namespace {

constexpr double kReachOfBar = 2.2;  // bar widths; beyond, the image of a bar counts as nothing
constexpr double kFinestKnot = 1.0 / 16;
constexpr double kLeastVariance = 0.05;  // of a sample, over the mean
// Means of v^2 and v^4 over |v| < 1.5.
constexpr double kMeanSquare = 3.0 / 4;
constexpr double kMeanFourth = 81.0 / 80;

/// Sums weight(sample) * row * row^T, lower half only.
template <class Weight>
Eigen::MatrixXd weighted_squares(const BarModel& model, const std::vector<BarSample>& samples,
                                 const Weight& weight) {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(model.size(), model.size());
  for (const BarSample& s : samples) {
    const BarRow r = model.row(s);
    const double w = weight(s, r);
    for (std::size_t i = 0; i < r.count; ++i) {
      for (std::size_t j = 0; j < r.count; ++j) {
        if (r.column[i] >= r.column[j])
          sum(r.column[i], r.column[j]) += w * r.value[i] * r.value[j];
      }
    }
  }
  return sum;
}

}  // namespace

BarBasis::BarBasis(double width)
    : knot(std::clamp(1 / width, kFinestKnot, 1.0)),
      count(1 + std::max(0, static_cast<int>(std::floor(kReachOfBar / knot - 1.5)))),
      reach((count + 1) * knot) {}

double BarBasis::spline(double x) {
  const double a = std::abs(x);
  if (a >= 2) return 0;
  if (a >= 1) return (2 - a) * (2 - a) * (2 - a) / 6;
  return 2.0 / 3 - a * a + a * a * a / 2;
}

double BarBasis::slope(double x) {
  const double a = std::abs(x);
  if (a >= 2) return 0;
  const double size = a >= 1 ? -(2 - a) * (2 - a) / 2 : -2 * a + 1.5 * a * a;
  return x < 0 ? -size : size;
}

BarModel::BarModel(const BarBasis& basis, const std::vector<BarSample>& samples,
                   Eigen::VectorXd shape, int moves)
    : basis_(basis),
      shape_(std::move(shape)),
      moves_(moves),
      size_(kPlane + basis.count + moves + (has_ends() ? kEnds : 0)) {
  solve(samples);
}

BarRow BarModel::row(const BarSample& s) const {
  BarRow row;
  row.add(0, 1);
  row.add(1, s.u);
  row.add(2, s.v);
  const bool known = shape_.size() > 0;
  double height = 0;
  double shift = 0;
  double stretch = 0;
  for (int bar = -1; bar <= 1; ++bar) {
    const double t = s.u - 2 * bar;
    if (std::abs(t) >= basis_.reach) continue;
    double slope = 0;
    basis_.each(t, [&](int m, double value, double slope_of) {
      row.add(kPlane + m, value);
      if (!known) return;
      height += shape_[m] * value;
      slope += shape_[m] * slope_of;
    });
    shift -= slope;
    stretch -= 2 * bar * slope;
  }
  const Eigen::Index first = kPlane + basis_.count;
  if (has_ends()) {
    const double square = s.v * s.v;
    row.add(size_ - 2, height * (square - kMeanSquare));
    row.add(size_ - 1, height * (square * square - kMeanFourth));
  }
  if (moves_ > 0) row.add(first, shift);
  if (moves_ == kMoves) {
    row.add(first + 1, stretch);
    row.add(first + 2, -s.v * shift);
  }
  return row;
}

void BarModel::solve(const std::vector<BarSample>& samples) {
  Eigen::VectorXd right = Eigen::VectorXd::Zero(size_);
  Eigen::MatrixXd normal =
      weighted_squares(*this, samples, [&](const BarSample& s, const BarRow& r) {
        for (std::size_t i = 0; i < r.count; ++i) right[r.column[i]] += s.value * r.value[i];
        return 1.0;
      });
  // Bars along the samples may leave single splines undetermined.
  normal.diagonal() *= 1 + 1e-9;
  factor_.compute(normal);
  solution_ = factor_.solve(right);
}

Eigen::VectorXd BarModel::third_about(double u) const {
  constexpr int kPoints = 40;  // midpoints: curvature costs less than 5e-5 of the height
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(size_);
  mean[0] = 1;
  for (int k = 0; k < kPoints; ++k) {
    const double at = u + ((k + 0.5) / kPoints - 0.5) / 3;
    for (int bar = -1; bar <= 1; ++bar) {
      if (std::abs(at - 2 * bar) >= basis_.reach) continue;
      basis_.each(at - 2 * bar,
                  [&](int m, double value, double) { mean[kPlane + m] += value / kPoints; });
    }
  }
  return mean;
}

Eigen::MatrixXd BarModel::covariance(const std::vector<BarSample>& samples) const {
  double n = 0;
  double sum = 0;
  double squares = 0;
  double both = 0;
  double variance = 0;
  for (const BarSample& s : samples) {
    const double fitted = row(s).times(solution_);
    const double r2 = (s.value - fitted) * (s.value - fitted);
    n += 1;
    sum += fitted;
    squares += fitted * fitted;
    both += fitted * r2;
    variance += r2;
  }
  variance /= n;
  const double mean = sum / n;
  const double spread = squares / n - mean * mean;
  const double slope = spread > 0 ? (both / n - mean * variance) / spread : 0;
  const double lost = n / (n - size_);  // what the fit takes out of the residuals
  const Eigen::MatrixXd middle =
      weighted_squares(*this, samples, [&](const BarSample&, const BarRow& r) {
        const double of_sample = variance + slope * (r.times(solution_) - mean);
        return lost * std::max(of_sample, kLeastVariance * variance);
      });
  const Eigen::MatrixXd full = middle.selfadjointView<Eigen::Lower>();
  const Eigen::MatrixXd half = factor_.solve(full);
  return factor_.solve(half.transpose());
}

}  // namespace etalon::imaging
