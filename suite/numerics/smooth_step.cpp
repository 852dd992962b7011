// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/smooth_step.hpp"

#include "suite/core/contract.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace etalon::numerics {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t kFewest = 11;
constexpr double kShare = 0.1;
constexpr double kGaussianPlace = 1.2815516;  // of 90 %: Gaussian and squared Lorentzian
constexpr double kLorentzPlace = 0.9455521;
constexpr double kReach = 1.2;            // l
constexpr double kLeastAmplitude = 0.01;  // of the height
constexpr double kLeastScatter = 1e-8;    // over the variances: rounding
constexpr double kSharpest = 0.3;         // s, in steps of x
constexpr int kTrend = 5;
constexpr int kGrid = 200;

double weight(double u) { return std::pow(1 + u * u / 4, -1.5); }

VectorXd weights_of(const VectorXd& u) { return u.unaryExpr(&weight); }

/// `of_b` are the weights of b.
MatrixXd covariances(const VectorXd& a, const VectorXd& b, const VectorXd& of_b) {
  const VectorXd of_a = weights_of(a);
  MatrixXd k(a.size(), b.size());
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    for (Eigen::Index j = 0; j < b.size(); ++j) {
      const double away = (a[i] - b[j]) / kReach;
      k(i, j) = of_a[i] * of_b[j] * std::exp(-away * away / 2);
    }
  }
  return k;
}

MatrixXd covariances(const VectorXd& u) { return covariances(u, u, weights_of(u)); }

MatrixXd trend(const VectorXd& u) {
  MatrixXd t(u.size(), kTrend);
  for (Eigen::Index i = 0; i < u.size(); ++i) {
    const double gaussian = 0.5 * std::erfc(-u[i] / std::numbers::sqrt2);
    const double slope = std::exp(-u[i] * u[i] / 2) / std::sqrt(2 * std::numbers::pi);
    const double v = u[i] * kLorentzPlace / kGaussianPlace;
    const double lorentz = 0.5 + (std::atan(v) + v / (1 + v * v)) / std::numbers::pi;
    t.row(i) << 1, gaussian, slope, u[i] * slope, lorentz - gaussian;
  }
  return t;
}

/// Where the values last pass `level` on their way to the last of them.
std::optional<double> passage(const std::vector<double>& x, const std::vector<double>& y,
                              double level) {
  const bool above = y.back() > level;
  for (std::size_t i = y.size() - 1; i > 0; --i) {
    if ((y[i - 1] > level) == above) continue;
    return x[i - 1] + (x[i] - x[i - 1]) * (level - y[i - 1]) / (y[i] - y[i - 1]);
  }
  return std::nullopt;
}

/// A Gaussian step that is roughly that of the values.
struct Start {
  double middle = 0;
  double sigma = 0;
};

std::optional<Start> start_of(const std::vector<double>& x, const std::vector<double>& y) {
  const auto tenth = static_cast<std::ptrdiff_t>(std::max<std::size_t>(2, y.size() / 10));
  const auto n = static_cast<double>(tenth);
  const double low = std::accumulate(y.begin(), y.begin() + tenth, 0.0) / n;
  const double high = std::accumulate(y.end() - tenth, y.end(), 0.0) / n;
  const auto at = [&](double share) { return passage(x, y, low + share * (high - low)); };
  const auto first = at(0.16);
  const auto half = at(0.5);
  const auto second = at(0.84);
  if (!first || !half || !second) return std::nullopt;
  return Start{*half, std::max((*second - *first) / 2, kSharpest * (x[1] - x[0]))};
}

/// The values in units of their standard deviations, and what all ratios share.
struct Values {
  VectorXd u;
  VectorXd weights;
  VectorXd sd;
  VectorXd y;
  MatrixXd trends;
  MatrixXd kernel;
};

Values values_of(const std::vector<double>& x, const std::vector<double>& y,
                 const std::vector<double>& variance, const Start& start) {
  const auto n = static_cast<Eigen::Index>(x.size());
  Values v;
  v.u = (Eigen::Map<const VectorXd>(x.data(), n).array() - start.middle) / start.sigma;
  v.weights = weights_of(v.u);
  v.sd = Eigen::Map<const VectorXd>(variance.data(), n).cwiseSqrt();
  const auto inverse = v.sd.cwiseInverse().eval();
  v.y = Eigen::Map<const VectorXd>(y.data(), n).cwiseProduct(inverse);
  v.trends = inverse.asDiagonal() * trend(v.u);
  v.kernel = inverse.asDiagonal() * covariances(v.u) * inverse.asDiagonal();
  return v;
}

/// The curve for one ratio of A^2 to the noise; see Kriging in smooth_peak.cpp.
class Step {
 public:
  Step(const Values& values, double ratio) : values_(values), ratio_(ratio) {
    const auto n = values.y.size();
    const Eigen::LLT<MatrixXd> v(MatrixXd::Identity(n, n) + ratio * values.kernel);
    inverse_ = v.solve(MatrixXd::Identity(n, n));
    const MatrixXd weighted = inverse_ * values.trends;
    const MatrixXd normal = values.trends.transpose() * weighted;
    normal_inverse_ = normal.inverse();
    to_trend_ = normal_inverse_ * weighted.transpose();
    to_residuals_ = inverse_ - weighted * to_trend_;
    trend_ = to_trend_ * values.y;
    pull_ = to_residuals_ * values.y;
    const double freedom = static_cast<double>(n - kTrend);
    noise_ = std::max(values.y.dot(pull_), 0.0) / freedom + kLeastScatter * kLeastScatter;
    degrees_of_freedom_ = to_residuals_.trace();
    deviance_ = freedom * std::log(noise_) + 2 * v.matrixLLT().diagonal().array().log().sum() +
                std::log(normal.determinant());
  }

  double height() const { return trend_[1]; }
  double low() const { return trend_[0]; }
  double amplitude() const { return std::sqrt(ratio_ * noise_); }
  double deviance() const { return deviance_; }
  double noise() const { return noise_; }
  double degrees_of_freedom() const { return degrees_of_freedom_; }

  VectorXd at(const VectorXd& u) const { return trend(u) * trend_ + cross(u) * pull_; }
  double share(double u) const { return (at(VectorXd::Constant(1, u))[0] - low()) / height(); }
  double slope(double u) const { return (share(u + kSmall) - share(u - kSmall)) / (2 * kSmall); }
  /// Shift of a crossing by a variance of u, to first order.
  double shift(double u) const {
    return -(slope(u + kSmall) - slope(u - kSmall)) / (4 * kSmall * slope(u));
  }

  /// Outwards from the middle: where the share is passed first.
  std::optional<double> place(double wanted) const {
    const double step = wanted < 0.5 ? -0.05 : 0.05;
    const auto beyond = [&](double u) { return (share(u) - wanted) * step > 0; };
    for (double u = -std::copysign(1, step); std::abs(u) < 6; u += step) {
      if (beyond(u) || !beyond(u + step)) continue;
      double inner = u;
      double outer = u + step;
      for (int i = 0; i < 40; ++i) {
        const double middle = (inner + outer) / 2;
        (beyond(middle) ? outer : inner) = middle;
      }
      return (inner + outer) / 2;
    }
    return std::nullopt;
  }

  /// Variances, over the noise, of sum_i weight_i (y(u_i) - low - share_i h): all, by the noise.
  std::pair<double, double> variances(const VectorXd& u, const VectorXd& shares,
                                      const VectorXd& weights) const {
    MatrixXd trends = trend(u);
    trends.col(0).setZero();
    trends.col(1) -= shares;
    const MatrixXd k = cross(u);
    const MatrixXd left = trends - k * inverse_ * values_.trends;
    const MatrixXd covariance = ratio_ * covariances(u) - k * inverse_ * k.transpose() +
                                left * normal_inverse_ * left.transpose();
    const MatrixXd influence = trends * to_trend_ + k * to_residuals_;
    const double by_noise = (influence.transpose() * weights).squaredNorm();
    return {std::max(weights.dot(covariance * weights), by_noise), by_noise};
  }
  /// Standard uncertainty of the curve itself.
  VectorXd uncertainty_at(const VectorXd& u) const {
    const MatrixXd k = cross(u);
    const MatrixXd left = trend(u) - k * inverse_ * values_.trends;
    const MatrixXd covariance = ratio_ * covariances(u) - k * inverse_ * k.transpose() +
                                left * normal_inverse_ * left.transpose();
    return (covariance.diagonal().cwiseMax(0.0) * noise_).cwiseSqrt();
  }
  VectorXd residuals() const {
    return values_.sd.cwiseProduct(values_.y - values_.trends * trend_ -
                                   ratio_ * values_.kernel * pull_);
  }

 private:
  static constexpr double kSmall = 0.01;
  MatrixXd cross(const VectorXd& u) const {
    return ratio_ * covariances(u, values_.u, values_.weights) *
           values_.sd.cwiseInverse().asDiagonal();
  }

  const Values& values_;
  double ratio_;
  MatrixXd inverse_, normal_inverse_, to_trend_, to_residuals_;
  VectorXd trend_, pull_;
  double noise_ = 0, deviance_ = 0, degrees_of_freedom_ = 0;
};

/// What one ratio says; lengths in the unit of u.
struct Reading {
  Step step;
  double deviance = 0;
  double first = 0;
  double second = 0;
  double width_variance = 0;
  double noise_variance = 0;
  double middle_variance = 0;
  double width() const { return second - first; }
  double middle() const { return (first + second) / 2; }
};

std::optional<Reading> reading_of(Step step) {
  const auto first = step.place(kShare);
  const auto second = step.place(1 - kShare);
  if (!first || !second) return std::nullopt;
  Reading r{std::move(step), 0, *first, *second};
  // Amplitudes no response has are left for the case that there are no others.
  constexpr double kNever = 1e3;
  const Step& s = r.step;
  r.deviance = s.deviance();
  if (s.amplitude() < kLeastAmplitude * std::abs(s.height())) r.deviance += kNever;
  const VectorXd at = Eigen::Vector2d(r.first, r.second);
  const VectorXd shares = Eigen::Vector2d(kShare, 1 - kShare);
  const double rise = s.height() * s.slope(r.first);
  const double level = s.height() * s.slope(r.second);
  const auto width = s.variances(at, shares, Eigen::Vector2d(1 / rise, -1 / level));
  const auto middle = s.variances(at, shares, Eigen::Vector2d(0.5 / rise, 0.5 / level));
  r.width_variance = width.first * s.noise();
  r.noise_variance = width.second * s.noise();
  r.middle_variance = middle.first * s.noise();
  return r;
}

std::vector<Reading> readings_of(const Values& values) {
  std::vector<Reading> all;
  const double noise = values.sd.maxCoeff() * values.sd.maxCoeff();
  for (int decade = -4; decade <= 9; ++decade) {
    Step step(values, std::pow(10.0, decade) * noise);
    // With less than one degree of freedom nothing tells noise from shape.
    if (step.degrees_of_freedom() < 1) break;
    if (auto reading = reading_of(std::move(step))) all.push_back(std::move(*reading));
  }
  return all;
}

void read_curve(const Step& step, const std::vector<double>& x, const Start& start,
                SmoothCurve& read) {
  VectorXd u(kGrid + 1);
  for (int i = 0; i <= kGrid; ++i) {
    read.at.push_back(x.front() + (x.back() - x.front()) * i / kGrid);
    u[i] = (read.at.back() - start.middle) / start.sigma;
  }
  const VectorXd curve = step.at(u);
  const VectorXd uncertainty = step.uncertainty_at(u);
  read.curve.assign(curve.begin(), curve.end());
  read.curve_uncertainty.assign(uncertainty.begin(), uncertainty.end());
}

/// Mean over the ratios, weighed by their likelihoods.
SmoothCurve average(const std::vector<Reading>& all, const std::vector<double>& x,
                    const Start& start) {
  const auto best = std::min_element(
      all.begin(), all.end(), [](const auto& a, const auto& b) { return a.deviance < b.deviance; });
  double sum = 0;
  double width = 0, middle = 0, broadening = 0, noise = 0, freedom = 0;
  for (const Reading& r : all) {
    const double w = std::exp((best->deviance - r.deviance) / 2);
    sum += w;
    width += w * r.width();
    middle += w * r.middle();
    broadening += w * (r.step.shift(r.second) - r.step.shift(r.first));
    noise += w * r.noise_variance;
    freedom += w * r.step.degrees_of_freedom();
  }
  width /= sum;
  middle /= sum;
  double width_variance = 0, middle_variance = 0;
  for (const Reading& r : all) {
    const double w = std::exp((best->deviance - r.deviance) / 2) / sum;
    width_variance += w * (r.width_variance + std::pow(r.width() - width, 2));
    middle_variance += w * (r.middle_variance + std::pow(r.middle() - middle, 2));
  }
  SmoothCurve read;
  read.width = start.sigma * width;
  read.middle = start.middle + start.sigma * middle;
  read.broadening = broadening / sum / start.sigma;
  read.width_noise = start.sigma * std::sqrt(noise / sum);
  read.width_shape = start.sigma * std::sqrt(std::max(width_variance - noise / sum, 0.0));
  read.middle_uncertainty = start.sigma * std::sqrt(middle_variance);
  read.degrees_of_freedom = freedom / sum;
  read.residuals = best->step.residuals() / std::abs(best->step.height());
  read.scatter = std::sqrt(read.residuals.squaredNorm() / read.degrees_of_freedom);
  read_curve(best->step, x, start, read);
  return read;
}

}  // namespace

std::optional<SmoothCurve> fit_step(const std::vector<double>& x, const std::vector<double>& y,
                                    const std::vector<double>& variance) {
  ETALON_EXPECTS(x.size() >= kFewest && x.size() == y.size() && x.size() == variance.size());
  auto start = start_of(x, y);
  std::optional<SmoothCurve> read;
  for (int pass = 0; pass < 2 && start; ++pass) {
    const Values values = values_of(x, y, variance, *start);
    const auto all = readings_of(values);
    if (all.empty()) return std::nullopt;
    read = average(all, x, *start);
    start->sigma = std::max(read->width / (2 * kGaussianPlace), kSharpest * (x[1] - x[0]));
    start->middle = read->middle;
  }
  return read;
}

}  // namespace etalon::numerics
