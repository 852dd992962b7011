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

using Matrix6 = Eigen::Matrix<double, 6, 6>;
using Moments = Eigen::Matrix<double, 10, 10>;

/// Where the product of two monomials is among the moments.
constexpr auto kProducts = [] {
  std::array<std::array<std::size_t, 10>, 10> at{};
  for (std::size_t m = 0; m < 10; ++m) {
    for (std::size_t n = 0; n < 10; ++n) {
      const auto& a = kMonomials[m];
      const auto& b = kMonomials[n];
      at[m][n] = BeadMoments::at(a[0] + b[0], a[1] + b[1], a[2] + b[2]);
    }
  }
  return at;
}();

/// Column of u_a u_b among the monomials of degree 2.
int column_of(int a, int b) {
  if (a == b) return a;
  return 2 + a + b;
}

/// Derivatives of the model over g, as polynomials in u: by the place those of degree 1, by the
/// spread those of degree 2. (By the amplitude it is 1.)
struct Derivatives {
  Eigen::Matrix3d place;
  Matrix6 spread = Matrix6::Zero();
};

Derivatives derivatives(const GaussianBead& bead, const Eigen::Vector3d& scale) {
  // (S^-1 d)_a = sum_b k(a, b) u_b
  const Eigen::Matrix3d k = bead.spread.inverse() * scale.asDiagonal();
  Derivatives p;
  p.place = bead.amplitude * k;
  for (int s = 0; s < 6; ++s) {
    const auto [a, b] = kPairs[static_cast<std::size_t>(s)];
    const double factor = bead.amplitude * (a == b ? 0.5 : 1);
    for (int c = 0; c < 3; ++c) {
      for (int d = 0; d < 3; ++d) p.spread(s, column_of(c, d)) += factor * k(a, c) * k(b, d);
    }
  }
  return p;
}

Moments products_of(const BeadMoments& moments) {
  Moments products;
  for (int m = 0; m < 10; ++m) {
    for (int n = 0; n < 10; ++n)
      products(m, n) =
          moments.wgg[kProducts[static_cast<std::size_t>(m)][static_cast<std::size_t>(n)]];
  }
  return products;
}

/// Sums over the derivatives of each parameter but the background, from those over monomials.
void by_parameter(const Derivatives& p, const std::array<double, 125>& sums,
                  Eigen::Matrix<double, kBeadParameters, 1>& result) {
  Eigen::Matrix<double, 10, 1> monomials;
  for (int m = 0; m < 10; ++m) monomials(m) = sums[kProducts[static_cast<std::size_t>(m)][0]];
  result.segment<3>(kX) = p.place * monomials.segment<3>(1);
  result(kAmplitude) = monomials(0);
  result.segment<6>(kSxx) = p.spread * monomials.segment<6>(4);
}

}  // namespace

BeadScore bead_score(const BeadPatch& patch, const BeadBox& box, const BeadVariance& variance,
                     const GaussianBead& bead) {
  const BeadMoments moments = bead_moments(patch, box, bead, variance);
  const Moments m = products_of(moments);
  const Derivatives p = derivatives(bead, moments.scale);
  BeadScore score;
  auto& f = score.fisher;
  // Small products: no detour through blocks of a cache.
  const Eigen::Matrix3d place = p.place.lazyProduct(m.block<3, 3>(1, 1));
  const Eigen::Matrix<double, 6, 3> mixed = p.spread.lazyProduct(m.block<6, 3>(4, 1));
  const Matrix6 spread = p.spread.lazyProduct(m.block<6, 6>(4, 4));
  f.block<3, 3>(kX, kX) = place.lazyProduct(p.place.transpose());
  f.block<6, 3>(kSxx, kX) = mixed.lazyProduct(p.place.transpose());
  f.block<6, 6>(kSxx, kSxx) = spread.lazyProduct(p.spread.transpose());
  f.block<1, 3>(kAmplitude, kX) = (p.place * m.block<3, 1>(1, 0)).transpose();
  f.block<6, 1>(kSxx, kAmplitude) = p.spread * m.block<6, 1>(4, 0);
  f(kAmplitude, kAmplitude) = m(0, 0);
  f.block<3, 6>(kX, kSxx) = f.block<6, 3>(kSxx, kX).transpose();
  f.block<3, 1>(kX, kAmplitude) = f.block<1, 3>(kAmplitude, kX).transpose();
  f.block<1, 6>(kAmplitude, kSxx) = f.block<6, 1>(kSxx, kAmplitude).transpose();
  Eigen::Matrix<double, kBeadParameters, 1> weights;
  by_parameter(p, moments.wg, weights);
  by_parameter(p, moments.rwg, score.gradient);
  weights(kBackground) = moments.w;
  f.col(kBackground) = weights;
  f.row(kBackground) = weights.transpose();
  score.gradient(kBackground) = moments.rw;
  score.chi2 = moments.rrw;
  score.signal2 = bead.amplitude * bead.amplitude * moments.wgg[0];
  score.weight = moments.w;
  score.samples = box.samples();
  return score;
}

}  // namespace etalon::numerics
