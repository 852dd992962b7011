// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/poisson.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::hardware {
namespace {

constexpr double kSmallestRejectionMean = 10;

double by_inversion(double mean, RandomStream& random) {
  constexpr double kFarAboveTen = 200;  // where rounding would leave a remainder for ever
  double rest = random.uniform();
  double probability = std::exp(-mean);
  double count = 0;
  while (rest > probability && count < kFarAboveTen) {
    rest -= probability;
    count += 1;
    probability *= mean / count;
  }
  return count;
}

/// Stirling's series, to 1e-13 from 10 on; below as it is.
double log_factorial(double k) {
  if (k < 10) {
    double product = 1;
    for (double i = 2; i <= k; ++i) product *= i;
    return std::log(product);
  }
  constexpr double kHalfLogTwoPi = 0.91893853320467274;
  const double inverse = 1 / k;
  const double square = inverse * inverse;
  const double series =
      inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
  return (k + 0.5) * std::log(k) - k + kHalfLogTwoPi + series;
}

double by_rejection(double mean, RandomStream& random) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double accepted_at_once = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = random.uniform() - 0.5;
    const double v = random.uniform();
    const double distance = 0.5 - std::abs(u);
    const double count = std::floor((2 * a / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= accepted_at_once) return count;
    if (count < 0 || (distance < 0.013 && v > distance)) continue;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    const double ratio = v * inverse_alpha / (a / (distance * distance) + b);
    if (std::log(ratio) <= count * std::log(mean) - mean - log_factorial(count)) return count;
  }
}

double rounded_normal(double mean, RandomStream& random) {
  constexpr double kEndless = 1e15;  // beyond, doubles do not count single electrons
  mean = std::min(mean, kEndless);
  const double z = random.normal();
  return std::floor(mean + std::sqrt(mean - 5.0 / 36) * z + (z * z - 1) / 6 + 0.5);
}

}  // namespace

double poisson(double mean, RandomStream& random) {
  if (!(mean > 0)) return 0;
  if (mean < kSmallestRejectionMean) return by_inversion(mean, random);
  return mean <= kLargestPoissonMean ? by_rejection(mean, random) : rounded_normal(mean, random);
}

}  // namespace etalon::hardware
