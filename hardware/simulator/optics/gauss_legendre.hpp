// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::hardware {

/// Nodes and weights of a quadrature over 0 ... 1.
struct Rule {
  std::vector<double> place;
  std::vector<double> weight;
};

/// Gauss's rule with n nodes: exact for polynomials up to degree 2 n - 1.
Rule gauss_legendre(int n);

/// The same after (1 - cos(pi t))/2: for integrands that begin and end like a square root.
Rule for_square_roots(int n);

}  // namespace etalon::hardware
