// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/zernike.hpp"

#include "suite/core/contract.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdlib>

namespace etalon::hardware {
namespace {

double factorial(int k) { return std::tgamma(k + 1.0); }

}  // namespace

DiscPolynomial zernike(int index) {
  ETALON_EXPECTS(index >= 0);
  int n = 0;
  while ((n + 1) * (n + 2) / 2 <= index) ++n;
  const int m = 2 * index - n * (n + 2);
  const int half_sum = (n + std::abs(m)) / 2;
  const int half_difference = (n - std::abs(m)) / 2;
  const double norm = std::sqrt(m == 0 ? n + 1.0 : 2.0 * (n + 1));
  DiscPolynomial polynomial{m, {}};
  for (int k = half_difference; k >= 0; --k) {
    const double size = factorial(n - k) /
                        (factorial(k) * factorial(half_sum - k) * factorial(half_difference - k));
    polynomial.coefficients.push_back(norm * (k % 2 == 0 ? size : -size));
  }
  return polynomial;
}

double value_at(const DiscPolynomial& polynomial, double x, double y) {
  const double rho_squared = x * x + y * y;
  double radial = 0;
  for (std::size_t k = polynomial.coefficients.size(); k-- > 0;) {
    radial = radial * rho_squared + polynomial.coefficients[k];
  }
  std::complex<double> power = 1;  // rho^|m| (cos + i sin)(|m| phi)
  for (int k = 0; k < std::abs(polynomial.m); ++k) {
    power = {power.real() * x - power.imag() * y, power.real() * y + power.imag() * x};
  }
  return radial * (polynomial.m < 0 ? power.imag() : power.real());
}

}  // namespace etalon::hardware
