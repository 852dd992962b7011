// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/edge_spread.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace etalon::numerics {

namespace {

double box_transfer(double frequency, double width) {
  const double z = std::numbers::pi * frequency * width;
  return z < 1e-9 ? 1 : std::sin(z) / z;
}

struct Crossing {
  bool exists = false;
  double x = 0;
};

/// Where a continuous function changes sign between a and b: regula falsi in the Illinois form,
/// which halves the weight of an end that stays, so that it converges faster than bisection.
template <class F>
double bracketed_root(const F& f, double a, double b, double tolerance) {
  double fa = f(a);
  double fb = f(b);
  int stayed = 0;
  for (int i = 0; i < 100 && std::abs(b - a) > tolerance; ++i) {
    double x = a - fa * (b - a) / (fb - fa);
    if (!(x > std::min(a, b) && x < std::max(a, b))) x = 0.5 * (a + b);
    const double fx = f(x);
    if (std::abs(fx) < 1e-11) return x;
    if ((fx > 0) == (fa > 0)) {
      a = x;
      fa = fx;
      if (stayed == 1) fb /= 2;
      stayed = 1;
    } else {
      b = x;
      fb = fx;
      if (stayed == -1) fa /= 2;
      stayed = -1;
    }
  }
  return 0.5 * (a + b);
}

/// First change of sign of f on the grid start, start + step, ... up to `last`.
template <class F>
Crossing first_crossing(const F& f, double start, double step, double last) {
  double previous = f(start);
  for (double x = start + step; (step > 0) ? x <= last : x >= last; x += step) {
    const double here = f(x);
    if ((here > 0) != (previous > 0)) return {true, bracketed_root(f, x - step, x, 1e-10)};
    previous = here;
  }
  return {};
}

}  // namespace

EdgeSpreadReading modulation(const Eigen::RowVectorXcd& transforms,
                             const Eigen::VectorXd& coefficients, double frequency, double bin_px) {
  const std::complex<double> transform =
      (transforms * coefficients.cast<std::complex<double>>())(0);
  const double h = coefficients[1];
  const double size = std::abs(transform);
  const double scale = 1 / (std::abs(h) * box_transfer(frequency, bin_px));
  EdgeSpreadReading reading{true, size * scale, {}};
  const std::complex<double> direction =
      size > 0 ? std::conj(transform) / size : std::complex<double>(1);
  reading.gradient = (direction * transforms).real().transpose() * scale;
  reading.gradient[1] -= reading.value / h;
  return reading;
}

EdgeSpreadReading modulation(const EdgeSpread& model, const Eigen::VectorXd& coefficients,
                             double frequency, double bin_px) {
  return modulation(model.transforms(frequency), coefficients, frequency, bin_px);
}

EdgeSpreadReading frequency_at(const EdgeSpread& model, const Eigen::VectorXd& coefficients,
                               double level, double low, double high, double bin_px) {
  const Eigen::VectorXcd complex = coefficients.cast<std::complex<double>>();
  const auto above = [&](double f) {
    return std::abs((model.transforms(f) * complex)(0)) /
               (std::abs(coefficients[1]) * box_transfer(f, bin_px)) -
           level;
  };
  const double f = bracketed_root(above, low, high, 1e-7);
  const double h = 1e-3 * f;
  const double slope = (above(f + h) - above(f - h)) / (2 * h);
  EdgeSpreadReading reading = modulation(model, coefficients, f, bin_px);
  reading.value = f;
  reading.gradient /= -slope;
  return reading;
}

EdgeSpreadReading rise_distance(const EdgeSpread& model, const Eigen::VectorXd& coefficients,
                                double level) {
  const double lo = coefficients[0];
  const double h = coefficients[1];
  const double step = 0.1 * model.sigma_px();
  const double reach = 40 * model.sigma_px();
  EdgeSpreadReading reading{true, 0, Eigen::VectorXd::Zero(coefficients.size())};
  for (const bool upper : {true, false}) {
    const double share = upper ? 1 - level : level;
    const auto apart = [&](double x) { return model.values(x).dot(coefficients) - lo - share * h; };
    const Crossing crossing =
        first_crossing(apart, 0, upper ? step : -step, upper ? reach : -reach);
    if (!crossing.exists) return {};
    Eigen::VectorXd gradient = model.values(crossing.x).transpose();
    gradient[0] -= 1;
    gradient[1] -= share;
    gradient /= -model.derivatives(crossing.x).dot(coefficients);
    reading.value += upper ? crossing.x : -crossing.x;
    reading.gradient += upper ? gradient : Eigen::VectorXd(-gradient);
  }
  return reading;
}

EdgeSpreadReading line_spread_fwhm(const EdgeSpread& model, const Eigen::VectorXd& coefficients) {
  const double sign = coefficients[1] < 0 ? -1 : 1;
  const auto spread = [&](double x) { return sign * model.derivatives(x).dot(coefficients); };
  const double step = 0.05 * model.sigma_px();
  double peak = 0;
  double highest = spread(peak);
  const auto climb = [&](double x) {
    const double here = spread(x);
    if (!(here > highest)) return false;
    peak = x;
    highest = here;
    return true;
  };
  for (double x = -3 * model.sigma_px(); x <= 3 * model.sigma_px(); x += step) climb(x);
  for (double shift = step / 2; shift > 1e-6 * step; shift /= 2) {
    if (!climb(peak + shift)) climb(peak - shift);
  }
  const double half = highest / 2;
  EdgeSpreadReading reading{true, 0, Eigen::VectorXd::Zero(coefficients.size())};
  const Eigen::VectorXd at_peak = sign * model.derivatives(peak).transpose();
  for (const double direction : {1.0, -1.0}) {
    const auto apart = [&](double x) { return spread(x) - half; };
    const Crossing crossing =
        first_crossing(apart, peak, direction * step, peak + direction * 40 * model.sigma_px());
    if (!crossing.exists) return {};
    const double slope =
        (spread(crossing.x + 0.1 * step) - spread(crossing.x - 0.1 * step)) / (0.2 * step);
    reading.value += direction * crossing.x;
    reading.gradient -=
        direction / slope * (sign * model.derivatives(crossing.x).transpose() - 0.5 * at_peak);
  }
  return reading;
}

double reading_uncertainty(const EdgeSpreadReading& reading, const Eigen::MatrixXd& covariance) {
  return std::sqrt(std::max(0.0, reading.gradient.dot(covariance * reading.gradient)));
}

}  // namespace etalon::numerics
