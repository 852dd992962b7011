// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/texture_direction.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace etalon::imaging {

namespace {

using Vector2 = Eigen::Vector2d;
using Matrix2 = Eigen::Matrix2d;

constexpr int kBlock = 16;
constexpr double kNoiseOfGradient = 3.0 / 16;
constexpr double kAlike = 2.9;        // sum of the squared correlations of its neighbours
constexpr double kVisible = 6;        // standard uncertainties
constexpr double kLeastShare = 1e-4;  // of the other direction; lines that are a little rough

Vector2 gradient(const Plane& plane, int i, int j) {
  const auto at = [&](int x, int y) { return static_cast<double>(plane.row(y)[x]); };
  const auto across = [&](int y) { return at(i + 1, y) - at(i - 1, y); };
  const auto down = [&](int x) { return at(x, j + 1) - at(x, j - 1); };
  return {(across(j - 1) + 2 * across(j) + across(j + 1)) / 8,
          (down(i - 1) + 2 * down(i) + down(i + 1)) / 8};
}

}  // namespace

bool TextureDirection::one_way() const {
  return weak <= std::max(kVisible * weak_uncertainty, kLeastShare * strong);
}

TextureDirection texture_direction(const Plane& a, const Plane& b, int x, int y,
                                   double noise_variance) {
  Matrix2 sum = Matrix2::Zero();
  double n = 0;
  // Where both frames have neighbours.
  const int left = std::max(1, 1 - x);
  const int top = std::max(1, 1 - y);
  const int right = std::min(a.width - 1, b.width - 1 - x);
  const int bottom = std::min(a.height - 1, b.height - 1 - y);
  for (int j0 = top; j0 + kBlock <= bottom; j0 += kBlock) {
    for (int i0 = left; i0 + kBlock <= right; i0 += kBlock) {
      Matrix2 products = Matrix2::Zero();
      Vector2 of_a = Vector2::Zero();
      Vector2 of_b = Vector2::Zero();
      for (int j = j0; j < j0 + kBlock; ++j) {
        for (int i = i0; i < i0 + kBlock; ++i) {
          const Vector2 first = gradient(a, i, j);
          const Vector2 second = gradient(b, i + x, j + y);
          products += first * second.transpose();
          of_a += first;
          of_b += second;
        }
      }
      constexpr double kSamples = kBlock * kBlock;
      sum += products - of_a * of_b.transpose() / kSamples;
      n += kSamples;
    }
  }
  TextureDirection found;
  if (n == 0) return found;
  const Matrix2 mean = (sum + sum.transpose()) / (2 * n);
  const Eigen::SelfAdjointEigenSolver<Matrix2> solved(mean);
  found.weak = solved.eigenvalues()(0);
  found.strong = solved.eigenvalues()(1);
  found.angle = std::atan2(solved.eigenvectors()(1, 1), solved.eigenvectors()(0, 1));
  found.weak_uncertainty = kNoiseOfGradient * noise_variance * std::sqrt(kAlike / n);
  return found;
}

}  // namespace etalon::imaging
