// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/rms_gradient.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace etalon::imaging {

namespace {

// Sum of the squared weights of both derivatives: 2 (2 (1 + 4 + 1))/64.
constexpr double kNoiseGain = 0.375;

// 64 times the derivatives' own correlation, both axes: what a change of one value changes the sum
// of their squares by, over twice that value.
constexpr int kReach = 2;
constexpr std::array<std::array<float, 5>, 5> kCorrelation{{{-2, -4, -4, -4, -2},
                                                            {-4, 0, 8, 0, -4},
                                                            {-4, 8, 24, 8, -4},
                                                            {-4, 0, 8, 0, -4},
                                                            {-2, -4, -4, -4, -2}}};

double sum_of_squared_weights() {
  double sum = 0;
  for (const auto& row : kCorrelation)
    for (const float w : row) sum += static_cast<double>(w) * static_cast<double>(w) / (64 * 64);
  return sum;
}

double mean_square_gradient(const Plane& plane) {
  double sum = 0;
  for (int j = 1; j + 1 < plane.height; ++j) {
    const float* a = plane.row(j - 1);
    const float* b = plane.row(j);
    const float* c = plane.row(j + 1);
    for (int i = 1; i + 1 < plane.width; ++i) {
      const float gx = a[i + 1] - a[i - 1] + 2 * (b[i + 1] - b[i - 1]) + c[i + 1] - c[i - 1];
      const float gy = c[i - 1] - a[i - 1] + 2 * (c[i] - a[i]) + c[i + 1] - a[i + 1];
      sum += static_cast<double>(gx * gx + gy * gy);
    }
  }
  return sum / (64 * static_cast<double>(plane.width - 2) * static_cast<double>(plane.height - 2));
}

double mean_square_response(const Plane& plane) {
  double sum = 0;
  for (int j = kReach; j + kReach < plane.height; ++j) {
    for (int i = kReach; i + kReach < plane.width; ++i) {
      float response = 0;
      for (int k = -kReach; k <= kReach; ++k) {
        const float* row = plane.row(j + k) + i - kReach;
        const auto& weights = kCorrelation[static_cast<std::size_t>(k + kReach)];
        for (std::size_t m = 0; m < weights.size(); ++m) response += weights[m] * row[m];
      }
      sum += static_cast<double>(response) * static_cast<double>(response);
    }
  }
  return sum / (64 * 64 * static_cast<double>(plane.width - 2 * kReach) *
                static_cast<double>(plane.height - 2 * kReach));
}

}  // namespace

RmsGradient rms_gradient(const Plane& plane, double noise_variance) {
  ETALON_EXPECTS(plane.width >= 16 && plane.height >= 16);
  static const double kWeights = sum_of_squared_weights();
  const double n = static_cast<double>(plane.width) * static_cast<double>(plane.height);
  const double signal = std::max(0.0, mean_square_gradient(plane) - kNoiseGain * noise_variance);
  const double response = std::max(0.0, mean_square_response(plane) - noise_variance * kWeights);
  const double variance =
      noise_variance * (4 * response + 2 * noise_variance * kWeights) / n;  // of the mean square
  RmsGradient found;
  found.value = std::sqrt(signal);
  const double longest = std::max(2 * found.value, std::pow(variance, 0.25));
  found.uncertainty = longest > 0 ? std::sqrt(variance) / longest : 0;
  return found;
}

}  // namespace etalon::imaging
