// SPDX-License-Identifier: Apache-2.0
// Signs, axes and sizes of aberrations, against closed forms.
#include "hardware/simulator/optics/objection.hpp"
#include "hardware/simulator/optics/pupil.hpp"
#include "hardware/simulator/optics/transfer.hpp"
#include "hardware/simulator/optics/zernike.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon::hardware;

namespace {

constexpr double kPi = std::numbers::pi;
const std::vector<Wavelength> kGreen{{0.55, 1}};

Lens fluorescence() {
  Lens lens;
  lens.modality = Modality::widefield;
  return lens;
}

// Where the light lies on average: the slope of the phase at zero frequency, from which it departs
// in proportion to |f| because of the pupil's rim.
double centre_um(const Transfer& transfer, double direction_x, double direction_y) {
  const auto from = [&](double share) {
    const double f = share * transfer.cutoff_per_um();
    return -std::arg(transfer.at(f * direction_x, f * direction_y)) / (2 * kPi * f);
  };
  return 3 * from(1.0 / 32) - 3 * from(2.0 / 32) + from(3.0 / 32);
}

double strehl(const Lens& lens, double defocus_um) {
  const Transfer transfer = transfer_of(lens, kGreen, defocus_um);
  double sum = 0;
  for (double f = 0.005; f < transfer.cutoff_per_um(); f += 0.01) {
    sum += f * 0.01 * transfer.at(f, 0).real();
  }
  return sum;
}

}  // namespace

// ISO 24157:2008, table of the first terms.
TEST_CASE("Zernike terms have their index, size and direction", "[hardware]") {
  const double x = 0.31;
  const double y = -0.54;
  const double r2 = x * x + y * y;
  const std::vector<double> expected{1,
                                     2 * y,
                                     2 * x,
                                     std::sqrt(6) * 2 * x * y,
                                     std::sqrt(3) * (2 * r2 - 1),
                                     std::sqrt(6) * (x * x - y * y),
                                     std::sqrt(8) * (3 * x * x * y - y * y * y),
                                     std::sqrt(8) * (3 * r2 - 2) * y,
                                     std::sqrt(8) * (3 * r2 - 2) * x,
                                     std::sqrt(8) * (x * x * x - 3 * x * y * y)};
  for (std::size_t j = 0; j < expected.size(); ++j) {
    INFO(j);
    CHECK_THAT(value_at(zernike(static_cast<int>(j)), x, y), WithinAbs(expected[j], 1e-14));
  }
  CHECK_THAT(value_at(zernike(12), x, y),
             WithinAbs(std::sqrt(5) * (6 * r2 * r2 - 6 * r2 + 1), 1e-14));
}

TEST_CASE("Zernike terms up to order 8 are orthonormal over the disc", "[hardware]") {
  constexpr int kCells = 200;
  for (const int a : {4, 8, 12, 17, 24, 31, 40, 44}) {
    for (const int b : {0, 4, 8, 12, 17, 24, 31, 40, 44}) {
      double sum = 0;
      for (int i = 0; i < kCells; ++i) {
        const double rho = std::sqrt((i + 0.5) / kCells);  // equal areas
        for (int k = 0; k < 40; ++k) {
          const double phi = 2 * kPi * (k + 0.3) / 40;
          sum += value_at(zernike(a), rho * std::cos(phi), rho * std::sin(phi)) *
                 value_at(zernike(b), rho * std::cos(phi), rho * std::sin(phi));
        }
      }
      INFO(a << " " << b);
      CHECK_THAT(sum / (kCells * 40), WithinAbs(a == b ? 1 : 0, 2e-3));
    }
  }
}

TEST_CASE("tilts move the image to +x and +y, by 2 waves/NA for a wave rms", "[hardware]") {
  Lens lens = fluorescence();
  const Transfer still = transfer_of(lens, kGreen, 1);
  CHECK(centre_um(still, 1, 0) == 0);
  CHECK(centre_um(still, 0, 1) == 0);
  lens.zernike_waves = {{2, 0.3}, {1, -0.1}};
  const Transfer moved = transfer_of(lens, kGreen, 1);
  CHECK_THAT(centre_um(moved, 1, 0), WithinRel(2 * 0.3 * 0.55 / 0.4, 1e-9));
  CHECK_THAT(centre_um(moved, 0, 1), WithinRel(-2 * 0.1 * 0.55 / 0.4, 1e-9));
  CHECK_THAT(std::abs(moved.at(0.5, 0.3)), WithinRel(std::abs(still.at(0.5, 0.3)), 1e-12));
  lens.modality = Modality::confocal;
  CHECK_THAT(centre_um(transfer_of(lens, kGreen, 0), 1, 0), WithinRel(0.825, 1e-9));
}

// The mean of the gradient over the pupil: sqrt(8) for a wave rms of coma, an even pupil.
TEST_CASE("coma draws the light towards its own side", "[hardware]") {
  Lens lens = fluorescence();
  lens.na = 0.05;
  lens.zernike_waves = {{8, 0.07}};
  const double expected = std::sqrt(8.0) * 0.07 * 0.55 / 0.05;
  CHECK_THAT(centre_um(transfer_of(lens, kGreen, 0), 1, 0), WithinRel(expected, 0.01));
  CHECK_THAT(centre_um(transfer_of(lens, kGreen, 0), 0, 1), WithinAbs(0, 2e-3));
  lens.zernike_waves = {{7, -0.07}};
  CHECK_THAT(centre_um(transfer_of(lens, kGreen, 0), 0, 1), WithinRel(-expected, 0.01));
  CHECK_THAT(centre_um(transfer_of(lens, kGreen, 0), 1, 0), WithinAbs(0, 2e-3));
}

// W = 2 sqrt(6) a x^2 leaves frequencies along y as they are.
TEST_CASE("astigmatism with as much defocus blurs along x alone", "[hardware]") {
  Lens lens = fluorescence();
  const Transfer perfect = transfer_of(lens, kGreen, 0);
  lens.zernike_waves = {{4, std::sqrt(6.0) * 0.2 / (2 * std::sqrt(3.0))}, {5, 0.2}};
  const Transfer x_blurred = transfer_of(lens, kGreen, 0);
  CHECK(std::abs(x_blurred.at(0, 0.5) - perfect.at(0, 0.5)) < 1e-4);
  CHECK(x_blurred.at(0.5, 0).real() < 0.7 * perfect.at(0.5, 0).real());
  lens.zernike_waves = {{4, lens.zernike_waves[4]}, {3, 0.2}};  // along x = y
  const Transfer oblique = transfer_of(lens, kGreen, 0);
  CHECK(std::abs(oblique.at(0.35, -0.35) - perfect.at(0.35, -0.35)) < 1e-4);
  CHECK(oblique.at(0.35, 0.35).real() < 0.7 * perfect.at(0.35, 0.35).real());
}

TEST_CASE("the transfer function of a real image has its symmetry", "[hardware]") {
  Lens lens = fluorescence();
  lens.zernike_waves = {{3, 0.03}, {6, 0.05}, {7, 0.1}, {13, -0.04}};
  const Transfer transfer = transfer_of(lens, kGreen, 2);
  for (const double fx : {-0.9, -0.2, 0.0, 0.4}) {
    for (const double fy : {-0.7, -0.003, 0.2}) {
      CHECK(std::abs(transfer.at(fx, fy) - std::conj(transfer.at(-fx, -fy))) < 1e-6);
    }
  }
  CHECK(std::abs(transfer.at(0.3, 1e-9) - transfer.at(0.3, -1e-9)) < 1e-6);
}

// Seidel's coefficient of a plate (Mahajan, Optical Imaging and Aberrations I, 5.11).
TEST_CASE("a thick cover glass adds the spherical aberration of a plate", "[hardware]") {
  const double na = 0.3;
  Lens lens = fluorescence();
  lens.na = na;
  lens.cover_glass = {100, 1.523};
  const Pupil pupil = pupil_of(lens, 0.55, 0);
  const double n2 = 1.523 * 1.523;
  const double w40 = 100 * (n2 - 1) / (8 * n2 * 1.523) * std::pow(na, 4) / 0.55;
  CHECK_THAT(symmetric_waves(pupil, 1), WithinRel(w40, 0.08));
  CHECK_THAT(symmetric_waves(pupil, 0.04), WithinRel(w40 * 0.0016, 0.005));
  CHECK(symmetric_waves(pupil, 0) == 0);
}

TEST_CASE("a thick cover glass is made up for by an object further away", "[hardware]") {
  Lens lens = fluorescence();
  lens.na = 0.75;
  lens.cover_glass = {30, 1.523};
  CHECK(strehl(lens, 1) > 1.2 * strehl(lens, 0));
  CHECK(strehl(lens, 0) > 1.2 * strehl(lens, -1));
  lens.cover_glass.thickness_error_um = -30;
  CHECK(strehl(lens, -1) > 1.2 * strehl(lens, 0));
  lens.cover_glass = {};
  CHECK_THAT(strehl(lens, 1), WithinRel(strehl(lens, -1), 1e-9));
}

TEST_CASE("several wavelengths add up", "[hardware]") {
  Lens lens = fluorescence();
  for (const double coma : {0.0, 0.05}) {
    lens.zernike_waves[8] = coma;
    const Transfer sum = transfer_of(lens, {{0.45, 1}, {0.6, 3}}, 1.5);
    const Transfer blue = transfer_of(lens, {{0.45, 1}}, 1.5);
    const Transfer red = transfer_of(lens, {{0.6, 7}}, 1.5);
    CHECK(sum.cutoff_per_um() == blue.cutoff_per_um());
    for (const double f : {0.01, 0.3, 0.8, 1.2, 1.32, 1.34, 1.5, 1.76}) {
      INFO(f);
      const auto expected = 0.25 * blue.at(0.6 * f, -0.8 * f) + 0.75 * red.at(0.6 * f, -0.8 * f);
      CHECK(std::abs(sum.at(0.6 * f, -0.8 * f) - expected) < 1e-4);
    }
  }
}

TEST_CASE("far out of focus the blur is that of rays", "[hardware]") {
  Lens lens = fluorescence();
  lens.na = 0.2;
  for (const double coma : {0.0, 0.02}) {
    lens.zernike_waves[8] = coma;
    for (const double z : {500.0, 2000.0, 20000.0}) {
      const double radius = z * std::tan(std::asin(0.2));
      const Transfer transfer = transfer_of(lens, kGreen, z);
      for (const double v : {1.0, 2.5, 5.0}) {  // a disc, but for its rim
        INFO("coma " << coma << " z " << z << " v " << v);
        const double f = v / (2 * kPi * radius);
        CHECK_THAT(transfer.at(f, 0).real(), WithinAbs(2 * std::cyl_bessel_j(1, v) / v, 0.015));
      }
      CHECK(std::isfinite(transfer.at(0.3, 0.2).real()));
    }
  }
}

TEST_CASE("impossible lenses are refused with a reason", "[hardware]") {
  const auto refused = [](auto change, const std::string& word) {
    Lens lens;
    lens.modality = Modality::confocal;
    change(lens);
    INFO(word << ": " << objection(lens));
    CHECK(objection(lens).find(word) != std::string::npos);
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(objection(Lens{}).empty());
  refused([](Lens& l) { l.na = 1.2; }, "index of the immersion");
  refused([](Lens& l) { l.na = -0.4; }, "aperture");
  refused([&](Lens& l) { l.na = nan; }, "aperture");
  refused([](Lens& l) { l.immersion_index = 0.5; }, "immersion");
  refused([](Lens& l) { l.pinhole_airy_units = 0; }, "pinhole");
  refused([](Lens& l) { l.pinhole_airy_units = 80; }, "widefield");
  refused([](Lens& l) { l.excitation_um = 488; }, "excitation");
  refused([](Lens& l) { l.zernike_waves[45] = 0.1; }, "Zernike");
  refused([](Lens& l) { l.zernike_waves[-1] = 0.1; }, "Zernike");
  refused([](Lens& l) { l.zernike_waves[8] = 50; }, "waves rms");
  refused([](Lens& l) { l.zernike_reference_um = 0; }, "reference");
  refused([](Lens& l) { l.cover_glass.index = 0; }, "cover glass");
  refused([](Lens& l) { l.cover_glass.thickness_error_um = 1e9; }, "cover glass");
  refused(
      [](Lens& l) {
        l.na = 1.4;
        l.immersion_index = 1.515;
        l.cover_glass = {5, 1.33};
      },
      "totally reflected");
  refused(
      [](Lens& l) {
        l.modality = Modality::brightfield;
        l.condenser_na = -0.1;
      },
      "condenser");
  CHECK(objection(kGreen).empty());
  CHECK(!objection(std::vector<Wavelength>{}).empty());
  CHECK(!objection(std::vector<Wavelength>{{550, 1}}).empty());
  CHECK(!objection(std::vector<Wavelength>{{0.55, -1}}).empty());
  CHECK(!objection(std::vector<Wavelength>{{0.55, 0}}).empty());
}
