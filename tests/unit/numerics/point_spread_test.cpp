// SPDX-License-Identifier: Apache-2.0
// The image of a point against figures computed in another language by adaptive quadrature with 25
// digits, and Gaussians fitted to the disc of Airy.
#include "suite/numerics/point_spread.hpp"

#include "tests/support/catch.hpp"

#include <cmath>

using namespace etalon::numerics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

PointOptics widefield(double na, double index, Apodisation apodisation) {
  PointOptics optics;
  optics.na = na;
  optics.index = index;
  optics.apodisation = apodisation;
  optics.emission = 1;
  return optics;
}

}  // namespace

TEST_CASE("widths of a point are those of the Debye integral", "[numerics]") {
  const struct {
    double na, index;
    Apodisation apodisation;
    double lateral, axial, lateral_squared, axial_squared;
  } rows[] = {
      {0.1, 1.0, Apodisation::uniform, 5.14268837692, 176.734528867, 3.69171406289, 127.246961472},
      {0.1, 1.0, Apodisation::aplanatic, 5.14382874513, 176.734602453, 3.69250930294,
       127.247011212},
      {0.25, 1.0, Apodisation::uniform, 2.05215048924, 27.898481496, 1.47325042275, 20.0866068606},
      {0.25, 1.0, Apodisation::aplanatic, 2.05506323585, 27.8989604497, 1.47528211408,
       20.0869306089},
      {0.4, 1.0, Apodisation::uniform, 1.27646620681, 10.6114202105, 0.916504558347, 7.64010851384},
      {0.4, 1.0, Apodisation::aplanatic, 1.28132794453, 10.6127490395, 0.919897267501,
       7.64100674415},
      {0.65, 1.0, Apodisation::uniform, 0.773163699221, 3.69020897485, 0.555365519267,
       2.65691080434},
      {0.65, 1.0, Apodisation::aplanatic, 0.782206293994, 3.69476542299, 0.561684954994,
       2.65999110381},
      {0.8, 1.0, Apodisation::uniform, 0.616567365035, 2.21473235345, 0.443082615589,
       1.59458349343},
      {0.8, 1.0, Apodisation::aplanatic, 0.629508709526, 2.224054707, 0.452140915761,
       1.60088759632},
      {0.95, 1.0, Apodisation::uniform, 0.497749869316, 1.28810296251, 0.358010351577,
       0.927420290155},
      {0.95, 1.0, Apodisation::aplanatic, 0.51887682236, 1.31383822944, 0.372843354396,
       0.944854076549},
      {1.0, 1.333, Apodisation::uniform, 0.496960722463, 1.96173290803, 0.357066954293,
       1.41242661163},
      {1.0, 1.333, Apodisation::aplanatic, 0.505538879748, 1.96718864631, 0.363067567141,
       1.41611543404},
      {1.2, 1.333, Apodisation::uniform, 0.401879697984, 1.17714341037, 0.288944068977,
       0.847530605067},
      {1.2, 1.333, Apodisation::aplanatic, 0.41486642006, 1.18980936427, 0.298049681437,
       0.856101753971},
      {1.4, 1.515, Apodisation::uniform, 0.341663971419, 0.946452846319, 0.245690463894,
       0.681435878108},
      {1.4, 1.515, Apodisation::aplanatic, 0.354129604022, 0.959824174691, 0.254435727582,
       0.690487775278},
  };
  for (const auto& row : rows) {
    INFO("NA " << row.na << ", n " << row.index);
    PointOptics optics = widefield(row.na, row.index, row.apodisation);
    PointWidths widths = point_fwhm(PointSpread(optics));
    CHECK_THAT(widths.lateral, WithinRel(row.lateral, 1e-9));
    CHECK_THAT(widths.axial, WithinRel(row.axial, 1e-9));
    optics.imaging = PointImaging::two_photon;
    optics.excitation = 1;
    widths = point_fwhm(PointSpread(optics));
    CHECK_THAT(widths.lateral, WithinRel(row.lateral_squared, 1e-9));
    CHECK_THAT(widths.axial, WithinRel(row.axial_squared, 1e-9));
    // A pinhole that is a point, with light of one wavelength both ways, is the square as well.
    optics.imaging = PointImaging::pinhole;
    CHECK_THAT(point_fwhm(PointSpread(optics)).lateral, WithinRel(row.lateral_squared, 1e-9));
  }
}

TEST_CASE("a pinhole lies between the square and the excitation alone", "[numerics]") {
  PointOptics optics = widefield(1.2, 1.333, Apodisation::aplanatic);
  optics.excitation = 0.9;
  optics.imaging = PointImaging::excitation;
  const PointWidths open = point_fwhm(PointSpread(optics));
  CHECK_THAT(open.lateral, WithinRel(0.9 * 0.4148664200602, 1e-9));
  optics.imaging = PointImaging::pinhole;
  PointWidths last = point_fwhm(PointSpread(optics));
  for (const double airy_units : {0.25, 0.5, 1.0}) {
    optics.pinhole = airy_units * 0.61 / optics.na;
    const PointWidths widths = point_fwhm(PointSpread(optics));
    INFO(airy_units);
    CHECK(widths.lateral > last.lateral);
    CHECK(widths.axial > last.axial);
    CHECK(widths.lateral < open.lateral);
    CHECK(widths.axial < open.axial);
    last = widths;
  }
  // Behind two Airy units a ring more is seen beside the axis than on it: 0.7 %.
  optics.pinhole = 2 * 0.61 / optics.na;
  CHECK_THAT(point_fwhm(PointSpread(optics)).lateral, WithinRel(open.lateral, 0.01));
}

TEST_CASE("light through a pinhole is the mean over its disc", "[numerics]") {
  PointOptics optics = widefield(0.8, 1, Apodisation::uniform);
  optics.excitation = 0.9;
  optics.imaging = PointImaging::emission;
  const PointSpread emission(optics);
  optics.imaging = PointImaging::excitation;
  const PointSpread excitation(optics);
  optics.imaging = PointImaging::pinhole;
  optics.pinhole = 0.5;
  const PointSpread confocal(optics);
  const auto mean = [&](double r, double z) {  // over a grid of points
    double sum = 0;
    int n = 0;
    for (int i = -60; i <= 60; ++i) {
      for (int j = -60; j <= 60; ++j) {
        const double x = 0.5 * i / 60;
        const double y = 0.5 * j / 60;
        if (x * x + y * y > 0.25) continue;
        sum += emission(std::hypot(x - r, y), z);
        ++n;
      }
    }
    return sum / n;
  };
  for (const auto& [r, z] : {std::pair{0.2, 0.0}, std::pair{0.0, 0.9}, std::pair{0.5, 0.6}}) {
    INFO("r " << r << ", z " << z);
    const double expected = excitation(r, z) * mean(r, z) / mean(0, 0);
    CHECK_THAT(confocal(r, z), WithinAbs(expected, 3e-4));
  }
}

TEST_CASE("a Gaussian reads the disc of Airy as 5.8 % narrower than it is", "[numerics]") {
  // NA 0.05: paraxial to 1e-4.
  const PointSpread spread(widefield(0.05, 1, Apodisation::aplanatic));
  const PointWidths plane = gaussian_over_true(spread, false);
  CHECK_THAT(plane.lateral, WithinRel(0.94220782211637, 1e-4));
  // Across, the planes out of focus count as well: wider, but still less than the truth.
  const PointWidths volume = gaussian_over_true(spread, true);
  CHECK(volume.lateral > plane.lateral);
  CHECK(volume.lateral < 1.03);
  CHECK(volume.axial > 0.9);
  CHECK(volume.axial < 1.03);
}
