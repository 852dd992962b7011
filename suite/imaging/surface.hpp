// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

namespace etalon::imaging {

/// A polynomial in x and y of total order up to 4, in coordinates that run from -1 to 1 over the
/// image: slow changes of light or phase over the field.
struct Surface {
  double centre_x = 0;
  double centre_y = 0;
  double half_width = 1;
  double half_height = 1;
  int order = 0;
  std::vector<double> coefficients;  ///< of X^i Y^j, j fastest, i + j <= order

  /// The surface along one row, as a polynomial in X.
  struct Row {
    std::array<double, 5> coefficients{};
    double centre = 0;
    double half_width = 1;
    double at(double x) const;
    double slope(double x) const;  ///< per sample
  };
  Row row(double y) const;
  double at(double x, double y) const { return row(y).at(x); }
};

struct SurfacePoint {
  double x = 0;
  double y = 0;
  double value = 0;
  double weight = 1;
};

/// Least squares with Tukey's weights against outliers, which are more than 1e-4 off in any case.
/// Terms of order 2 and more that the points do not determine (all in one corner) stay near 0.
/// Without points it is 0 everywhere.
Surface fit_surface(const std::vector<SurfacePoint>& points, int order, int width, int height);

}  // namespace etalon::imaging
