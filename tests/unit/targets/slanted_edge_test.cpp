// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/slanted_edge.hpp"

#include "suite/core/quantity.hpp"
#include "targets/exact/otf.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <cstddef>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::targets;

namespace {

double at(const ExpectedImage& image, int i, int j) {
  return image.electrons[static_cast<std::size_t>(j) * static_cast<std::size_t>(image.width) +
                         static_cast<std::size_t>(i)];
}

// Integrates a step blurred by a Gaussian over the square of the pixel, by brute force.
double integrated_pixel(const SlantedEdge& edge, double sigma, double x, double y) {
  const double c = std::cos(edge.angle.in(rad));
  const double s = std::sin(edge.angle.in(rad));
  constexpr int kSteps = 200;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    for (int j = 0; j < kSteps; ++j) {
      const double u = (x + (i + 0.5) / kSteps - 0.5) * c + (y + (j + 0.5) / kSteps - 0.5) * s -
                       edge.offset.in(px);
      sum += 0.5 * std::erfc(-u / sigma / std::sqrt(2.0));
    }
  }
  return edge.dark.in(electrons) + (edge.bright - edge.dark).in(electrons)*sum / (kSteps * kSteps);
}

}  // namespace

TEST_CASE("every pixel holds the integral of the blurred edge over its square", "[targets]") {
  SlantedEdge edge;
  edge.width = 33;
  edge.height = 20;
  edge.offset = px(1.3);
  const ExpectedImage image = render(edge, gaussian_otf(0.5));
  REQUIRE(image.electrons.size() == 33U * 20U);
  for (const int i : {14, 16, 17, 18, 20}) {
    for (const int j : {0, 7, 19}) {
      CHECK_THAT(at(image, i, j),
                 WithinAbs(integrated_pixel(edge, 0.5, i - 16.0, j - 9.5), 18000 * 3e-6));
    }
  }
  CHECK_THAT(at(image, 0, 10), WithinAbs(2000, 0.01));
  CHECK_THAT(at(image, 32, 10), WithinAbs(20000, 0.01));
}

TEST_CASE("a bowed edge leaves its tangent by the sag at half the height", "[targets]") {
  SlantedEdge edge;
  edge.width = 64;
  edge.height = 201;
  edge.angle = deg(0);
  edge.sag = px(5);
  const ExpectedImage image = render(edge, gaussian_otf(1));
  const double middle = 11000;
  // At the middle row the edge is at x = 31.5, at the ends 5 px (100/100.5 squared of it) further
  // right.
  CHECK(at(image, 31, 100) < middle);
  CHECK(at(image, 32, 100) > middle);
  CHECK(at(image, 36, 0) < middle);
  CHECK(at(image, 37, 0) > middle);
  CHECK(at(image, 36, 200) < middle);
  CHECK(at(image, 37, 200) > middle);
}

TEST_CASE("an edge turned by 90 degrees is the transposed image", "[targets]") {
  SlantedEdge upright;
  upright.width = 30;
  upright.height = 40;
  upright.angle = deg(5);
  SlantedEdge lying = upright;
  lying.width = 40;
  lying.height = 30;
  lying.angle = deg(85);
  const ExpectedImage a = render(upright, gaussian_otf(0.8));
  const ExpectedImage b = render(lying, gaussian_otf(0.8));
  for (const int i : {3, 14, 15, 22}) CHECK_THAT(at(a, i, 11), WithinRel(at(b, 11, i), 1e-9));
}
