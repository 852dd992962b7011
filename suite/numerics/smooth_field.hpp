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
/// free. To it comes a bowl, a r^2 + b r^4 with r^2 = u^2 + (aspect v)^2 and a, b ~ N(0, (2
/// range)^2), or none: fields of lenses are curved about their axis, and 26 coefficients that are
/// nearly zero would hold those few down. s, the scatter of the readings beyond their noise (1/32
/// ... 4 and 0, 1/128 ... 1 of the range of the readings) and the bowl are weighed by the marginal
/// likelihood; mean and covariance are those of the mixture (Bayesian model averaging; Hoeting et
/// al. 1999). So an even field costs little more than a mean, and where the readings do not reach
/// the uncertainty grows. degrees_of_freedom: readings less the effective number of coefficients.
///
/// `aspect`: height of the field over its width. At least two readings, with noise above zero.
/// Deterministic; 4 ms.
SmoothField fit_smooth_field(const std::vector<PlacedReading>& readings, double aspect = 1);

}  // namespace etalon::numerics
