// SPDX-License-Identifier: Apache-2.0
// What a fitted Gaussian reads of blurred Gaussians, against numerical least squares in another
// language (widths in units of the point's FWHM).
#include "suite/numerics/gaussian_blur.hpp"

#include "tests/support/catch.hpp"

#include <cmath>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kFwhmPerSigma = 2.3548200450309493;
double variance(double fwhm) { return std::pow(fwhm / kFwhmPerSigma, 2); }
double fwhm(double variance) { return kFwhmPerSigma * std::sqrt(variance); }

}  // namespace

TEST_CASE("beads are taken out as a fit reads them, in a plane and in the volume", "[numerics]") {
  const struct {
    Dye dye;
    double diameter, plane, volume;
  } rows[] = {
      {Dye::solid, 0.2, 1.00554729699, 1.00555167594},
      {Dye::solid, 0.4, 1.02221099755, 1.02228035997},
      {Dye::solid, 0.5, 1.03472481943, 1.03489278644},
      {Dye::solid, 0.6, 1.05003042678, 1.05037503855},
      {Dye::solid, 0.8, 1.08899109652, 1.0900479272},
      {Dye::solid, 1.0, 1.13892962408, 1.14139819527},
      {Dye::solid, 1.2, 1.19944886694, 1.20426726244},
      {Dye::solid, 1.5, 1.30853195095, 1.31893494837},
      {Dye::shell, 0.2, 1.00926716857, 1.00928427015},
      {Dye::shell, 0.4, 1.03735098187, 1.03762479632},
      {Dye::shell, 0.5, 1.05866063008, 1.05932779241},
      {Dye::shell, 0.6, 1.08494693417, 1.0863231289},
      {Dye::shell, 0.8, 1.15272366351, 1.15696072622},
      {Dye::shell, 1.0, 1.24070401187, 1.2504813546},
      {Dye::shell, 1.2, 1.34776314874, 1.36622888149},
      {Dye::shell, 1.5, 1.53885584228, 1.57552994575},
  };
  for (const auto& row : rows) {
    INFO("diameter " << row.diameter);
    const Blur blur{row.diameter, row.dye, 0};
    const double p = variance(row.plane);
    const auto plane = without_blur({p, p, {}}, blur);
    REQUIRE(plane);
    CHECK_THAT(fwhm(plane->x), WithinRel(1.0, 2e-6));
    CHECK_THAT(fwhm(plane->y), WithinRel(1.0, 2e-6));
    CHECK_FALSE(plane->z);
    const double v = variance(row.volume);
    const auto volume = without_blur({v, v, v}, blur);
    REQUIRE(volume);
    CHECK_THAT(fwhm(volume->x), WithinRel(1.0, 2e-6));
    CHECK_THAT(fwhm(*volume->z), WithinRel(1.0, 2e-6));
  }
}

TEST_CASE("the pixel is taken out as a fit reads it", "[numerics]") {
  const struct {
    double side, read;
  } rows[] = {
      {0.1, 1.00231101898},  {0.2, 1.00925015605},
      {0.25, 1.01446009674}, {0.33333333333333, 1.02573064267},
      {0.5, 1.05801353902},  {0.75, 1.13076289916},
      {1.0, 1.23176994299},
  };
  for (const auto& row : rows) {
    INFO("pixel " << row.side);
    const double v = variance(row.read);
    const auto point = without_blur({v, v, 4.0}, {0, Dye::solid, row.side});
    REQUIRE(point);
    CHECK_THAT(fwhm(point->x), WithinRel(1.0, 2e-6));
    CHECK_THAT(*point->z, WithinRel(4.0, 1e-12));  // no pixel along the axis
  }
}

TEST_CASE("small blur is a difference of variances", "[numerics]") {
  const auto point = without_blur({1, 1.44, 9.0}, {0.1, Dye::shell, 0.05});
  REQUIRE(point);
  CHECK_THAT(point->x, WithinAbs(1 - 0.01 / 12 - 0.0025 / 12, 1e-6));
  CHECK_THAT(*point->z, WithinAbs(9 - 0.01 / 12, 1e-6));
  const auto moments = without_blur_by_moments({1, 1.44, 9.0}, {0.1, Dye::shell, 0.05});
  REQUIRE(moments);
  CHECK_THAT(moments->y, WithinAbs(1.44 - 0.01 / 12 - 0.0025 / 12, 1e-14));
}

TEST_CASE("along the long axis of a point a bead counts as along one axis alone", "[numerics]") {
  // Three times as long: between the oracle's marginal (one dimension) and the volume.
  const double lateral = 1.1389296240782;  // in a plane, solid, d = 1
  const auto point =
      without_blur({variance(lateral), variance(lateral), variance(4.03)}, {1, Dye::solid, 0});
  REQUIRE(point);
  CHECK_THAT(fwhm(point->x), WithinRel(1.0, 1e-3));
  CHECK_THAT(fwhm(*point->z), WithinRel(std::sqrt(4.03 * 4.03 - 0.2773), 1e-3));
}

TEST_CASE("what is wider than the image cannot be taken out", "[numerics]") {
  CHECK_FALSE(without_blur({1, 1, 9.0}, {6, Dye::shell, 0}));
  CHECK_FALSE(without_blur({1, 1, {}}, {0, Dye::solid, 6}));
  CHECK_FALSE(without_blur_by_moments({1, 1, 9.0}, {6, Dye::shell, 0}));
}
