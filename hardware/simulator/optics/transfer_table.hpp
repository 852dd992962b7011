// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/transfer.hpp"

#include <array>
#include <complex>
#include <vector>

namespace etalon::hardware {

/// A transfer function is kept in two parts. Every one has a cusp at zero frequency that does not
/// depend on aberrations, and ends like a power 3/2; both are in a part without azimuth, real, read
/// over t = sqrt(f/cutoff) by cubics. What is left is smooth and read from a grid; lenses without
/// azimuth have none.
struct Transfer::Table {
  double cutoff_per_um = 0;
  std::vector<std::array<double, 4>> radial;  ///< by interval of t, coefficients of its part

  /// Rows fy = -1 ... half, columns fx = -half ... half, in cells; the other half plane follows
  /// from T(-f) = T*(f).
  int half = 0;
  double cells_um = 0;  ///< cells per 1/um
  std::vector<std::complex<float>> rest;

  double shift_x_um = 0;
  double shift_y_um = 0;
};

/// The part without azimuth from its values at t = k/(values - 1).
std::vector<std::array<double, 4>> cubics_through(const std::vector<double>& values);

double radial_at(const Transfer::Table& table, double f_per_um);
std::complex<double> rest_at(const Transfer::Table& table, double fx_per_um, double fy_per_um);

/// Weighted sum, weights to add up to 1; shifts are those of the first.
Transfer::Table sum_of(const std::vector<Transfer::Table>& tables,
                       const std::vector<double>& weights);

}  // namespace etalon::hardware
