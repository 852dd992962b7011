// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include <vector>

namespace etalon::numerics {

/// A value at a place of the field, with the standard uncertainty of its own noise. Places in units
/// of half the field: -1 ... 1 either way.
struct PlacedReading {
  double u = 0;
  double v = 0;
  double value = 0;
  double noise = 0;
};

/// Functions of a smooth surface: products of Legendre polynomials P_i(u) P_j(v), i + j <= 6.
inline constexpr int kFieldFunctions = 28;
using FieldVector = Eigen::Matrix<double, kFieldFunctions, 1>;
using FieldMatrix = Eigen::Matrix<double, kFieldFunctions, kFieldFunctions>;

FieldVector field_functions(double u, double v);

struct SmoothField {
  FieldVector coefficients = FieldVector::Zero();
  FieldMatrix covariance = FieldMatrix::Zero();
  double scatter = 0;  ///< of the readings about the surface, beyond their noise
  double degrees_of_freedom = 1;

  /// weights . coefficients, as at a place (field_functions) or for a mean of places.
  double value(const FieldVector& weights) const { return weights.dot(coefficients); }
  double uncertainty(const FieldVector& weights) const;
};

/// A smooth surface through scattered readings, without an order that must be chosen: coefficients
/// of degree d >= 1 have the prior N(0, (s q_d)^2), q = 1, 1, 0.5, 0.5, 0.2, 0.2; the level is
/// free. s and the scatter of the readings beyond their noise run over logarithmic grids (1/32 ...
/// 4 and 0, 1/128 ... 1 of the range of the readings) and are weighed by the marginal likelihood;
/// mean and covariance are those of the mixture (Bayesian model averaging; Hoeting et al. 1999). So
/// an even field costs little more than a mean, and where the readings do not reach the uncertainty
/// grows. degrees_of_freedom: readings less the effective number of coefficients.
///
/// At least two readings, with noise above zero. Deterministic; 2 ms.
SmoothField fit_smooth_field(const std::vector<PlacedReading>& readings);

}  // namespace etalon::numerics
