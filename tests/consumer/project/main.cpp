// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/core/version.hpp"

#include <iostream>

int main() {
  const etalon::PixelSize pixel_size{etalon::um(0.65)};
  const etalon::Length length = pixel_size.object(etalon::px(10));
  const double value_um = length.in(etalon::um);
  const auto interval = etalon::coverage_interval(value_um, 0.1, etalon::kInfiniteDegreesOfFreedom);
  std::cout << "etalon " << etalon::kVersion << ": " << etalon::to_text(length)
            << ", 95 % interval [" << interval.lower << ", " << interval.upper << "]\n";
}
