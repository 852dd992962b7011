// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/smoothing.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <numeric>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::imaging;

namespace {

Plane plane_of(int width, int height, float value) {
  Plane plane;
  plane.width = width;
  plane.height = height;
  plane.values.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), value);
  return plane;
}

double at(const Plane& plane, int x, int y) { return static_cast<double>(plane.row(y)[x]); }

}  // namespace

TEST_CASE("a point becomes a Gaussian, the same along rows and columns", "[imaging]") {
  Plane plane = plane_of(61, 51, 0);
  plane.values[25 * 61 + 30] = 1000;
  const Plane smooth = gaussian_smoothed(plane, 3, Border::reflected);
  for (const int d : {1, 4, 9}) {
    const double fall = std::exp(-d * d / 18.0);
    CHECK_THAT(at(smooth, 30 + d, 25) / at(smooth, 30, 25), WithinRel(fall, 1e-5));
    CHECK_THAT(at(smooth, 30, 25 - d) / at(smooth, 30, 25), WithinRel(fall, 1e-5));
  }
  CHECK(at(smooth, 43, 25) == 0);  // cut off at four sigma
  CHECK_THAT(std::accumulate(smooth.values.begin(), smooth.values.end(), 0.0),
             WithinRel(1000, 1e-5));
}

TEST_CASE("an even plane stays even for either border, also when smaller than the kernel",
          "[imaging]") {
  for (const Border border : {Border::reflected, Border::repeated}) {
    const Plane smooth = gaussian_smoothed(plane_of(5, 7, 42), 8, border);
    for (const float v : smooth.values) CHECK_THAT(static_cast<double>(v), WithinRel(42, 1e-5));
  }
}

TEST_CASE("beyond the border the plane is mirrored, or its last values go on", "[imaging]") {
  Plane plane = plane_of(40, 1, 0);
  plane.values[1] = 1;  // mirrored at -2
  const auto weight = [](int d) { return std::exp(-d * d / 8.0); };
  double sum = 0;
  for (int d = -8; d <= 8; ++d) sum += weight(d);
  CHECK_THAT(at(gaussian_smoothed(plane, 2, Border::reflected), 0, 0),
             WithinRel((weight(1) + weight(2)) / sum, 1e-5));
  CHECK_THAT(at(gaussian_smoothed(plane, 2, Border::repeated), 0, 0),
             WithinRel(weight(1) / sum, 1e-5));
  plane.values[0] = 1;
  plane.values[1] = 0;
  double beyond = 0;
  for (int d = -8; d <= 0; ++d) beyond += weight(d);
  CHECK_THAT(at(gaussian_smoothed(plane, 2, Border::repeated), 0, 0),
             WithinRel(beyond / sum, 1e-5));
}
