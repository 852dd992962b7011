// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace etalon::hardware {
namespace {

// Sigma in samples. More of it lets fewer samples do, and raises the rounding of floats where it is
// divided out: at half of q by exp(pi^2 sigma^2/2), here 1200.
constexpr double kSigma = 1.0;
constexpr double kError = 1e-4;
constexpr int kSteps = 256;

struct Curve {
  double step = 0;            // cycles/px
  std::vector<double> value;  // the larger of both axes, at the middle of each step
};

Curve along_the_axes(const Blur& blur) {
  const Place cutoff = blur.cutoff_per_px();
  Curve curve{std::max(cutoff.x, cutoff.y) / kSteps, {}};
  for (int k = 0; k < kSteps; ++k) {
    const double f = (k + 0.5) * curve.step;
    curve.value.push_back(std::max(std::abs(blur.at(f, 0)), std::abs(blur.at(0, f))));
  }
  return curve;
}

double edge_error(const Curve& curve, double q) {
  constexpr double kPi = std::numbers::pi;
  double error = 0;
  for (std::size_t k = 0; k < curve.value.size(); ++k) {
    const double f = (static_cast<double>(k) + 0.5) * curve.step;
    const double left = 2 * f / q;
    const double alias = std::exp(-2 * kPi * kPi * kSigma * kSigma * (1 - left)) / (q - f);
    error += curve.value[k] * curve.step / kPi * (left < 1 ? alias : 1 / f);
  }
  return error;
}

}  // namespace

Sampling sampling_for(const Blur& blur) {
  const Curve curve = along_the_axes(blur);
  const double finest = 2.4 * curve.step * kSteps;
  double q = finest;
  while (q > finest / 16 && edge_error(curve, 0.97 * q) < kError) q *= 0.97;
  return {q, kSigma / q};
}

}  // namespace etalon::hardware
