// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_noise.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using numerics::SurfaceGrid;

constexpr Index kFewestGroups = 8;          // along a side: fewer than two an interval say nothing
constexpr double kSmallestResidual = 1e-7;  // of the mean: single precision

/// Variance by signal: a straight line through the blocks, as photons make it (EMVA 1288), is known
/// far better than the scatter within a single block. Where it falls below zero, blocks keep
/// theirs.
MatrixXd line_through(const MatrixXd& variance, const MatrixXd& signal) {
  const auto centred = (signal.array() - signal.mean()).matrix();
  const double spread = centred.squaredNorm();
  const double slope = spread > 0 ? centred.cwiseProduct(variance).sum() / spread : 0;
  MatrixXd line = (variance.mean() + slope * centred.array()).matrix();
  for (Index k = 0; k < line.size(); ++k) {
    if (line.data()[k] <= 0) line.data()[k] = variance.data()[k];
  }
  return line;
}

/// What the fit takes from means over groups of k blocks along one axis: the trace of its hat
/// matrix behind the averaging.
double fitted_part(const numerics::SurfaceAxis& axis, Index k) {
  const MatrixXd hat = axis.basis * axis.solver;
  double trace = 0;
  for (Index i = 0; i < hat.rows(); i += k) {
    const Index n = std::min(k, hat.rows() - i);
    const auto counts = axis.counts.segment(i, n);
    trace += (hat.block(i, i, n, n).transpose() * counts).sum() / counts.sum();
  }
  return trace;
}

/// Variance of single samples that independent noise would need to explain the residuals, taken as
/// means over groups of k x k blocks; and its degrees of freedom.
struct GroupedVariance {
  double value = 0;
  double freedom = 0;
};

GroupedVariance grouped_variance(const SurfaceGrid& grid, const MatrixXd& residuals,
                                 const MatrixXd& counts, Index k) {
  const Index down = (residuals.rows() + k - 1) / k;
  const Index across = (residuals.cols() + k - 1) / k;
  double sum = 0;
  for (Index j = 0; j < residuals.rows(); j += k) {
    for (Index i = 0; i < residuals.cols(); i += k) {
      const Index rows = std::min(k, residuals.rows() - j);
      const Index columns = std::min(k, residuals.cols() - i);
      const auto n = counts.block(j, i, rows, columns);
      const double weighted = residuals.block(j, i, rows, columns).cwiseProduct(n).sum();
      sum += weighted * weighted / n.sum();
    }
  }
  const double freedom =
      static_cast<double>(down * across) - fitted_part(grid.x, k) * fitted_part(grid.y, k);
  return {sum / freedom, freedom};
}

/// 99 % quantile of F(freedom, infinity): Wilson and Hilferty's approximation of chi-squared.
double largest_by_chance(double freedom) {
  const double v = 2 / (9 * freedom);
  return std::pow(1 - v + 2.326 * std::sqrt(v), 3);
}

}  // namespace

Eigen::MatrixXd sample_variance(const FieldBlocks& blocks, const Eigen::MatrixXd& of_surface,
                                const FieldInputs& inputs) {
  Eigen::MatrixXd variance = line_through(blocks.variance - of_surface, blocks.mean);
  const double frames = static_cast<double>(inputs.frames);
  const double rounding = inputs.step * inputs.step / 12;
  for (Eigen::Index k = 0; k < variance.size(); ++k) {
    double& v = variance.data()[k];
    if (v * frames < 3 * rounding) v = std::max(v, rounding * blocks.count.data()[k]);
    const double least = kSmallestResidual * blocks.mean.data()[k];
    v = std::max(v, least * least);
  }
  return variance;
}

Structure structure_of(const numerics::SurfaceGrid& grid, const Eigen::MatrixXd& residuals,
                       const FieldBlocks& blocks, double noise) {
  Structure found;
  for (const Eigen::Index k : {1, 2, 4}) {
    if (k > 1 && std::min(residuals.rows(), residuals.cols()) < kFewestGroups * k) continue;
    const auto [variance, freedom] = grouped_variance(grid, residuals, blocks.count, k);
    if (variance < noise * largest_by_chance(freedom)) continue;
    if (k == 1) found.single = variance - noise;
    found.equivalent = std::max(found.equivalent, variance - noise);
  }
  return found;
}

}  // namespace etalon::metrics
