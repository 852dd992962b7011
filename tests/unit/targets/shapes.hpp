// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace etalon::test {

inline targets::Scene laid_out(const std::string& id, const OptionTexts& options,
                               std::uint64_t seed = 1) {
  const targets::Target* target = targets::find_target(id);
  REQUIRE(target != nullptr);
  auto scene = target->lay_out(options, seed);
  INFO(id << ": " << (scene ? "" : scene.error().detail));
  REQUIRE(scene.has_value());
  return std::move(*scene);
}

inline double light(const targets::Scene& scene, double x, double y, double sigma) {
  float value = 0;
  scene.pattern->light_at({&x, 1}, {&y, 1}, {&sigma, 1}, {&value, 1});
  return double{value};
}

inline double fact(const targets::Scene& scene, const std::string& name) {
  for (const auto& f : scene.facts) {
    if (f.name == name) return f.value;
  }
  FAIL("no fact " << name);
  return 0;
}

/// The average of smooth `light` over a Gaussian by the trapezium rule on a turned grid.
template <class Light>
double smooth_average(const Light& at, double x, double y, double sigma, int half) {
  double sum = 0;
  double weights = 0;
  for (int j = -half; j <= half; ++j) {
    for (int i = -half; i <= half; ++i) {
      const double u = 5.5 * i / half;
      const double v = 5.5 * j / half;
      const double weight = std::exp(-(u * u + v * v) / 2);
      weights += weight;
      sum += weight * at(x + sigma * (0.8 * u - 0.6 * v), y + sigma * (0.6 * u + 0.8 * v));
    }
  }
  return sum / weights;
}

/// The average of what is drawn, 1 or 0, over a Gaussian: along many rows across the place, slanted
/// so that no border runs along them, borders are looked for in small steps and found by halving;
/// the Gaussian between borders is an error function.
template <class Drawn>
double average(const Drawn& at, double x, double y, double sigma) {
  constexpr int kRows = 800;
  constexpr int kSteps = 600;
  const double c = std::cos(0.37);
  const double s = std::sin(0.37);
  double sum = 0;
  double weights = 0;
  for (int j = -kRows; j <= kRows; ++j) {
    const double v = 5.5 * j / kRows;
    const auto on = [&](double u) {
      return at(x + sigma * (c * u - s * v), y + sigma * (s * u + c * v)) > 0.5;
    };
    double share = on(-5.5) ? 1 : 0;  // to the right of the last border
    for (int i = -kSteps; i < kSteps; ++i) {
      double left = 5.5 * i / kSteps;
      double right = 5.5 * (i + 1) / kSteps;
      const bool before = on(left);
      if (on(right) == before) continue;
      for (int k = 0; k < 30; ++k) {
        const double middle = (left + right) / 2;
        (on(middle) == before ? left : right) = middle;
      }
      share += (before ? -1 : 1) * 0.5 * std::erfc(left / std::sqrt(2.0));
    }
    const double weight = std::exp(-v * v / 2);
    weights += weight;
    sum += weight * share;
  }
  return sum / weights;
}

}  // namespace etalon::test
