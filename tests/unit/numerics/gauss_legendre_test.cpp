// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/gauss_legendre.hpp"

#include "tests/support/catch.hpp"

#include <cmath>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;

TEST_CASE("n points integrate polynomials up to degree 2n - 1 exactly", "[numerics]") {
  for (const int n : {1, 2, 3, 5, 8, 16, 40}) {
    const auto rule = gauss_legendre(n);
    REQUIRE(rule.size() == static_cast<std::size_t>(n));
    for (int degree = 0; degree <= 2 * n - 1; ++degree) {
      double sum = 0;
      for (const auto& [x, w] : rule) sum += w * std::pow(x, degree);
      INFO(n << " points, degree " << degree);
      CHECK_THAT(sum, WithinAbs(degree % 2 == 0 ? 2.0 / (degree + 1) : 0.0, 1e-13));
    }
  }
}

TEST_CASE("and no further: x^2n is missed", "[numerics]") {
  double sum = 0;
  for (const auto& [x, w] : gauss_legendre(3)) sum += w * std::pow(x, 6);
  CHECK(std::abs(sum - 2.0 / 7) > 0.01);
}

TEST_CASE("nodes lie inside, are symmetric and have positive weights", "[numerics]") {
  const auto rule = gauss_legendre(7);
  double nodes = 0;
  for (const auto& [x, w] : rule) {
    CHECK(std::abs(x) < 1);
    CHECK(w > 0);
    nodes += x;
  }
  CHECK_THAT(nodes, WithinAbs(0, 1e-14));
}
