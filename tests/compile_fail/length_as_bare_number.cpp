// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

int main() {
  const double number = etalon::um(0.065);
  return number > 0 ? 0 : 1;
}
