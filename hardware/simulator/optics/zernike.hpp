// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::hardware {

/// A polynomial over the unit disc, rho^|m| cos(m phi) or, for m < 0, rho^|m| sin(|m| phi), times
/// the sum of coefficients[k] rho^(2 k). phi runs from x to y.
struct DiscPolynomial {
  int m = 0;
  std::vector<double> coefficients;
};

/// Zernike polynomial by its OSA/ANSI index j = (n (n + 2) + m)/2 (ISO 24157:2008), at least 0,
/// normalised so that its mean square over the disc is 1.
DiscPolynomial zernike(int index);

double value_at(const DiscPolynomial& polynomial, double x, double y);

}  // namespace etalon::hardware
