// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

int main() {
  const etalon::PixelSize pixel_size{etalon::px(0.065)};
  return pixel_size.per_px.in(etalon::um) > 0 ? 0 : 1;
}
