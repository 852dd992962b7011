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

/// Noise smoothed by exp(-4 (t/8)^2/2 ...): standard deviation of half a correlation length, which
/// gives the correlation exp(-(t/correlation)^2). Its squares sum up to 1.
std::vector<double> smoothing() {
  const double sigma = kPerCorrelation / 2.0;
  std::vector<double> weights;
  double squares = 0;
  for (std::size_t i = 0; i <= 2 * kReach; ++i) {
    const double t = (static_cast<double>(i) - static_cast<double>(kReach)) / sigma;
    weights.push_back(std::exp(-t * t / 2));
    squares += weights.back() * weights.back();
  }
  for (double& w : weights) w /= std::sqrt(squares);
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
    highest_ = std::max(highest_, 1.1 * std::abs(sum));  // cubics may overshoot a little
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
  return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

}  // namespace etalon::targets
