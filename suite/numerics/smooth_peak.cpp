// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/smooth_peak.hpp"

#include "suite/core/contract.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace etalon::numerics {

namespace {

using Eigen::MatrixXd;
using Eigen::Vector3d;
using Eigen::VectorXd;

constexpr double kReach = 0.6;            // of half of the range: l
constexpr double kLeastAmplitude = 0.03;  // of the deviation of ln y
constexpr double kLeastScatter = 1e-6;    // rounding
constexpr int kGrid = 200;                // intervals of the fine grid
constexpr int kTrend = 3;                 // coefficients of the quadratic

double covariance(double a, double b) {
  return std::exp(-(a - b) * (a - b) / (2 * kReach * kReach));
}

MatrixXd covariances(const VectorXd& a, const VectorXd& b) {
  MatrixXd k(a.size(), b.size());
  for (Eigen::Index i = 0; i < a.size(); ++i)
    for (Eigen::Index j = 0; j < b.size(); ++j) k(i, j) = covariance(a[i], b[j]);
  return k;
}

MatrixXd trend(const VectorXd& x) {
  MatrixXd t(x.size(), kTrend);
  t.col(0).setOnes();
  t.col(1) = x;
  t.col(2) = x.array().square() - 1.0 / 3;
  return t;
}

/// The curve for one ratio of variances, on x from -1 to 1.
class Kriging {
 public:
  Kriging(const VectorXd& x, const VectorXd& y, const MatrixXd& kernel, double ratio)
      : x_(x), ratio_(ratio) {
    const auto n = x.size();
    const MatrixXd trends = trend(x);
    const Eigen::LLT<MatrixXd> v(MatrixXd::Identity(n, n) + ratio * kernel);
    const MatrixXd inverse = v.solve(MatrixXd::Identity(n, n));
    inverse_ = inverse;
    const MatrixXd weighted = inverse * trends;
    const MatrixXd normal = trends.transpose() * weighted;
    normal_inverse_ = normal.inverse();
    to_trend_ = normal_inverse_ * weighted.transpose();
    to_residuals_ = inverse - weighted * to_trend_;
    trend_ = to_trend_ * y;
    residuals_ = to_residuals_ * y;
    const double freedom = static_cast<double>(n - kTrend);
    variance_ = std::max(y.dot(residuals_), 0.0) / freedom + kLeastScatter * kLeastScatter;
    degrees_of_freedom_ = to_residuals_.trace();
    const double log_determinant = 2 * v.matrixLLT().diagonal().array().log().sum();
    deviance_ = freedom * std::log(variance_) + log_determinant + std::log(normal.determinant());
  }

  double value(double at) const { return trend_at(at) + ratio_ * (kernel(at).dot(residuals_)); }
  double slope(double at) const {
    double sum = trend_[1] + 2 * at * trend_[2];
    for (Eigen::Index i = 0; i < x_.size(); ++i) {
      const double away = at - x_[i];
      sum -= ratio_ * residuals_[i] * away / (kReach * kReach) * covariance(at, x_[i]);
    }
    return sum;
  }
  double curvature(double at) const {
    double sum = 2 * trend_[2];
    for (Eigen::Index i = 0; i < x_.size(); ++i) {
      const double away = (at - x_[i]) / kReach;
      sum += ratio_ * residuals_[i] * (away * away - 1) / (kReach * kReach) * covariance(at, x_[i]);
    }
    return sum;
  }
  /// Posterior covariance of the curve at these places, over the variance of the noise.
  MatrixXd covariance_at(const VectorXd& at) const {
    const MatrixXd cross = ratio_ * covariances(at, x_);
    const MatrixXd left = trend(at) - cross * inverse_ * trend(x_);
    return ratio_ * covariances(at, at) - cross * inverse_ * cross.transpose() +
           left * normal_inverse_ * left.transpose();
  }
  /// Rows: what each value contributes to the curve at these places.
  MatrixXd weights_at(const VectorXd& at) const {
    return trend(at) * to_trend_ + ratio_ * covariances(at, x_) * to_residuals_;
  }

  double variance() const { return variance_; }
  double deviance() const { return deviance_; }
  double amplitude() const { return std::sqrt(ratio_ * variance_); }
  double degrees_of_freedom() const { return degrees_of_freedom_; }
  const VectorXd& residuals() const { return residuals_; }

 private:
  double trend_at(double at) const {
    return trend_[0] + at * trend_[1] + (at * at - 1.0 / 3) * trend_[2];
  }
  VectorXd kernel(double at) const {
    VectorXd k(x_.size());
    for (Eigen::Index i = 0; i < x_.size(); ++i) k[i] = covariance(at, x_[i]);
    return k;
  }

  VectorXd x_;
  double ratio_;
  MatrixXd inverse_, normal_inverse_, to_trend_, to_residuals_;
  VectorXd trend_, residuals_;
  double variance_ = 0, deviance_ = 0, degrees_of_freedom_ = 0;
};

/// Maximum and the places at half of it; on x from -1 to 1.
struct Places {
  double left = 0;
  double top = 0;
  double right = 0;
};

/// Root of a function that has different signs at both ends.
template <class Function>
double root(const Function& f, double low, double high) {
  const bool rising = f(low) < 0;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    ((f(middle) < 0) == rising ? low : high) = middle;
  }
  return (low + high) / 2;
}

double grid_place(int i) { return -1 + 2.0 * i / kGrid; }

std::optional<Places> places_of(const Kriging& curve) {
  std::vector<double> values;
  for (int i = 0; i <= kGrid; ++i) values.push_back(curve.value(grid_place(i)));
  const int top = static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
  if (top == 0 || top == kGrid) return std::nullopt;
  Places places;
  places.top =
      root([&](double x) { return curve.slope(x); }, grid_place(top - 1), grid_place(top + 1));
  const double half = curve.value(places.top) - std::log(2);
  const auto below = [&](int i) { return values[static_cast<std::size_t>(i)] < half; };
  const auto rest = [&](double x) { return curve.value(x) - half; };
  int left = top;
  while (left >= 0 && !below(left)) --left;
  int right = top;
  while (right <= kGrid && !below(right)) ++right;
  if (left < 0 || right > kGrid) return std::nullopt;
  places.left = root(rest, grid_place(left), grid_place(left + 1));
  places.right = root(rest, grid_place(right - 1), grid_place(right));
  return places;
}

/// What one ratio says, in the unit of x.
struct Reading {
  double deviance = 0;
  double width_variance = 0;
  double middle_variance = 0;
  double noise_variance = 0;
  SmoothCurve peak;
};

void read_curve(const Kriging& curve, double middle, double half_range, SmoothCurve& peak) {
  VectorXd at(kGrid + 1);
  for (int i = 0; i <= kGrid; ++i) at[i] = grid_place(i);
  const VectorXd variance = curve.covariance_at(at).diagonal();
  for (Eigen::Index i = 0; i < at.size(); ++i) {
    peak.at.push_back(middle + half_range * at[i]);
    const double value = std::exp(curve.value(at[i]));
    peak.curve.push_back(value);
    peak.curve_uncertainty.push_back(value *
                                     std::sqrt(std::max(variance[i], 0.0) * curve.variance()));
  }
}

/// Increase of the distance between maximum and `half` by a variance of the heights, to first
/// order: y'' = y (g'' + g'^2) with g = ln y.
double broadening_at(const Kriging& curve, double top, double half) {
  const double slope = curve.slope(half);
  return (curve.curvature(half) + slope * slope - curve.curvature(top)) / (2 * std::abs(slope));
}

Reading reading_of(const Kriging& curve, const Places& places, double middle, double half_range) {
  Reading r;
  r.deviance = curve.deviance();
  // Amplitudes no lens has are left for the case that there are no others.
  constexpr double kNever = 1e3;
  if (curve.amplitude() < kLeastAmplitude) r.deviance += kNever;
  const double rise = curve.slope(places.left);
  const double fall = curve.slope(places.right);
  const Vector3d width(1 / rise, 1 / fall - 1 / rise, -1 / fall);
  const Vector3d centre(-0.5 / rise, 0.5 / fall + 0.5 / rise, -0.5 / fall);
  const VectorXd at = Vector3d(places.left, places.top, places.right);
  const MatrixXd covariance = curve.covariance_at(at) * curve.variance();
  const MatrixXd weights = curve.weights_at(at);
  const double squared = half_range * half_range;
  r.noise_variance = squared * (weights.transpose() * width).squaredNorm() * curve.variance();
  r.width_variance = std::max(squared * width.dot(covariance * width), r.noise_variance);
  r.middle_variance = std::max(squared * centre.dot(covariance * centre), 0.0);
  r.peak.width = half_range * (places.right - places.left);
  r.peak.middle = middle + half_range * (places.right + places.left) / 2;
  r.peak.asymmetry = (places.right + places.left - 2 * places.top) / (places.right - places.left);
  r.peak.broadening = (broadening_at(curve, places.top, places.left) +
                       broadening_at(curve, places.top, places.right)) /
                      half_range;
  r.peak.left_slope = rise / half_range;
  r.peak.right_slope = -fall / half_range;
  r.peak.degrees_of_freedom = curve.degrees_of_freedom();
  r.peak.scatter = std::sqrt(curve.variance());
  r.peak.residuals = curve.residuals();
  return r;
}

double weighted(const std::vector<Reading>& all, const std::vector<double>& weights,
                const std::function<double(const Reading&)>& of) {
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) sum += weights[i] * of(all[i]);
  return sum;
}

std::vector<double> weights_of(const std::vector<Reading>& all) {
  double least = all.front().deviance;
  for (const Reading& r : all) least = std::min(least, r.deviance);
  std::vector<double> weights;
  double sum = 0;
  for (const Reading& r : all) {
    weights.push_back(std::exp((least - r.deviance) / 2));
    sum += weights.back();
  }
  for (double& w : weights) w /= sum;
  return weights;
}

SmoothCurve average(const std::vector<Reading>& all) {
  const auto weights = weights_of(all);
  const auto best =
      static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  SmoothCurve peak = all[best].peak;
  const auto mean = [&](const std::function<double(const Reading&)>& of) {
    return weighted(all, weights, of);
  };
  peak.width = mean([](const Reading& r) { return r.peak.width; });
  peak.middle = mean([](const Reading& r) { return r.peak.middle; });
  peak.broadening = mean([](const Reading& r) { return r.peak.broadening; });
  const auto square = [](double v) { return v * v; };
  const double width =
      mean([&](const Reading& r) { return r.width_variance + square(r.peak.width - peak.width); });
  const double middle = mean(
      [&](const Reading& r) { return r.middle_variance + square(r.peak.middle - peak.middle); });
  const double noise = mean([](const Reading& r) { return r.noise_variance; });
  peak.width_noise = std::sqrt(noise);
  peak.width_shape = std::sqrt(std::max(width - noise, 0.0));
  peak.middle_uncertainty = std::sqrt(middle);
  peak.degrees_of_freedom = mean([](const Reading& r) { return r.peak.degrees_of_freedom; });
  return peak;
}

}  // namespace

std::optional<SmoothCurve> fit_peak(const std::vector<double>& x,
                                    const std::vector<double>& log_y) {
  ETALON_EXPECTS(x.size() == log_y.size() && x.size() >= 7);
  const double middle = (x.front() + x.back()) / 2;
  const double half_range = (x.back() - x.front()) / 2;
  const auto n = static_cast<Eigen::Index>(x.size());
  const VectorXd places = (Eigen::Map<const VectorXd>(x.data(), n).array() - middle) / half_range;
  const VectorXd values = Eigen::Map<const VectorXd>(log_y.data(), n);
  const MatrixXd kernel = covariances(places, places);
  std::vector<Reading> all;
  std::vector<Kriging> curves;
  for (int decade = -2; decade <= 10; ++decade) {
    Kriging curve(places, values, kernel, std::pow(10.0, decade));
    // With less than one degree of freedom nothing tells noise from shape.
    if (curve.degrees_of_freedom() < 1) break;
    const auto found = places_of(curve);
    if (!found) continue;
    all.push_back(reading_of(curve, *found, middle, half_range));
    curves.push_back(std::move(curve));
  }
  if (all.empty()) return std::nullopt;
  const auto weights = weights_of(all);
  const auto best =
      static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  SmoothCurve peak = average(all);
  read_curve(curves[best], middle, half_range, peak);
  return peak;
}

}  // namespace etalon::numerics
