// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/transfer_curve.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace etalon::numerics {

namespace {

constexpr int kIntervals = 24;
constexpr int kSize = kIntervals + 3;
constexpr std::size_t kFewest = 30;
constexpr int kSteps = 600;         // in which a crossing is looked for
constexpr double kUpperPart = 0.4;  // of the highest: what tells how the curve begins
constexpr int kZeroPasses = 8;
constexpr double kFormLinear = 0.014;
constexpr double kFormSquare = 0.34;
constexpr std::array kHaloWidths{0.08, 0.12, 0.2, 0.3};  // sigma, of the coarsest period
constexpr double kHaloSeen = 2;                          // standard deviations
constexpr double kHaloMargin = 1.5;
constexpr double kFarthestZero = 0.5;  // of C: beyond it a fit has gone astray

using Row = Eigen::Matrix<double, kSize, 1>;
using Square = Eigen::Matrix<double, kSize, kSize>;

/// Cubic B-splines on even knots; knot 0 at frequency 0.
Row splines(double at_knot) {
  Row b = Row::Zero();
  const double at = std::clamp(at_knot, 0.0, static_cast<double>(kIntervals));
  const int cell = std::min(kIntervals - 1, static_cast<int>(at));
  const double t = at - cell;
  const double u = 1 - t;
  b[cell] = u * u * u / 6;
  b[cell + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
  b[cell + 2] = (3 * u * u * u - 6 * u * u + 4) / 6;
  b[cell + 3] = t * t * t / 6;
  return b;
}

Row slopes(double at_knot) {
  Row b = Row::Zero();
  const double at = std::clamp(at_knot, 0.0, static_cast<double>(kIntervals));
  const int cell = std::min(kIntervals - 1, static_cast<int>(at));
  const double t = at - cell;
  const double u = 1 - t;
  b[cell] = -u * u / 2;
  b[cell + 1] = (3 * t * t - 4 * t) / 2;
  b[cell + 2] = -(3 * u * u - 4 * u) / 2;
  b[cell + 3] = t * t / 2;
  return b;
}

Square third_differences() {
  Eigen::Matrix<double, kSize - 3, kSize> d = Eigen::Matrix<double, kSize - 3, kSize>::Zero();
  for (int i = 0; i < kSize - 3; ++i) {
    d(i, i) = -1;
    d(i, i + 1) = 3;
    d(i, i + 2) = -3;
    d(i, i + 3) = 1;
  }
  return d.transpose() * d;
}

/// What spokes show of each spline: B less f^3/(6 N^2) of its third derivative, by differences.
Row seen_on_spokes(double at_knot, int pairs) {
  Row row = splines(at_knot);
  constexpr double kStep = 0.7;
  if (pairs == 0 || at_knot < 2 * kStep || at_knot > kIntervals - 2 * kStep) return row;
  const Row third = (splines(at_knot + 2 * kStep) - splines(at_knot - 2 * kStep) -
                     2 * (splines(at_knot + kStep) - splines(at_knot - kStep))) /
                    (2 * kStep * kStep * kStep);
  row -= std::pow(at_knot, 3) / (6.0 * pairs * pairs) * third;
  return row;
}

struct Sums {
  Square normal = Square::Zero();
  Row right = Row::Zero();
  double squares = 0;
  std::size_t count = 0;
};

struct Solved {
  Row coefficients = Row::Zero();
  double penalised = 0;
  double likelihood = 0;
  double lambda = 0;
  bool good = false;
};

Solved solved(const Sums& sums, const Square& penalty, double lambda) {
  Solved s;
  s.lambda = lambda;
  const Square k = sums.normal + lambda * penalty;
  const Eigen::LLT<Square> cholesky(k);
  if (cholesky.info() != Eigen::Success) return s;
  s.coefficients = cholesky.solve(sums.right);
  s.penalised = sums.squares - s.coefficients.dot(sums.right);
  // Differences of large sums leave a few digits; noise is never smaller.
  s.penalised = std::max(s.penalised, 1e-13 * sums.squares);
  const double log_determinant = 2 * cholesky.matrixLLT().diagonal().array().abs().log().sum();
  const double n = static_cast<double>(sums.count) - 3;
  s.likelihood =
      -0.5 * (n * std::log(s.penalised) + log_determinant - (kSize - 3) * std::log(lambda));
  s.good = std::isfinite(s.likelihood);
  return s;
}

/// The likeliest weight of the penalty: scanned, then refined.
Solved likeliest(const Sums& sums, const Square& penalty) {
  const double scale = sums.normal.trace() / penalty.trace();
  Solved best;
  double at = 0;
  const auto look = [&](double power) {
    const Solved s = solved(sums, penalty, scale * std::pow(10.0, power));
    if (!s.good || (best.good && s.likelihood <= best.likelihood)) return;
    best = s;
    at = power;
  };
  for (double power = -6; power <= 8; power += 0.5) look(power);
  for (const double step : {0.25, 0.125}) {
    const double middle = at;
    look(middle - step);
    look(middle + step);
  }
  return best;
}

using ZeroRow = Eigen::Matrix<double, 5, 1>;
using ZeroSquare = Eigen::Matrix<double, 5, 5>;

/// exp(p0 - p1 u - p2 u^2 - p3 u^3) + p4 exp(-decay u^2), u over `end`, so that p is of order 1;
/// without a decay there is no such halo.
struct ZeroModel {
  double end = 1;
  double decay = 0;
  ZeroRow p = ZeroRow::Zero();
  ZeroSquare normal = ZeroSquare::Identity();
  double last_change = 1e300;  ///< of p0

  double halo(double u) const { return decay > 0 ? std::exp(-decay * u * u) : 0; }
  double core(double u) const {
    return std::exp(std::clamp(p[0] - u * (p[1] + u * (p[2] + u * p[3])), -30.0, 30.0));
  }
  double value(double u) const { return core(u) + p[4] * halo(u); }
  ZeroRow gradient(double u) const {
    const double c = core(u);
    return {c, -c * u, -c * u * u, -c * u * u * u, halo(u)};
  }
  double contrast() const { return std::exp(p[0]) + p[4]; }

  /// Sum of the weighted squares that are left.
  double misfit(const std::vector<ModulationSample>& samples, double reach) const {
    double sum = 0;
    for (const ModulationSample& s : samples) {
      if (!(s.weight > 0) || s.frequency > reach || !std::isfinite(s.value)) continue;
      sum += s.weight * std::pow(s.value - value(s.frequency / end), 2);
    }
    return sum;
  }

  /// Gauss-Newton.
  void fit(const std::vector<ModulationSample>& samples, double reach) {
    for (int pass = 0; pass < kZeroPasses; ++pass) {
      normal = ZeroSquare::Identity() * 1e-12;
      ZeroRow right = ZeroRow::Zero();
      for (const ModulationSample& s : samples) {
        if (!(s.weight > 0) || s.frequency > reach || !std::isfinite(s.value)) continue;
        const double u = s.frequency / end;
        const ZeroRow row = gradient(u);
        normal += s.weight * row * row.transpose();
        right += s.weight * (s.value - value(u)) * row;
      }
      const ZeroRow change = normal.ldlt().solve(right);
      last_change = std::abs(change[0]);
      if (pass + 1 < kZeroPasses) p += change;
    }
  }
};

}  // namespace

double ZeroFit::at(double f) const {
  return contrast * std::exp(-f * (fall[0] + f * (fall[1] + f * fall[2])));
}

Eigen::VectorXd TransferCurve::basis(double frequency) const { return splines(frequency / step_); }

double TransferCurve::raw(double frequency) const {
  if (frequency < lowest_) return zero_.at(frequency);
  return splines(frequency / step_).dot(coefficients_);
}

double TransferCurve::at(double frequency) const {
  if (frequency <= end_) return raw(frequency) / zero_.contrast;
  const double last = raw(end_) / zero_.contrast;
  return last > 0 ? std::pow(std::min(last, 1.0), std::pow(frequency / end_, 2)) : 0;
}

double TransferCurve::slope(double frequency) const {
  return slopes(frequency / step_).dot(coefficients_) / step_ / zero_.contrast;
}

TransferReading TransferCurve::reading(double value, const Eigen::VectorXd& gradient,
                                       double by_zero) const {
  const double noise = gradient.dot(noise_ * gradient) +
                       2 * by_zero * gradient.dot(noise_with_zero_) +
                       by_zero * by_zero * zero_variance_;
  const double drop = std::max(0.0, 1 - at(lowest_));
  const double form = (kFormLinear + kFormSquare * drop) * drop * zero_.contrast / std::sqrt(3.0);
  return {value, std::sqrt(std::max(0.0, noise)),
          std::sqrt(std::max(0.0, gradient.dot(smoothness_ * gradient))), std::abs(by_zero) * form,
          std::abs(by_zero) * kHaloMargin * halo_ / std::sqrt(3.0)};
}

TransferReading TransferCurve::zero() const {
  return reading(zero_.contrast, Eigen::VectorXd::Zero(kSize), 1);
}

/// Below the lowest sample nothing but the way to 1 is unknown: the part of it that f has come.
double TransferCurve::uncertainty(double frequency) const {
  const double f = std::max(frequency, lowest_);
  const TransferReading r = reading(0, basis(f) / zero_.contrast, -at(f) / zero_.contrast);
  const double share = frequency < lowest_ ? frequency / lowest_ : 1;
  return share * std::hypot(std::hypot(r.noise, r.smoothness), std::hypot(r.zero, r.halo));
}

std::optional<TransferReading> TransferCurve::crossing(double level) const {
  const double target = level * zero_.contrast;
  double before = lowest_;
  double after = 0;
  for (int i = 1; i <= kSteps && after == 0; ++i) {
    const double f = lowest_ + (end_ - lowest_) * i / kSteps;
    if (raw(f) <= target)
      after = f;
    else
      before = f;
  }
  if (after == 0 || raw(lowest_) <= target) return std::nullopt;
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (before + after);
    (raw(middle) > target ? before : after) = middle;
  }
  const double fall = slope(after) * zero_.contrast;
  if (!(fall < 0)) return std::nullopt;
  return reading(after, -basis(after) / fall, level / fall);
}

bool TransferCurve::find_zero(const std::vector<ModulationSample>& samples,
                              const Eigen::MatrixXd& inverse) {
  const double lowest_value = splines(lowest_ / step_).dot(coefficients_);
  double reach = lowest_;
  for (int i = 1; i <= kSteps; ++i) {
    reach = lowest_ + (end_ - lowest_) * i / kSteps;
    if (splines(reach / step_).dot(coefficients_) < kUpperPart * lowest_value) break;
  }
  ZeroModel model;
  model.end = end_;
  model.p << std::log(lowest_value), 0, 1, 0, 0;
  model.fit(samples, reach);
  if (!model.p.allFinite()) return false;
  zero_.contrast = model.contrast();
  zero_.fall = Eigen::Vector3d(model.p[1] / end_, model.p[2] / std::pow(end_, 2),
                               model.p[3] / std::pow(end_, 3));
  Eigen::Matrix<double, kSize, 5> crossed = Eigen::Matrix<double, kSize, 5>::Zero();
  for (const ModulationSample& s : samples) {
    if (!(s.weight > 0) || s.frequency > reach || !std::isfinite(s.value)) continue;
    crossed +=
        s.weight * splines(s.frequency / step_) * model.gradient(s.frequency / end_).transpose();
  }
  const ZeroRow first = model.normal.ldlt().solve(ZeroRow::Unit(0));
  zero_variance_ = variance_ * std::pow(zero_.contrast, 2) * first[0];
  noise_with_zero_ = variance_ * zero_.contrast * inverse * (crossed * first);
  if (!(std::isfinite(zero_.contrast) && zero_.contrast > 0 && first.allFinite())) return false;
  // How far C moves when a halo is allowed for, if the samples tell it from noise: by the squares
  // that it takes away (likelihood ratio). Its own standard deviation says too little where halo
  // and core are nearly the same curve.
  const double without = model.misfit(samples, reach);
  const double by_chance = kHaloSeen * kHaloSeen * variance_;
  for (const double width : kHaloWidths) {
    ZeroModel with = model;
    with.decay = 2 * std::pow(std::numbers::pi * width * end_ / lowest_, 2);
    with.fit(samples, reach);
    const double moved = std::abs(with.contrast() - zero_.contrast);
    const bool astray = !(with.last_change < 0.01 && moved < kFarthestZero * zero_.contrast);
    if (!astray && without - with.misfit(samples, reach) > by_chance)
      halo_ = std::max(halo_, moved);
  }
  return true;
}

std::optional<TransferCurve> fit_transfer(const std::vector<ModulationSample>& samples, double end,
                                          int pairs) {
  TransferCurve curve;
  curve.end_ = end;
  curve.step_ = end / kIntervals;
  curve.lowest_ = end;
  Sums sums;
  for (const ModulationSample& s : samples) {
    if (!(s.weight > 0) || s.frequency > end || !std::isfinite(s.value)) continue;
    const Row row = seen_on_spokes(s.frequency / curve.step_, pairs);
    sums.normal.selfadjointView<Eigen::Lower>().rankUpdate(row, s.weight);
    sums.right += s.weight * s.value * row;
    sums.squares += s.weight * s.value * s.value;
    ++sums.count;
    curve.lowest_ = std::min(curve.lowest_, s.frequency);
  }
  if (sums.count < kFewest) return std::nullopt;
  sums.normal = Square(sums.normal.selfadjointView<Eigen::Lower>());
  const Square penalty = third_differences();
  const Solved best = likeliest(sums, penalty);
  if (!best.good) return std::nullopt;
  const Square inverse =
      Eigen::LLT<Square>(sums.normal + best.lambda * penalty).solve(Square::Identity());
  curve.coefficients_ = best.coefficients;
  const double count = static_cast<double>(sums.count);
  curve.variance_ = best.penalised / (count - 3);
  curve.degrees_ = std::max(1.0, count - (inverse * sums.normal).trace());
  curve.noise_ = curve.variance_ * inverse * sums.normal * inverse;
  curve.smoothness_ = curve.variance_ * best.lambda * inverse * penalty * inverse;
  if (!curve.find_zero(samples, inverse)) return std::nullopt;
  return curve;
}

}  // namespace etalon::numerics
