// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/gradient.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <utility>

using namespace etalon;
using namespace etalon::imaging;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// value = 3 x + 7 y + 5
Plane ramp(int width, int height) {
  Plane plane;
  plane.width = width;
  plane.height = height;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) plane.values.push_back(static_cast<float>(3 * x + 7 * y + 5));
  }
  return plane;
}

}  // namespace

TEST_CASE("block means average whole blocks and leave the rest out", "[imaging]") {
  const BlockMeans means = block_means(ramp(11, 7), 3);
  CHECK(means.width == 3);
  CHECK(means.height == 2);
  REQUIRE(means.values.size() == 6);
  for (int j = 0; j < 2; ++j) {
    for (int i = 0; i < 3; ++i) {
      const double x = 3 * i + 1;
      const double y = 3 * j + 1;
      CHECK_THAT(static_cast<double>(means.values[static_cast<std::size_t>(3 * j + i)]),
                 WithinAbs(3 * x + 7 * y + 5, 1e-4));
    }
  }
  CHECK(block_means(ramp(11, 7), 1).values == ramp(11, 7).values);
  CHECK(block_means(ramp(2, 2), 3).values.empty());
}

TEST_CASE("the gradient of a ramp points along it, equally everywhere inside", "[imaging]") {
  const GradientField field = gradient_field(ramp(64, 48), 2, 1.5);
  CHECK(field.width == 32);
  CHECK(field.height == 24);
  const float reference = field.gx[field.index(16, 12)];
  CHECK(reference > 0);
  for (const auto& [x, y] : {std::pair{10, 10}, std::pair{16, 12}, std::pair{22, 14}}) {
    const auto i = field.index(x, y);
    CHECK_THAT(static_cast<double>(field.gx[i]), WithinRel(static_cast<double>(reference), 1e-4));
    CHECK_THAT(static_cast<double>(field.gy[i]),
               WithinRel(7.0 / 3 * static_cast<double>(reference), 1e-3));
    CHECK_THAT(static_cast<double>(field.magnitude[i]),
               WithinRel(static_cast<double>(std::hypot(field.gx[i], field.gy[i])), 1e-5));
  }
}
