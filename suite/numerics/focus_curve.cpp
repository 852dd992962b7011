// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/focus_curve.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <set>

namespace etalon::numerics {

namespace {

constexpr int kTerms = 7;
using Vector = Eigen::Matrix<double, kTerms, 1>;
using Matrix = Eigen::Matrix<double, kTerms, kTerms>;

constexpr double kLeastShare = 0.55;  // of the best sharpness: what the model follows
constexpr double kDepthShare = 0.8;   // of the best sharpness: the depth of focus
constexpr std::size_t kFewestPlaces = 5;
constexpr std::size_t kFewestBeside = 2;
constexpr double kStatedDegrees = 10;  // weight of the stated noise beside the scatter
constexpr double kLeastFall = 0.95;    // somewhere the sharpness is below this share of the best
constexpr double kVaguePeak = 0.5;     // of the half-width: a place as uncertain as that is none
constexpr double kLowest = 0.05;       // of the polynomial, while it is being fitted
constexpr double kFree = 1e6;          // prior standard deviation of what is free
constexpr int kGrid = 400;             // steps of a search over -1 ... 1

Vector prior_mean() {
  Vector mean = Vector::Zero();
  mean[4] = 0.6;
  mean[6] = -0.2;
  return mean;
}

Matrix prior_precision() {
  Vector sd;
  sd << kFree, kFree, kFree, 0.3, 0.8, 0.2, 0.4;
  return sd.cwiseInverse().cwiseAbs2().asDiagonal();
}

Vector powers(double t) {
  Vector p;
  p[0] = 1;
  for (int k = 1; k < kTerms; ++k) p[k] = p[k - 1] * t;
  return p;
}

Vector slopes(double t) {
  Vector d = Vector::Zero();
  double power = 1;
  for (int k = 1; k < kTerms; ++k, power *= t) d[k] = k * power;
  return d;
}

double curvature(const Vector& b, double t) {
  double sum = 0;
  double power = 1;
  for (int k = 2; k < kTerms; ++k, power *= t) sum += k * (k - 1) * b[k] * power;
  return sum;
}

/// Coefficients with their information from the readings alone and with the prior.
struct Fit {
  Vector b;
  Matrix information;
  Matrix covariance;
  double degrees = 0;  // what the scatter about the curve has
  double widened = 1;  // standard deviation of the noise
};

struct Scale {
  double centre = 0;
  double half_width = 1;
  double reference = 1;
};

Fit fit_about(const std::vector<FocusReading>& readings, const Scale& scale) {
  Fit fit;
  fit.b = prior_mean();
  fit.b[0] = 1;
  fit.b[2] = 1.5;
  const Matrix prior = prior_precision();
  double widened = 1;  // of the noise, squared
  for (int pass = 0; pass < 30; ++pass) {
    fit.information.setZero();
    Vector gradient = prior * (prior_mean() - fit.b);
    double chi2 = 0;
    for (const FocusReading& r : readings) {
      const Vector p = powers((r.z - scale.centre) / scale.half_width);
      const double y = std::max(kLowest, fit.b.dot(p));
      const double model = scale.reference / std::sqrt(y);
      const Vector j = -0.5 * model / y * p;
      const double weight = 1 / (widened * r.noise * r.noise);
      fit.information += weight * j * j.transpose();
      gradient += weight * (r.sharpness - model) * j;
      chi2 += std::pow((r.sharpness - model) / r.noise, 2);
    }
    fit.covariance = (fit.information + prior).ldlt().solve(Matrix::Identity());
    const Vector step = fit.covariance * gradient;
    if (!step.allFinite()) break;
    fit.b += step;
    const double spent = (fit.covariance * fit.information).trace();
    const double n = static_cast<double>(readings.size());
    fit.degrees = kStatedDegrees + std::max(0.0, n - spent);
    const double before = widened;
    if (pass > 3) widened = std::max(1.0, (kStatedDegrees + chi2) / fit.degrees);
    fit.widened = std::sqrt(before);
    if (pass > 5 && step.cwiseAbs().maxCoeff() < 1e-9 && std::abs(widened - before) < 1e-6) break;
  }
  return fit;
}

/// Lowest place of the polynomial within -1 ... 1.
double lowest(const Vector& b) {
  double best = -1;
  for (int i = 0; i <= kGrid; ++i) {
    const double t = -1 + 2.0 * i / kGrid;
    if (b.dot(powers(t)) < b.dot(powers(best))) best = t;
  }
  for (int i = 0; i < 20; ++i) {
    const double bend = curvature(b, best);
    if (!(bend > 0)) break;
    best = std::clamp(best - b.dot(slopes(best)) / bend, -1.0, 1.0);
  }
  return best;
}

/// Where the polynomial first reaches `level`, going from `from` towards `end`.
std::optional<double> reaches(const Vector& b, double level, double from, double end) {
  double below = from;
  for (int i = 1; i <= kGrid; ++i) {
    double above = from + (end - from) * i / kGrid;
    if (b.dot(powers(above)) < level) {
      below = above;
      continue;
    }
    for (int k = 0; k < 60; ++k) {
      const double middle = 0.5 * (below + above);
      (b.dot(powers(middle)) < level ? below : above) = middle;
    }
    return 0.5 * (below + above);
  }
  return std::nullopt;
}

FocusValue value_of(const Fit& fit, double value, const Vector& gradient) {
  const Vector c = fit.covariance * gradient;
  const double total = gradient.dot(c);
  const double noise = c.dot(fit.information * c);
  return {value, std::sqrt(std::max(0.0, noise)), std::sqrt(std::max(0.0, total - noise))};
}

std::size_t places(const std::vector<FocusReading>& readings, double from, double to) {
  std::set<double> distinct;
  for (const auto& r : readings) {
    if (r.z >= from && r.z <= to) distinct.insert(r.z);
  }
  return distinct.size();
}

/// Readings around the sharpest that keep enough of its sharpness.
std::vector<FocusReading> about_sharpest(const std::vector<FocusReading>& all) {
  const auto best = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.sharpness < b.sharpness;
  });
  const auto blurred = [&](const FocusReading& r) {
    return r.sharpness < kLeastShare * best->sharpness;
  };
  const auto last = std::find_if(best, all.end(), blurred);
  const auto first = std::find_if(std::make_reverse_iterator(best), all.rend(), blurred).base();
  return {first, last};
}

std::vector<FocusReading> within(const std::vector<FocusReading>& all, const Scale& scale) {
  std::vector<FocusReading> near;
  for (const auto& r : all) {
    if (std::abs(r.z - scale.centre) <= scale.half_width) near.push_back(r);
  }
  return near;
}

/// Moves the origin to the peak and the unit to where the even part of the loss ends the window.
Scale rescaled(const Scale& scale, const Vector& b, double peak) {
  constexpr double kEnd = 1 / (kLeastShare * kLeastShare);
  Vector even = b / b.dot(powers(peak));
  for (int k = 1; k < kTerms; k += 2) even[k] = 0;
  const double width = reaches(even, kEnd, 0, 3).value_or(1);
  Scale next = scale;
  next.centre += peak * scale.half_width;
  next.half_width *= std::max(0.3, width);
  return next;
}

void read_off(const std::vector<FocusReading>& readings, const Scale& scale, const Fit& fit,
              FocusPeak& peak) {
  const double t = lowest(fit.b);
  const Vector p = powers(t);
  const double y = fit.b.dot(p);
  const double h = scale.half_width;
  peak.position = value_of(fit, scale.centre + h * t, -h / curvature(fit.b, t) * slopes(t));
  const double sharpness = scale.reference / std::sqrt(y);
  peak.sharpness = value_of(fit, sharpness, -0.5 * sharpness / y * p);
  Vector odd = Vector::Zero();
  odd[3] = odd[5] = 1;
  const double loss = std::max(0.1, fit.b[2] + fit.b[4] + fit.b[6]);
  peak.asymmetry = value_of(fit, odd.dot(fit.b) / loss, odd / loss);
  peak.degrees_of_freedom = fit.degrees;
  peak.widened = fit.widened;
  const double level = y / (kDepthShare * kDepthShare);
  const auto ends = std::minmax_element(readings.begin(), readings.end(),
                                        [](const auto& a, const auto& b) { return a.z < b.z; });
  const auto low = reaches(fit.b, level, t, (ends.first->z - scale.centre) / h);
  const auto high = reaches(fit.b, level, t, (ends.second->z - scale.centre) / h);
  if (!low || !high) return;
  const auto moves = [&](double end) -> Vector {
    return -(powers(end) - p / (kDepthShare * kDepthShare)) / fit.b.dot(slopes(end));
  };
  peak.depth = value_of(fit, h * (*high - *low), h * (moves(*high) - moves(*low)));
}

}  // namespace

double FocusPeak::at(double z) const {
  const double t = (z - centre) / half_width;
  double y = 0;
  for (auto b = coefficients.rbegin(); b != coefficients.rend(); ++b) y = y * t + *b;
  return reference / std::sqrt(std::max(kLowest, y));
}

FocusPeak find_focus_peak(std::vector<FocusReading> readings) {
  FocusPeak peak;
  std::stable_sort(readings.begin(), readings.end(),
                   [](const auto& a, const auto& b) { return a.z < b.z; });
  const auto refused = [&](FocusProblem problem) {
    peak.problem = problem;
    return peak;
  };
  if (places(readings, -1e300, 1e300) < kFewestPlaces) return refused(FocusProblem::too_few);
  const auto [blurred, sharp] =
      std::minmax_element(readings.begin(), readings.end(),
                          [](const auto& a, const auto& b) { return a.sharpness < b.sharpness; });
  if (blurred->sharpness > kLeastFall * sharp->sharpness) return refused(FocusProblem::no_peak);
  auto near = about_sharpest(readings);
  const auto sharpest = std::max_element(
      near.begin(), near.end(), [](auto& a, auto& b) { return a.sharpness < b.sharpness; });
  const double top = sharpest->z;
  const bool at_end = places(readings, -1e300, top) <= kFewestBeside ||
                      places(readings, top, 1e300) <= kFewestBeside;
  if (top == readings.front().z || top == readings.back().z) return refused(FocusProblem::outside);
  Scale scale{0.5 * (near.front().z + near.back().z),
              std::max(1e-12, 0.5 * (near.back().z - near.front().z)), sharpest->sharpness};
  Fit fit;
  for (int pass = 0; pass < 6; ++pass) {
    if (places(near, -1e300, 1e300) < kFewestPlaces)
      return refused(at_end ? FocusProblem::outside : FocusProblem::too_few);
    fit = fit_about(near, scale);
    const double t = lowest(fit.b);
    if (!fit.b.allFinite() || !(fit.b.dot(powers(t)) > kLowest))
      return refused(FocusProblem::no_peak);
    if (pass == 5) break;
    const Scale next = rescaled(scale, fit.b, t);
    const bool settled = std::abs(next.centre - scale.centre) < 1e-3 * scale.half_width &&
                         std::abs(next.half_width / scale.half_width - 1) < 1e-3;
    if (settled) break;
    scale = next;
    near = within(readings, scale);
  }
  const double t = lowest(fit.b);
  const double position = scale.centre + t * scale.half_width;
  if (places(readings, -1e300, position) < kFewestBeside ||
      places(readings, position, 1e300) < kFewestBeside)
    return refused(FocusProblem::outside);
  if (std::abs(t) >= 1 || !(curvature(fit.b, t) > 0)) return refused(FocusProblem::no_peak);
  read_off(near, scale, fit, peak);
  if (!(std::hypot(peak.position.noise, peak.position.shape) < kVaguePeak * scale.half_width))
    return refused(FocusProblem::no_peak);
  peak.used = near.size();
  peak.centre = scale.centre;
  peak.half_width = scale.half_width;
  peak.reference = scale.reference;
  peak.coefficients.assign(fit.b.data(), fit.b.data() + kTerms);
  return peak;
}

}  // namespace etalon::numerics
