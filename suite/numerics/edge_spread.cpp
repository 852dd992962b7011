// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/edge_spread.hpp"

#include "suite/core/contract.hpp"
#include "suite/numerics/gauss_legendre.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace etalon::numerics {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kCoreSpacing = 0.7;  // knots at the edge, in S
constexpr double kCoreHalfWidth = 8;  // in S
constexpr double kDecay = 1.5;        // exponent of the prior's fall with distance
constexpr double kGrowth = 1.3;       // of the spacing further out
constexpr double kTailWidth = 2.0;  // w, in S: the tail column differs from the core's shape there
constexpr std::array<double, EdgeSpread::kHaloColumns> kHaloRatios{3, 7, 16};
constexpr double kHighestCycles =
    8;  // a spline piece holding more cycles has no transform left (f^-4)

double normal_density(double u) { return std::exp(-0.5 * u * u) / std::sqrt(2 * kPi); }
double normal_distribution(double u) { return 0.5 * std::erfc(-u / std::numbers::sqrt2); }

std::vector<double> make_knots(double sigma, double reach) {
  std::vector<double> half;
  double x = kCoreSpacing * sigma / 2;
  double step = kCoreSpacing * sigma;
  while (x < reach) {
    half.push_back(x);
    if (x > kCoreHalfWidth * sigma) step *= kGrowth;
    x += step;
  }
  while (half.size() < 3) half.push_back(half.back() + step);
  half.back() = std::max(reach, half[half.size() - 2] + 0.3 * step);
  std::vector<double> knots;
  for (auto it = half.rbegin(); it != half.rend(); ++it) knots.push_back(-*it);
  knots.insert(knots.end(), half.begin(), half.end());
  return knots;
}

}  // namespace

EdgeSpread::EdgeSpread(double sigma_px, double reach_px)
    : sigma_(sigma_px), tail_width_(kTailWidth * sigma_px), basis_(make_knots(sigma_px, reach_px)) {
  ETALON_EXPECTS(sigma_px > 0 && reach_px > 0);
  place_nodes();
}

void EdgeSpread::place_nodes() {
  const auto& t = basis_.knots();
  const std::size_t middle = t.size() / 2;  // the two knots about zero are middle - 1 and middle
  for (std::size_t i = middle - 1; i + 1 < t.size(); ++i) {
    const double start = std::max(0.0, t[i]);
    const double width = t[i + 1] - start;
    const int n = 6 + static_cast<int>(std::ceil(3.5 * std::min(width, kHighestCycles)));
    for (const auto& [u, w] : gauss_legendre(n)) {
      Node node{};
      node.x = start + width * (u + 1) / 2;
      node.width = width;
      for (std::size_t side = 0; side < 2; ++side) {
        const auto local = basis_.at(side == 0 ? node.x : -node.x);
        node.first[side] = local.first;
        for (std::size_t r = 0; r < 4; ++r) {
          node.weighted[side][r] = local.values[r] * w * width / 2;
        }
      }
      nodes_.push_back(node);
    }
  }
}

Eigen::RowVectorXd EdgeSpread::values(double x) const {
  Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(columns());
  const double u = x / sigma_;
  const double density = normal_density(u);
  const double step = normal_distribution(u);
  row[0] = 1;
  row[1] = step;
  row[2] = density;
  row[3] = u * density;
  row[kTailColumn] = 0.5 + std::atan(x / tail_width_) / kPi - step;
  for (int j = 0; j < kHaloColumns; ++j) {
    row[kHaloColumn + j] = normal_distribution(u / kHaloRatios[static_cast<std::size_t>(j)]) - step;
  }
  const auto local = basis_.at(x);
  for (int r = 0; r < 4; ++r) {
    if (basis_.valid(local.first + r))
      row[kFixedColumns + local.first + r] = local.values[static_cast<std::size_t>(r)];
  }
  return row;
}

Eigen::RowVectorXd EdgeSpread::derivatives(double x) const {
  Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(columns());
  const double u = x / sigma_;
  const double density = normal_density(u) / sigma_;
  row[1] = density;
  row[2] = -u * density;
  row[3] = (1 - u * u) * density;
  row[kTailColumn] = tail_width_ / kPi / (x * x + tail_width_ * tail_width_) - density;
  for (int j = 0; j < kHaloColumns; ++j) {
    const double ratio = kHaloRatios[static_cast<std::size_t>(j)];
    row[kHaloColumn + j] = normal_density(u / ratio) / (ratio * sigma_) - density;
  }
  const auto local = basis_.at(x, 1);
  for (int r = 0; r < 4; ++r) {
    if (basis_.valid(local.first + r))
      row[kFixedColumns + local.first + r] = local.values[static_cast<std::size_t>(r)];
  }
  return row;
}

Eigen::RowVectorXcd EdgeSpread::transforms(double frequency) const {
  using namespace std::complex_literals;
  Eigen::RowVectorXcd row = Eigen::RowVectorXcd::Zero(columns());
  const double omega = 2 * kPi * frequency;
  const double u = omega * sigma_;
  const double gauss = std::exp(-0.5 * u * u);
  row[1] = gauss;
  row[2] = 1i * u * gauss;
  row[3] = u * u * gauss;
  row[kTailColumn] = std::exp(-omega * tail_width_) - gauss;
  for (int j = 0; j < kHaloColumns; ++j) {
    const double wide = u * kHaloRatios[static_cast<std::size_t>(j)];
    row[kHaloColumn + j] = std::exp(-0.5 * wide * wide) - gauss;
  }
  for (const Node& node : nodes_) {
    if (node.width * frequency > kHighestCycles) continue;
    // i omega exp(-i omega x) = omega sin(omega x) + i omega cos(omega x); the sine turns at -x
    const double sine = omega * std::sin(omega * node.x);
    const double cosine = omega * std::cos(omega * node.x);
    for (std::size_t side = 0; side < 2; ++side) {
      const std::complex<double> wave(side == 0 ? sine : -sine, cosine);
      for (int r = 0; r < 4; ++r) {
        if (!basis_.valid(node.first[side] + r)) continue;
        row[kFixedColumns + node.first[side] + r] +=
            wave * node.weighted[side][static_cast<std::size_t>(r)];
      }
    }
  }
  return row;
}

Eigen::VectorXd EdgeSpread::prior_precision(double tau, double height) const {
  Eigen::VectorXd precision = Eigen::VectorXd::Zero(columns());
  for (int k = 0; k < basis_.size(); ++k) {
    const double sd = tau * height * std::pow(1 + std::abs(basis_.centre(k)) / sigma_, -kDecay);
    precision[kFixedColumns + k] = 1 / (sd * sd);
  }
  return precision;
}

}  // namespace etalon::numerics
