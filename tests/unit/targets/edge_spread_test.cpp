// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/edge_spread.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::targets;

TEST_CASE("series and closed form of a Gaussian edge agree", "[targets]") {
  for (const double sigma : {0.3, 0.8, 3.0}) {
    for (const double degrees : {0.0, 0.001, 5.0, 45.0, 90.0, -20.0}) {
      const EdgeSpread series = edge_spread(gaussian_otf(sigma), deg(degrees));
      const EdgeSpread closed = gaussian_edge_spread(sigma, deg(degrees));
      INFO("sigma " << sigma << " px, " << degrees << " deg");
      for (double x = -40; x <= 40; x += 0.37) CHECK_THAT(series(x), WithinAbs(closed(x), 1e-7));
      CHECK_THAT(series(400), WithinAbs(1, 1e-7));
      CHECK_THAT(series(-5000), WithinAbs(0, 1e-7));
    }
  }
}

TEST_CASE("the closed form has the 10-90 % width computed elsewhere", "[targets]") {
  const EdgeSpread spread = gaussian_edge_spread(0.8, deg(5));
  CHECK_THAT(spread(2.1818575545919 / 2), WithinAbs(0.9, 1e-9));
  CHECK_THAT(spread(-2.1818575545919 / 2), WithinAbs(0.1, 1e-9));
  CHECK_THAT(spread(0), WithinAbs(0.5, 1e-12));
}

TEST_CASE("edges of any optics agree with direct quadrature", "[targets]") {
  const std::vector<Otf> optics{diffraction_otf(0.55), defocus_otf(0.55, 0.5),
                                defocus_otf(0.3, 1.5), with_flare(gaussian_otf(0.8), 0.05, 6)};
  for (const Otf& otf : optics) {
    const EdgeSpread spread = edge_spread(otf, deg(5));
    for (const double x : {-30.3, -7.01, -1.5, -0.2, 0.0, 0.61, 2.4, 11.7}) {
      CHECK_THAT(spread(x), WithinAbs(true_edge_spread(otf, deg(5), x), 1e-7));
    }
  }
}

TEST_CASE("the tail of a diffraction-limited edge falls as 1/x at any distance", "[targets]") {
  // The slope of the transfer function at zero is -(4/pi)/cutoff for every pupil of one shape; the
  // tail of the edge spread is that slope over 2 pi^2 x.
  for (const double w20 : {0.0, 0.5}) {
    const EdgeSpread spread = edge_spread(defocus_otf(0.55, w20), deg(5));
    const double cusp = 4 / (std::numbers::pi * 0.55);
    for (const double x : {200.0, 500.0, 511.99, 512.01, 2000.0}) {
      const double tail = cusp / (2 * std::numbers::pi * std::numbers::pi * x);
      CHECK_THAT(1 - spread(x), WithinAbs(tail, 1e-6));
      CHECK_THAT(spread(-x), WithinAbs(tail, 1e-6));
    }
  }
}
