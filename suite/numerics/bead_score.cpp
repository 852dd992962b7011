// SPDX-License-Identifier: Apache-2.0
// From moments to Fisher's matrix (declared in bead_fit.hpp).
#include "suite/numerics/bead_fit.hpp"

#include <Eigen/LU>

#include <array>

namespace etalon::numerics {
namespace {

/// Monomials of degree 0 to 2 in u.
constexpr std::array<std::array<int, 3>, 10> kMonomials{{{0, 0, 0},
                                                         {1, 0, 0},
                                                         {0, 1, 0},
                                                         {0, 0, 1},
                                                         {2, 0, 0},
                                                         {0, 2, 0},
                                                         {0, 0, 2},
                                                         {1, 1, 0},
                                                         {1, 0, 1},
                                                         {0, 1, 1}}};
constexpr std::array<std::array<int, 2>, 6> kPairs{
    {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};

using Polynomials = Eigen::Matrix<double, kBeadParameters, 10>;

/// Column of u_a u_b.
int column_of(int a, int b) {
  if (a == b) return 4 + a;
  return 6 + a + b;
}

/// Derivative of the model by each parameter but the background, over g.
Polynomials derivatives(const GaussianBead& bead, const Eigen::Vector3d& scale) {
  // (S^-1 d)_a = sum_b k(a, b) u_b
  const Eigen::Matrix3d k = bead.spread.inverse() * scale.asDiagonal();
  Polynomials p = Polynomials::Zero();
  p(kAmplitude, 0) = 1;
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) p(kX + a, 1 + b) = bead.amplitude * k(a, b);
  }
  for (std::size_t s = 0; s < kPairs.size(); ++s) {
    const auto [a, b] = kPairs[s];
    const double factor = bead.amplitude * (a == b ? 0.5 : 1);
    for (int c = 0; c < 3; ++c) {
      for (int d = 0; d < 3; ++d)
        p(kSxx + static_cast<int>(s), column_of(c, d)) += factor * k(a, c) * k(b, d);
    }
  }
  return p;
}

}  // namespace

BeadScore bead_score(const BeadPatch& patch, const BeadBox& box, const BeadVariance& variance,
                     const GaussianBead& bead) {
  const BeadMoments moments = bead_moments(patch, box, bead, variance);
  Eigen::Matrix<double, 10, 10> products;
  Eigen::Matrix<double, 10, 1> weights;
  Eigen::Matrix<double, 10, 1> residuals;
  for (int m = 0; m < 10; ++m) {
    const auto& a = kMonomials[static_cast<std::size_t>(m)];
    weights(m) = moments.wg[BeadMoments::at(a[0], a[1], a[2])];
    residuals(m) = moments.rwg[BeadMoments::at(a[0], a[1], a[2])];
    for (int n = 0; n < 10; ++n) {
      const auto& b = kMonomials[static_cast<std::size_t>(n)];
      products(m, n) = moments.wgg[BeadMoments::at(a[0] + b[0], a[1] + b[1], a[2] + b[2])];
    }
  }
  const Polynomials p = derivatives(bead, moments.scale);
  BeadScore score;
  // Small products: no detour through blocks of a cache.
  const Polynomials weighted = p.lazyProduct(products);
  score.fisher = weighted.lazyProduct(p.transpose());
  score.fisher.col(kBackground) = p * weights;
  score.fisher.row(kBackground) = score.fisher.col(kBackground).transpose();
  score.fisher(kBackground, kBackground) = moments.w;
  score.gradient = p * residuals;
  score.gradient(kBackground) = moments.rw;
  score.chi2 = moments.rrw;
  score.signal2 = bead.amplitude * bead.amplitude * moments.wgg[0];
  score.weight = moments.w;
  score.samples = box.samples();
  return score;
}

}  // namespace etalon::numerics
