// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/numerics/bead_patch.hpp"

#include <array>

namespace etalon::numerics {

/// Variance of a sample with the expected value background + s: constant + per_signal s.
struct BeadVariance {
  double constant = 1;
  double per_signal = 0;
};

/// Weighted moments of a Gaussian g about its centre over a box, in coordinates u = d/scale, with
/// w = 1/variance and r = value - model. Every derivative of the model is g times a polynomial of
/// degree two in u, so these sums are the whole of Fisher's matrix and of the gradient.
struct BeadMoments {
  /// Exponents (i, j, k) of u, v, w at 25 k + 5 j + i.
  static constexpr std::size_t at(int i, int j, int k) {
    return static_cast<std::size_t>(25 * k + 5 * j + i);
  }
  std::array<double, 125> wgg{};  ///< to degree 4
  std::array<double, 125> wg{};   ///< to degree 2
  std::array<double, 125> rwg{};  ///< to degree 2
  double w = 0;
  double rw = 0;
  double rrw = 0;
  Eigen::Vector3d scale = Eigen::Vector3d::Ones();
};

/// Cost: about 14 multiply-adds a sample, four samples at a time, and some hundred exponentials.
BeadMoments bead_moments(const BeadPatch& patch, const BeadBox& box, const GaussianBead& bead,
                         const BeadVariance& variance);

/// The moment rrw alone: the weighted sum of the squared residuals, at a third of the cost.
double bead_chi2(const BeadPatch& patch, const BeadBox& box, const GaussianBead& bead,
                 const BeadVariance& variance);

}  // namespace etalon::numerics
