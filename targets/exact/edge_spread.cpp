// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/edge_spread.hpp"

#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

namespace etalon::targets {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kPeriod = 2048;                      // px
constexpr int kPerPixel = 64;                         // table entries
constexpr std::size_t kSamples = 2048UL * kPerPixel;  // of one period
constexpr double kDecay = 4;                          // px; of the part in closed form

// Part of the spectrum with value 1 and slope -cusp at zero: exp(-b f) (1 + (b - cusp) f).
double closed_spectrum(double f, double cusp) {
  return std::exp(-kDecay * f) * (1 + (kDecay - cusp) * f);
}

// Its edge spread, from int exp(-b f) sin(w f)/f df = atan(w/b) and int exp(-b f) sin(w f) df.
double closed_edge_spread(double x, double cusp) {
  const double w = 2 * kPi * x;
  return 0.5 + std::atan2(w, kDecay) / kPi + (kDecay - cusp) / kPi * w / (kDecay * kDecay + w * w);
}

// -dM/df at zero from the right, second order.
double cusp_of(const std::function<double(double)>& spectrum) {
  constexpr double kStep = 1e-5;
  return (3 * spectrum(0) - 4 * spectrum(kStep) + spectrum(2 * kStep)) / (2 * kStep);
}

// Edge spread of the rest at x = i / kPerPixel for a quarter of a period and one entry more. Odd
// harmonics only: the series is that of alternating edges half a period apart, so a single edge is
// wrong only by the rest's tail (falling with 1/x^3) at its neighbours.
std::vector<double> tabulate_rest(const std::function<double(double)>& spectrum, double cusp) {
  std::vector<std::complex<double>> harmonics(kSamples);
  const auto last = static_cast<std::size_t>(kHighestFrequency * kPeriod);
  for (std::size_t k = 1; k < last; k += 2) {
    const double f = static_cast<double>(k) / kPeriod;
    harmonics[k] = 2 / (kPi * static_cast<double>(k)) * (spectrum(f) - closed_spectrum(f, cusp));
  }
  Eigen::FFT<double> transform;
  transform.SetFlag(Eigen::FFT<double>::Unscaled);
  std::vector<std::complex<double>> sums;
  transform.inv(sums, harmonics);
  std::vector<double> table(kSamples / 4 + 2);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = sums[i].imag();
  return table;
}

// Four-point Lagrange; the rest is odd in x, and negligible beyond the table.
double interpolate_odd(const std::vector<double>& table, double x) {
  const double place = std::abs(x) * kPerPixel;
  if (place >= static_cast<double>(table.size() - 2)) return 0;
  const auto i = static_cast<std::size_t>(place);
  const double t = place - static_cast<double>(i);
  const double before = i == 0 ? -table[1] : table[i - 1];
  const double value =
      -t * (t - 1) * (t - 2) / 6 * before + (t + 1) * (t - 1) * (t - 2) / 2 * table[i] -
      (t + 1) * t * (t - 2) / 2 * table[i + 1] + (t + 1) * t * (t - 1) / 6 * table[i + 2];
  return x < 0 ? -value : value;
}

double normal_cdf(double u) { return 0.5 * std::erfc(-u / std::numbers::sqrt2); }
double normal_density(double u) { return std::exp(-0.5 * u * u) / std::sqrt(2 * kPi); }

double first_antiderivative(double x, double s) {
  return x * normal_cdf(x / s) + s * normal_density(x / s);
}
double second_antiderivative(double x, double s) {
  return 0.5 * (x * x + s * s) * normal_cdf(x / s) + 0.5 * x * s * normal_density(x / s);
}

}  // namespace

EdgeSpread edge_spread(const Otf& otf, Angle angle) {
  const auto spectrum = [&](double f) { return otf(f) * pixel_box(f, angle); };
  const double cusp = cusp_of(spectrum);
  auto table = std::make_shared<const std::vector<double>>(tabulate_rest(spectrum, cusp));
  return [cusp, table = std::move(table)](double x) {
    return closed_edge_spread(x, cusp) + interpolate_odd(*table, x);
  };
}

EdgeSpread gaussian_edge_spread(double sigma_px, Angle angle) {
  const double c = std::abs(std::cos(angle.in(rad)));
  const double s = std::abs(std::sin(angle.in(rad)));
  const double a = std::max(c, s) / 2;
  const double b = std::min(c, s) / 2;
  return [=](double d) {
    if (std::abs(d) > 10 * sigma_px + 1) return d > 0 ? 1.0 : 0.0;
    // A shadow without sloping flanks; also where the second difference would cancel.
    if (b < 1e-5) {
      return (first_antiderivative(d + a, sigma_px) - first_antiderivative(d - a, sigma_px)) /
             (2 * a);
    }
    const auto g = [=](double x) { return second_antiderivative(x, sigma_px); };
    return (g(d + a + b) - g(d + a - b) - g(d - a + b) + g(d - a - b)) / (4 * a * b);
  };
}

}  // namespace etalon::targets
