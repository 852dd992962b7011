// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

namespace etalon::numerics {

/// A mark of a lattice: column i, row j, and where it is.
struct LatticeMark {
  int i = 0;
  int j = 0;
  double x = 0;
  double y = 0;
};

/// Steps of the lattice: from a column to the next (xi, yi), from a row to the next (xj, yj).
struct LatticeSteps {
  double xi = 0;
  double yi = 0;
  double xj = 0;
  double yj = 0;
};

/// Covariance of (xi, xj) and of (yi, yj) from one source of errors.
struct LatticeCovariance {
  struct Pair {
    double ii = 0;
    double ij = 0;
    double jj = 0;
  };
  Pair x;
  Pair y;
  double degrees_of_freedom = 0;
};

/// Places of numbered marks in the plane, fitted by an affine map of their numbers.
struct LatticeFit {
  bool determined = false;  ///< at least three columns and three rows, nine marks
  LatticeSteps steps;
  LatticeCovariance marks;    ///< errors of single marks
  LatticeCovariance columns;  ///< ... that all marks of a column share
  LatticeCovariance rows;
  double scatter = 0;  ///< standard deviation of single marks, per coordinate
  /// A map of third order fits significantly better: the steps change over the field.
  bool bent = false;
  std::array<double, 10> cubic_x{};  ///< x and y as functions of the numbers, see steps_at
  std::array<double, 10> cubic_y{};
  double middle_i = 0;
  double middle_j = 0;
  double half_i = 1;
  double half_j = 1;
  std::vector<double> residuals_x;  ///< from the affine map, in the order of the marks
  std::vector<double> residuals_y;
  std::vector<bool> used;  ///< false: further than five robust standard deviations off

  /// By the map of third order, where it is significant.
  LatticeSteps steps_at(double i, double j) const;
};

/// Least squares, all marks alike. Errors of three kinds are told apart by an analysis of variance
/// of the residuals (Searle, Casella, McCulloch, Variance Components, ch. 4): of single marks, of
/// whole columns and of whole rows, as writers of gratings and scanning stages make them; the
/// covariance of each is propagated by itself. With a significant term of second or third order
/// (1 in 100 over all of them, Student's t with Bonferroni's correction; at least 8 columns, 8 rows
/// and 40 marks) residuals are those of the map of third order. `steps` are always those of the
/// affine map: their mean over the field.
LatticeFit fit_lattice(const std::vector<LatticeMark>& marks);

}  // namespace etalon::numerics
