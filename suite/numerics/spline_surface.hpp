// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include <vector>

namespace etalon::numerics {

/// A smooth surface over a rectangle of samples: the tensor product of cubic B-splines with 4 x 4
/// equal intervals (de Boor, A Practical Guide to Splines, XVII), fitted to means of blocks.
///
/// Sample centres lie at integers, so an axis of n samples reaches from -1/2 to n - 1/2. A block is
/// fitted with the mean of the surface over its sample centres, not with the surface at its centre,
/// and weighs as many samples as it has: with blocks that tile the rectangle the result is the same
/// whatever is left over at the borders. Everything is separable, so a fit costs two small
/// products.

inline constexpr int kSurfaceIntervals = 4;
inline constexpr int kSurfaceFunctions = kSurfaceIntervals + 3;  ///< per axis
inline constexpr int kSurfaceCoefficients = kSurfaceFunctions * kSurfaceFunctions;
inline constexpr int kSurfaceLattice =
    17;  ///< places per axis where an extreme is looked for first

using SurfaceVector = Eigen::Matrix<double, kSurfaceFunctions, 1>;
/// Coefficients of a surface (rows: functions of y, columns: of x), or products of one axis.
using SurfaceMatrix = Eigen::Matrix<double, kSurfaceFunctions, kSurfaceFunctions>;
/// Of all coefficients, that of functions (j, i) at 7 j + i.
using SurfaceCovariance = Eigen::Matrix<double, kSurfaceCoefficients, kSurfaceCoefficients>;

struct SurfaceAxis {
  int samples = 0;
  Eigen::VectorXd counts;               ///< samples in each block; the last one may be shorter
  Eigen::MatrixXd basis;                ///< block x function: mean over the block
  Eigen::MatrixXd solver;               ///< function x block: the weighted least-squares fit
  std::vector<SurfaceMatrix> products;  ///< means of products of two functions over each block
  SurfaceMatrix gram;                   ///< the same over all samples
  Eigen::Matrix<double, kSurfaceLattice, kSurfaceFunctions> lattice;
};

struct SurfaceGrid {
  SurfaceAxis x;
  SurfaceAxis y;
};

/// At least 7 blocks, or the fit is not unique.
SurfaceAxis surface_axis(int samples, int block);

/// The functions (or their derivatives of order 1 or 2, per sample) at x.
SurfaceVector surface_functions(const SurfaceAxis& axis, double x, int derivative = 0);

/// Mean of the functions over the sample centres first ... last - 1.
SurfaceVector mean_functions(const SurfaceAxis& axis, int first, int last);

SurfaceMatrix fit_surface(const SurfaceGrid& grid, const Eigen::MatrixXd& block_means);
Eigen::MatrixXd surface_block_means(const SurfaceGrid& grid, const SurfaceMatrix& surface);
/// Variance (n - 1) of the surface over the sample centres of each block.
Eigen::MatrixXd surface_block_variances(const SurfaceGrid& grid, const SurfaceMatrix& surface);

/// Covariance of the fitted coefficients when the block means have these (independent) variances.
SurfaceCovariance surface_covariance(const SurfaceGrid& grid,
                                     const Eigen::MatrixXd& block_variances);

struct SurfacePoint {
  double x = 0;
  double y = 0;
  double value = 0;
};

/// Highest place between the outermost sample centres: the best of a lattice, then Newton steps
/// that stop at the border. The highest sample is lower by less than an eighth of the curvature.
SurfacePoint surface_maximum(const SurfaceGrid& grid, const SurfaceMatrix& surface);
SurfacePoint surface_minimum(const SurfaceGrid& grid, const SurfaceMatrix& surface);

/// What of a fitted surface stands out of its noise. The surface is taken apart into 49 orthonormal
/// modes from even to rough, symmetric or antisymmetric about the middle of each axis; modes below
/// `threshold` of their standard deviations are left out, the mean is kept. `sigma`: of one sample;
/// samples are independent.
SurfaceMatrix significant_part(const SurfaceGrid& grid, const SurfaceMatrix& surface, double sigma,
                               double threshold);

}  // namespace etalon::numerics
