// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/rough_line.hpp"

#include "suite/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>

namespace etalon::targets {
namespace {

constexpr std::size_t kHeights = 32768;
constexpr std::size_t kPerCorrelation = 8;
constexpr std::size_t kReach = 24;  // six standard deviations of the smoothing Gaussian

/// White noise through a Gaussian of half a correlation length has the correlation
/// exp(-(t/correlation)^2). The B-spline that joins the heights is a part of that Gaussian: it has
/// the variance 1/3. The factor makes the variance of the line 1.
std::vector<double> smoothing() {
  using std::numbers::pi;
  const double whole = kPerCorrelation / 2.0;
  const double variance = whole * whole - 1.0 / 3;
  std::vector<double> weights;
  for (std::size_t i = 0; i <= 2 * kReach; ++i) {
    const double t = static_cast<double>(i) - static_cast<double>(kReach);
    weights.push_back(std::exp(-t * t / (2 * variance)) / std::sqrt(2 * pi * variance) *
                      std::sqrt(2 * whole * std::sqrt(pi)));
  }
  return weights;
}

}  // namespace

RoughLine::RoughLine(double rms_um, double correlation_um, std::uint64_t seed)
    : per_um_(kPerCorrelation / correlation_um) {
  auto generator = generator_for(seed, 0, 0);
  std::normal_distribution<double> normal(0, rms_um);
  std::vector<double> noise(kHeights);
  for (double& n : noise) n = normal(generator);
  const std::vector<double> weights = smoothing();
  for (std::size_t i = 0; i < kHeights; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) sum += weights[j] * noise[(i + j) % kHeights];
    heights_.push_back(sum);
    highest_ = std::max(highest_, std::abs(sum));  // a B-spline stays below its coefficients
  }
}

double RoughLine::height_um(double along_um) const {
  const double at = along_um * per_um_;
  const double whole = std::floor(at);
  const double t = at - whole;
  const auto i = static_cast<std::size_t>(static_cast<long>(whole));  // negative ones wrap around
  const double a = heights_[(i - 1) % kHeights];
  const double b = heights_[i % kHeights];
  const double c = heights_[(i + 1) % kHeights];
  const double d = heights_[(i + 2) % kHeights];
  const double s = 1 - t;
  return (s * s * s * a + (4 - 3 * t * t * (1 + s)) * b + (4 - 3 * s * s * (1 + t)) * c +
          t * t * t * d) /
         6;
}

}  // namespace etalon::targets
