// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/angular_damping.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::targets {
namespace {

/// Density of the angle of a point that is normal about (a, 0).
double density(double angle, double a) {
  using namespace std::numbers;
  const double toward = a * std::cos(angle);
  const double aside = a * std::sin(angle);
  const double beyond = 0.5 * std::erfc(-toward / sqrt2);
  return std::exp(-a * a / 2) / (2 * pi) +
         toward * beyond * std::exp(-aside * aside / 2) * inv_sqrtpi / sqrt2;
}

}  // namespace

double angular_damping(int n, double a) {
  using std::numbers::pi;
  if (n > 8 * std::max(a, 1.0) + 40) return 0;  // exp(-n^2/2a^2) and less
  // Trapezium rule: exponentially exact for what is analytic and periodic, or has vanished at 9/a.
  const double half_range = a > 9 ? 9 / a : pi;
  const double highest = n + 9 * a + 40;  // frequency beyond which nothing is left
  const int count = static_cast<int>(2 * half_range * highest / (2 * pi)) + 1;
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    const double angle = half_range * (2 * (i + 0.5) / count - 1);
    sum += density(angle, a) * std::cos(n * angle);
  }
  return sum * 2 * half_range / count;
}

}  // namespace etalon::targets
