// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/gauss_legendre.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace etalon::hardware {

// Roots of the Legendre polynomial by Newton's method, from Tricomi's approximation.
Rule gauss_legendre(int n) {
  constexpr double kPi = std::numbers::pi;
  Rule rule;
  for (int i = n; i >= 1; --i) {
    double x = std::cos(kPi * (i - 0.25) / (n + 0.5));
    double slope = 1;
    for (int step = 0; step < 6; ++step) {
      double before = 1;
      double value = x;
      for (int k = 2; k <= n; ++k) {
        const double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
        before = value;
        value = next;
      }
      slope = n * (x * value - before) / (x * x - 1);
      x -= value / slope;
    }
    rule.place.push_back((1 + x) / 2);
    rule.weight.push_back(1 / ((1 - x * x) * slope * slope));
  }
  return rule;
}

Rule for_square_roots(int n) {
  constexpr double kPi = std::numbers::pi;
  Rule rule = gauss_legendre(n);
  for (std::size_t i = 0; i < rule.place.size(); ++i) {
    const double t = kPi * rule.place[i];
    rule.place[i] = (1 - std::cos(t)) / 2;
    rule.weight[i] *= kPi / 2 * std::sin(t);
  }
  return rule;
}

}  // namespace etalon::hardware
