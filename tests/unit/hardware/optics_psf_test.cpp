// SPDX-License-Identifier: Apache-2.0
// Numbers named "oracle" were computed in another language, by quadrature of the Debye integral
// with two independent programs.
#include "hardware/simulator/optics/gauss_legendre.hpp"
#include "hardware/simulator/optics/psf.hpp"
#include "hardware/simulator/optics/transfer.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <utility>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon::hardware;

namespace {

constexpr double kPi = std::numbers::pi;
const std::vector<Wavelength> kUnit{{1, 1}};  // lengths in wavelengths

struct Widths {
  double na;
  double index;
  Apodisation apodisation;
  double lateral;  // oracle
  double axial;
  double lateral_squared;  // of |h|^4: confocal, vanishing pinhole, one wavelength
  double axial_squared;
};
const std::vector<Widths> kWidths{
    {0.1, 1, Apodisation::uniform, 5.142688377, 176.73452887, 3.691714063, 127.246961472},
    {0.1, 1, Apodisation::aplanatic, 5.143828745, 176.73460245, 3.692509303, 127.247011212},
    {0.25, 1, Apodisation::uniform, 2.052150489, 27.89848150, 1.473250423, 20.086606861},
    {0.25, 1, Apodisation::aplanatic, 2.055063236, 27.89896045, 1.475282114, 20.086930609},
    {0.4, 1, Apodisation::uniform, 1.276466207, 10.61142021, 0.916504558, 7.640108514},
    {0.4, 1, Apodisation::aplanatic, 1.281327945, 10.61274904, 0.919897268, 7.641006744},
    {0.65, 1, Apodisation::uniform, 0.773163699, 3.69020897, 0.555365519, 2.656910804},
    {0.65, 1, Apodisation::aplanatic, 0.782206294, 3.69476542, 0.561684955, 2.659991104},
    {0.8, 1, Apodisation::uniform, 0.616567365, 2.21473235, 0.443082616, 1.594583493},
    {0.8, 1, Apodisation::aplanatic, 0.629508710, 2.22405471, 0.452140916, 1.600887596},
    {0.95, 1, Apodisation::uniform, 0.497749869, 1.28810296, 0.358010352, 0.927420290},
    {0.95, 1, Apodisation::aplanatic, 0.518876822, 1.31383823, 0.372843354, 0.944854077},
    {1, 1.333, Apodisation::uniform, 0.496960722, 1.96173291, 0.357066954, 1.412426612},
    {1, 1.333, Apodisation::aplanatic, 0.505538880, 1.96718865, 0.363067567, 1.416115434},
    {1.2, 1.333, Apodisation::uniform, 0.401879698, 1.17714341, 0.288944069, 0.847530605},
    {1.2, 1.333, Apodisation::aplanatic, 0.414866420, 1.18980936, 0.298049681, 0.856101754},
    {1.4, 1.515, Apodisation::uniform, 0.341663971, 0.94645285, 0.245690464, 0.681435878},
    {1.4, 1.515, Apodisation::aplanatic, 0.354129604, 0.95982417, 0.254435728, 0.690487775}};

Lens lens_of(const Widths& row, Modality modality) {
  Lens lens;
  lens.modality = modality;
  lens.na = row.na;
  lens.immersion_index = row.index;
  lens.apodisation = row.apodisation;
  lens.excitation_um = 1;
  lens.pinhole_airy_units = 0.001;
  return lens;
}

// Intensity at the distance r from the middle, from the transfer function.
double image_of(const Transfer& transfer, double r) {
  static const Rule rule = gauss_legendre(300);
  double sum = 0;
  for (std::size_t i = 0; i < rule.place.size(); ++i) {
    const double f = transfer.cutoff_per_um() * rule.place[i];
    sum += rule.weight[i] * f * transfer.at(0.6 * f, 0.8 * f).real() *
           std::cyl_bessel_j(0, 2 * kPi * f * r);
  }
  return sum * transfer.cutoff_per_um();
}

double full_width(const std::function<double(double)>& profile, double guess) {
  const double half = profile(0) / 2;
  double inside = 0.4 * guess;
  double outside = 0.6 * guess;
  REQUIRE(profile(inside) > half);
  REQUIRE(profile(outside) < half);
  for (int step = 0; step < 16; ++step) {
    const double middle = (inside + outside) / 2;
    (profile(middle) > half ? inside : outside) = middle;
  }
  return inside + outside;
}

double lateral_from_transfer(const Lens& lens, double guess) {
  const Transfer transfer = transfer_of(lens, kUnit, 0);
  return full_width([&](double r) { return image_of(transfer, r); }, guess);
}

double axial_from_transfer(const Lens& lens, double guess) {
  return full_width([&](double z) { return image_of(transfer_of(lens, kUnit, z), 0); }, guess);
}

}  // namespace

TEST_CASE("widths of a point from transfer functions are those of the oracle", "[hardware]") {
  for (const Widths& row : kWidths) {
    INFO("NA " << row.na << (row.apodisation == Apodisation::uniform ? " uniform" : " aplanatic"));
    const Lens lens = lens_of(row, Modality::widefield);
    CHECK_THAT(lateral_from_transfer(lens, row.lateral), WithinRel(row.lateral, 1e-4));
    CHECK_THAT(axial_from_transfer(lens, row.axial), WithinRel(row.axial, 1e-4));
  }
}

TEST_CASE("a confocal microscope with a tiny pinhole squares the image of a point", "[hardware]") {
  for (const Widths& row : kWidths) {
    INFO("NA " << row.na << (row.apodisation == Apodisation::uniform ? " uniform" : " aplanatic"));
    const Lens lens = lens_of(row, Modality::confocal);
    CHECK_THAT(lateral_from_transfer(lens, row.lateral_squared),
               WithinRel(row.lateral_squared, 1e-3));
    CHECK_THAT(axial_from_transfer(lens, row.axial_squared), WithinRel(row.axial_squared, 1e-3));
  }
}

TEST_CASE("true widths are those of the oracle", "[hardware]") {
  for (const Widths& row : kWidths) {
    INFO("NA " << row.na << (row.apodisation == Apodisation::uniform ? " uniform" : " aplanatic"));
    const Lens lens = lens_of(row, Modality::widefield);
    CHECK_THAT(lateral_fwhm_um(lens, kUnit), WithinRel(row.lateral, 1e-6));
    CHECK_THAT(lateral_fwhm_um(lens, kUnit, 1.1), WithinRel(row.lateral, 1e-6));
    CHECK_THAT(axial_fwhm_um(lens, kUnit), WithinRel(row.axial, 1e-6));
    if (row.apodisation == Apodisation::uniform) continue;
    const Lens confocal = lens_of(row, Modality::confocal);
    CHECK_THAT(lateral_fwhm_um(confocal, kUnit), WithinRel(row.lateral_squared, 2e-5));
    CHECK_THAT(axial_fwhm_um(confocal, kUnit), WithinRel(row.axial_squared, 2e-5));
  }
}

// Born and Wolf 8.8: the Airy pattern and (sin x/x)^2.
TEST_CASE("at small apertures the widths are the paraxial ones", "[hardware]") {
  Lens lens;
  lens.modality = Modality::widefield;
  for (const double na : {0.025, 0.1}) {
    lens.na = na;
    CHECK_THAT(lateral_from_transfer(lens, 0.5145 / na), WithinRel(0.514497 / na, 0.0015));
    CHECK_THAT(axial_from_transfer(lens, 1.7718 / (na * na)),
               WithinRel(1.771786 / (na * na), 0.0030));
  }
}

TEST_CASE("with aberrations without symmetry the image of a point is the Debye integral",
          "[hardware]") {
  Lens lens;
  lens.modality = Modality::widefield;
  lens.na = 1.2;
  lens.immersion_index = 1.333;
  lens.zernike_reference_um = 1;
  lens.zernike_waves = {{1, -0.2}, {2, 0.3},  {3, 0.05},  {5, 0.04},
                        {7, 0.05}, {8, 0.09}, {12, 0.06}, {9, -0.03}};
  lens.cover_glass = {10, 1.523};
  const double defocus = 0.4;
  const Transfer transfer = transfer_of(lens, kUnit, defocus);
  Lens perfect = lens;
  perfect.zernike_waves.clear();
  perfect.cover_glass.thickness_error_um = 0;
  const double brightest = 2 * kPi * image_of(transfer_of(perfect, kUnit, 0), 0);
  for (const auto& [x, y] : std::vector<std::pair<double, double>>{
           {0, 0}, {0.5, -0.3}, {0.8, -0.3}, {0.5, 0.2}, {0.2, -0.6}, {1.1, -0.9}}) {
    constexpr int kCells = 240;
    const double cell = 2 * transfer.cutoff_per_um() / kCells;
    double sum = 0;
    for (int j = 0; j < kCells; ++j) {
      const double fy = (j + 0.5) * cell - transfer.cutoff_per_um();
      for (int i = 0; i < kCells; ++i) {
        const double fx = (i + 0.5) * cell - transfer.cutoff_per_um();
        sum += (transfer.at(fx, fy) * std::polar(1.0, 2 * kPi * (fx * x + fy * y))).real();
      }
    }
    INFO(x << " " << y);
    CHECK_THAT(sum * cell * cell / brightest,
               WithinAbs(point_intensity(lens, kUnit, x, y, defocus), 2e-4));
  }
}

TEST_CASE("coma and astigmatism widen the image of a point where they should", "[hardware]") {
  Lens lens;
  lens.modality = Modality::widefield;
  const double perfect = lateral_fwhm_um(lens, kUnit);
  CHECK_THAT(lateral_fwhm_um(lens, kUnit, 1), WithinRel(perfect, 1e-9));
  lens.zernike_waves = {{8, 0.1}, {2, 1.0}};  // a shift changes no width
  lens.zernike_reference_um = 1;
  CHECK(lateral_fwhm_um(lens, kUnit, 0) > 1.01 * perfect);
  lens.zernike_waves = {{4, std::sqrt(6.0) * 0.2 / (2 * std::sqrt(3.0))}, {5, 0.2}};
  CHECK(lateral_fwhm_um(lens, kUnit, 0) > 1.2 * perfect);  // W = 2 sqrt(6) 0.2 x^2
  CHECK_THAT(lateral_fwhm_um(lens, kUnit, kPi / 2), WithinRel(perfect, 0.07));
}

TEST_CASE("the width of a point without any half maximum is not a number", "[hardware]") {
  Lens lens;
  lens.na = 2;
  CHECK(std::isnan(lateral_fwhm_um(lens, kUnit)));
  CHECK(std::isnan(axial_fwhm_um(lens, kUnit)));
}
