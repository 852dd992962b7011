// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

int main() {
  const auto sum = etalon::dn(5) + etalon::electrons(3);
  return sum.in(etalon::dn) > 0 ? 0 : 1;
}
