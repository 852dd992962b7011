// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/spline_surface.hpp"

#include "suite/core/contract.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::numerics {

namespace {

/// The four pieces of the uniform cubic B-spline at u in [0, 1], and their derivatives.
std::array<double, 4> pieces(double u, int derivative) {
  const double v = 1 - u;
  switch (derivative) {
    case 0:
      return {v * v * v / 6, (3 * u * u * u - 6 * u * u + 4) / 6,
              (3 * v * v * v - 6 * v * v + 4) / 6, u * u * u / 6};
    case 1:
      return {-v * v / 2, (3 * u * u - 4 * u) / 2, (4 * v - 3 * v * v) / 2, u * u / 2};
    default:
      return {v, 3 * u - 2, 3 * v - 2, u};
  }
}

/// Orthonormal over the samples, by rising roughness; the first is constant.
SurfaceMatrix modes_of(const SurfaceAxis& axis) {
  SurfaceMatrix rough = SurfaceMatrix::Zero();
  for (int i = 0; i + 1 < kSurfaceFunctions; ++i) {
    rough(i, i) += 1;
    rough(i + 1, i + 1) += 1;
    rough(i, i + 1) -= 1;
    rough(i + 1, i) -= 1;
  }
  return Eigen::GeneralizedSelfAdjointEigenSolver<SurfaceMatrix>(rough, axis.gram).eigenvectors();
}

}  // namespace

SurfaceVector surface_functions(const SurfaceAxis& axis, double x, int derivative) {
  const double width = static_cast<double>(axis.samples) / kSurfaceIntervals;
  const double t = (x + 0.5) / width;
  const int first = std::clamp(static_cast<int>(std::floor(t)), 0, kSurfaceIntervals - 1);
  const auto local = pieces(t - first, derivative);
  SurfaceVector all = SurfaceVector::Zero();
  for (int r = 0; r < 4; ++r) all(first + r) = local[static_cast<std::size_t>(r)];
  return all / std::pow(width, derivative);
}

SurfaceVector mean_functions(const SurfaceAxis& axis, int first, int last) {
  ETALON_EXPECTS(first < last);
  SurfaceVector sum = SurfaceVector::Zero();
  for (int x = first; x < last; ++x) sum += surface_functions(axis, x);
  return sum / (last - first);
}

SurfaceAxis surface_axis(int samples, int block) {
  ETALON_EXPECTS(block > 0);
  const int blocks = (samples + block - 1) / block;
  ETALON_EXPECTS(blocks >= kSurfaceFunctions);
  SurfaceAxis axis;
  axis.samples = samples;
  axis.counts.resize(blocks);
  axis.basis.resize(blocks, kSurfaceFunctions);
  for (int k = 0; k < blocks; ++k) {
    const int last = std::min(samples, (k + 1) * block);
    axis.counts(k) = last - k * block;
    axis.basis.row(k) = mean_functions(axis, k * block, last).transpose();
  }
  const Eigen::MatrixXd weighted = axis.counts.asDiagonal() * axis.basis;
  const SurfaceMatrix normal = axis.basis.transpose() * weighted;
  axis.solver = Eigen::LLT<SurfaceMatrix>(normal).solve(weighted.transpose());
  axis.products.assign(static_cast<std::size_t>(blocks), SurfaceMatrix::Zero());
  axis.gram.setZero();
  for (int x = 0; x < samples; ++x) {
    const SurfaceVector f = surface_functions(axis, x);
    axis.products[static_cast<std::size_t>(x / block)] += f * f.transpose();
  }
  for (int k = 0; k < blocks; ++k) {
    SurfaceMatrix& products = axis.products[static_cast<std::size_t>(k)];
    axis.gram += products / samples;
    products /= axis.counts(k);
  }
  for (int k = 0; k < kSurfaceLattice; ++k) {
    const double place = static_cast<double>(samples - 1) * k / (kSurfaceLattice - 1);
    axis.lattice.row(k) = surface_functions(axis, place).transpose();
  }
  return axis;
}

SurfaceMatrix fit_surface(const SurfaceGrid& grid, const Eigen::MatrixXd& block_means) {
  return grid.y.solver * block_means * grid.x.solver.transpose();
}

Eigen::MatrixXd surface_block_means(const SurfaceGrid& grid, const SurfaceMatrix& surface) {
  return grid.y.basis * surface * grid.x.basis.transpose();
}

Eigen::MatrixXd surface_block_variances(const SurfaceGrid& grid, const SurfaceMatrix& surface) {
  const Eigen::MatrixXd means = surface_block_means(grid, surface);
  Eigen::MatrixXd variances(means.rows(), means.cols());
  for (Eigen::Index i = 0; i < means.cols(); ++i) {
    const SurfaceMatrix along =
        surface * grid.x.products[static_cast<std::size_t>(i)] * surface.transpose();
    for (Eigen::Index j = 0; j < means.rows(); ++j) {
      const double n = grid.x.counts(i) * grid.y.counts(j);
      const double square = grid.y.products[static_cast<std::size_t>(j)].cwiseProduct(along).sum();
      const double scatter = square - means(j, i) * means(j, i);
      variances(j, i) = n > 1 ? std::max(0.0, scatter) * n / (n - 1) : 0;
    }
  }
  return variances;
}

SurfaceCovariance surface_covariance(const SurfaceGrid& grid,
                                     const Eigen::MatrixXd& block_variances) {
  SurfaceCovariance covariance = SurfaceCovariance::Zero();
  for (Eigen::Index row = 0; row < block_variances.rows(); ++row) {
    const SurfaceMatrix along =
        grid.x.solver * block_variances.row(row).asDiagonal() * grid.x.solver.transpose();
    const SurfaceVector across = grid.y.solver.col(row);
    for (int a = 0; a < kSurfaceFunctions; ++a) {
      for (int b = 0; b < kSurfaceFunctions; ++b) {
        covariance.block<kSurfaceFunctions, kSurfaceFunctions>(
            kSurfaceFunctions * a, kSurfaceFunctions * b) += across(a) * across(b) * along;
      }
    }
  }
  return covariance;
}

namespace {

/// A place with the value, slopes and curvatures there.
struct Local {
  double x, y, value, dx, dy, dxx, dyy, dxy;
};

Local local(const SurfaceGrid& grid, const SurfaceMatrix& surface, double x, double y) {
  const auto fx = [&](int d) { return surface_functions(grid.x, x, d); };
  const auto fy = [&](int d) { return surface_functions(grid.y, y, d); };
  const SurfaceVector plain = surface * fx(0);
  const SurfaceVector sloped = surface * fx(1);
  const SurfaceVector y0 = fy(0);
  const SurfaceVector y1 = fy(1);
  return {x,
          y,
          y0.dot(plain),
          y0.dot(sloped),
          y1.dot(plain),
          y0.dot(surface * fx(2)),
          fy(2).dot(plain),
          y1.dot(sloped)};
}

/// Newton's step; along a single axis where the other one is held by the border. {0, 0} where the
/// surface does not bend down.
std::array<double, 2> step_up(const Local& p, bool hold_x, bool hold_y) {
  if (hold_x && hold_y) return {0, 0};
  if (hold_x) return {0, p.dyy < 0 ? -p.dy / p.dyy : 0};
  if (hold_y) return {p.dxx < 0 ? -p.dx / p.dxx : 0, 0};
  const double determinant = p.dxx * p.dyy - p.dxy * p.dxy;
  if (!(determinant > 0) || p.dxx >= 0) return {0, 0};
  return {(p.dxy * p.dy - p.dyy * p.dx) / determinant, (p.dxy * p.dx - p.dxx * p.dy) / determinant};
}

bool held(double place, double last, double slope) {
  return (place <= 0 && slope <= 0) || (place >= last && slope >= 0);
}

}  // namespace

SurfacePoint surface_maximum(const SurfaceGrid& grid, const SurfaceMatrix& surface) {
  const Eigen::Matrix<double, kSurfaceLattice, kSurfaceLattice> lattice =
      grid.y.lattice * surface * grid.x.lattice.transpose();
  Eigen::Index row = 0;
  Eigen::Index column = 0;
  lattice.maxCoeff(&row, &column);
  const double last_x = grid.x.samples - 1;
  const double last_y = grid.y.samples - 1;
  Local best = local(grid, surface, last_x * static_cast<double>(column) / (kSurfaceLattice - 1),
                     last_y * static_cast<double>(row) / (kSurfaceLattice - 1));
  double damping = 1;
  for (int turn = 0; turn < 20 && damping > 0.01; ++turn) {
    const auto step = step_up(best, held(best.x, last_x, best.dx), held(best.y, last_y, best.dy));
    const double x = std::clamp(best.x + damping * step[0], 0.0, last_x);
    const double y = std::clamp(best.y + damping * step[1], 0.0, last_y);
    if (std::abs(x - best.x) + std::abs(y - best.y) < 1e-7) break;
    const Local next = local(grid, surface, x, y);
    if (next.value >= best.value) {
      best = next;
    } else {
      damping /= 2;
    }
  }
  return {best.x, best.y, best.value};
}

SurfacePoint surface_minimum(const SurfaceGrid& grid, const SurfaceMatrix& surface) {
  SurfacePoint lowest = surface_maximum(grid, -surface);
  lowest.value = -lowest.value;
  return lowest;
}

namespace {

/// Standard deviation of the amplitude of each mode of one axis for samples of unit noise.
SurfaceVector mode_noise(const SurfaceAxis& axis, const SurfaceMatrix& modes) {
  const Eigen::MatrixXd weights = modes.transpose() * axis.gram * axis.solver;
  return (weights.cwiseAbs2() * axis.counts.cwiseInverse()).cwiseSqrt();
}

}  // namespace

SurfaceMatrix significant_part(const SurfaceGrid& grid, const SurfaceMatrix& surface, double sigma,
                               double threshold) {
  const SurfaceMatrix across = modes_of(grid.y);
  const SurfaceMatrix along = modes_of(grid.x);
  SurfaceMatrix amplitudes = across.transpose() * grid.y.gram * surface * grid.x.gram * along;
  const SurfaceMatrix noise =
      sigma * mode_noise(grid.y, across) * mode_noise(grid.x, along).transpose();
  for (Eigen::Index k = 1; k < amplitudes.size(); ++k) {
    double& amplitude = amplitudes.data()[k];
    if (std::abs(amplitude) < threshold * noise.data()[k]) amplitude = 0;
  }
  return across * amplitudes * along.transpose();
}

}  // namespace etalon::numerics
