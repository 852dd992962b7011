// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

namespace etalon::numerics {

/// Nodes and weights of the n-point Gauss-Legendre rule on [-1, 1] (zeros of P_n by Newton's
/// method).
std::vector<std::pair<double, double>> gauss_legendre(int n);

}  // namespace etalon::numerics
