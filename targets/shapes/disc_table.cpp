// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/disc_table.hpp"

#include "targets/shapes/normal_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace etalon::targets {
namespace {

constexpr double kReach = NormalTable::kReach;
constexpr double kPerSigma = 16;
constexpr double kFirst = -kReach - 1 / kPerSigma;  // one node more on either side
constexpr std::size_t kNodes = 195;
constexpr double kRows = 64;  // rows at sigma/R = 0, 1/64, ... 1

/// Gauss' theorem turns the integral over the disc into one along its border: the Gaussian is the
/// divergence of (1 - exp(-d^2/2))/(2 pi d) pointing away from its middle. Periodic and analytic,
/// so that the trapezium rule converges like an exponential. All lengths in sigma.
double integral_along_border(double r, double radius) {
  const int count = 64 + static_cast<int>(24 * radius);
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    const double toward = std::cos(2 * std::numbers::pi * i / count);
    const double d2 = radius * radius + r * r - 2 * radius * r * toward;
    const double field = d2 < 1e-12 ? 0.5 : -std::expm1(-d2 / 2) / d2;
    sum += field * (radius - r * toward) * radius;
  }
  return sum / count;
}

/// Moments of the disc times derivatives of the Gaussian, which are Laguerre polynomials: with q =
/// R^2/2 sigma^2 and x = r^2/2 sigma^2, q exp(-x) sum of (-q)^k L_k(x)/(k + 1)!. For q <= 1/2 nine
/// terms leave less than 1e-8.
double by_moments(double r, double radius) {
  const double q = radius * radius / 2;
  const double x = r * r / 2;
  double before = 0;
  double laguerre = 1;
  double factor = 1;
  double sum = 1;
  for (int k = 1; k < 9; ++k) {
    const double next = ((2 * k - 1 - x) * laguerre - (k - 1) * before) / k;
    before = laguerre;
    laguerre = next;
    factor *= -q / (k + 1);
    sum += factor * laguerre;
  }
  return q * std::exp(-x) * sum;
}

/// Cubic through four neighbouring nodes; t counts from the first of them.
std::array<double, 4> lagrange(double t) {
  const double a = t;
  const double b = t - 1;
  const double c = t - 2;
  const double d = t - 3;
  return {-b * c * d / 6, a * c * d / 2, -a * b * d / 2, a * b * c / 6};
}

}  // namespace

const std::vector<float>& DiscTable::table() {
  static const std::vector<float> shares = [] {
    const NormalTable normal;
    std::vector<float> all;
    for (std::size_t row = 0; row <= static_cast<std::size_t>(kRows); ++row) {
      for (std::size_t i = 0; i < kNodes; ++i) {
        const double beyond = kFirst + static_cast<double>(i) / kPerSigma;
        const double radius = row == 0 ? 0 : kRows / static_cast<double>(row);
        const double share = row == 0 ? normal.below(-beyond)
                                      : integral_along_border(std::abs(radius + beyond), radius);
        all.push_back(static_cast<float>(share));
      }
    }
    return all;
  }();
  return shares;
}

double DiscTable::share(double beyond_um, double radius_um, double sigma_um) const {
  const double beyond = beyond_um / sigma_um;
  if (beyond >= kReach) return 0;
  if (beyond <= -kReach) return 1;
  const double row = kRows * sigma_um / radius_um;
  if (row > kRows) return by_moments(beyond + radius_um / sigma_um, radius_um / sigma_um);
  const double column = (beyond - kFirst) * kPerSigma;
  const auto first_row = static_cast<std::size_t>(std::clamp(std::floor(row) - 1, 0.0, kRows - 3));
  const auto first_column = static_cast<std::size_t>(column) - 1;
  const auto down = lagrange(row - static_cast<double>(first_row));
  const auto along = lagrange(column - static_cast<double>(first_column));
  double sum = 0;
  for (std::size_t j = 0; j < 4; ++j) {
    const float* node = shares_ + (first_row + j) * kNodes + first_column;
    sum += down[j] * (along[0] * double{node[0]} + along[1] * double{node[1]} +
                      along[2] * double{node[2]} + along[3] * double{node[3]});
  }
  return sum;
}

}  // namespace etalon::targets
