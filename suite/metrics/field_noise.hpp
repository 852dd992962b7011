// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/field_blocks.hpp"
#include "suite/numerics/spline_surface.hpp"

#include <Eigen/Core>

#include <cstddef>

namespace etalon::metrics {

/// What is known of the recorded values besides the blocks themselves.
struct FieldInputs {
  double dark_level_uncertainty = 0;  ///< DN
  double step = 0;                    ///< DN between neighbouring recorded values; 0 for floats
  std::size_t frames = 1;             ///< behind the mean
};

/// Variance of a sample of the mean frame; also the rounding where pixels hardly differ: it is then
/// the same for a whole block and no mean takes it away.
Eigen::MatrixXd sample_variance(const FieldBlocks& blocks, const Eigen::MatrixXd& of_surface,
                                const FieldInputs& inputs);

/// What the residuals of the fit hold beyond noise.
struct Structure {
  double single = 0;      ///< variance per sample seen in single blocks beyond noise
  double equivalent = 0;  ///< of independent noise with the same effect on the surface
};

/// `noise`: variance of a sample. Significant by an F test at 1 % for single blocks or groups.
Structure structure_of(const numerics::SurfaceGrid& grid, const Eigen::MatrixXd& residuals,
                       const FieldBlocks& blocks, double noise);

}  // namespace etalon::metrics
