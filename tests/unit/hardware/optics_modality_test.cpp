// SPDX-License-Identifier: Apache-2.0
// Brightfield against Abbe's sum over the points of the condenser, confocal against the product of
// two images of a point, and the true MTF against both.
#include "hardware/simulator/optics/psf.hpp"
#include "hardware/simulator/optics/transfer.hpp"
#include "hardware/simulator/optics/true_mtf.hpp"
#include "targets/exact/otf.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <utility>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon::hardware;

namespace {

constexpr double kPi = std::numbers::pi;
const std::vector<Wavelength> kUnit{{1, 1}};

// Path in waves at the pupil of the lens below, written out.
double path(double x, double y) {
  const double rho_squared = x * x + y * y;
  const double defocus = 0.05 * std::sqrt(3.0) * (2 * rho_squared - 1);
  const double coma = 0.06 * std::sqrt(8.0) * (3 * rho_squared - 2) * x;
  return defocus + coma;
}

Lens brightfield(double coherence, bool aberrated) {
  Lens lens;
  lens.modality = Modality::brightfield;
  lens.na = 0.02;  // an even pupil
  lens.condenser_na = coherence * lens.na;
  lens.zernike_reference_um = 1;
  if (aberrated) lens.zernike_waves = {{4, 0.05}, {8, 0.06}};
  return lens;
}

/// First harmonic over mean over its contrast in the object, for a grating of absorption 1 + 2 e
/// cos(2 pi v x) (of intensity), v = (vx, vy) in NA/wavelength: the intensities of all points of
/// the condenser added up. Light from (x, y) in the pupil travels towards -(x, y).
std::complex<double> abbe(double vx, double vy, double coherence, bool aberrated) {
  constexpr double kContrast = 1e-4;
  const auto pupil = [&](double x, double y) {
    if (x * x + y * y > 1) return std::complex<double>(0);
    return std::polar(1.0, aberrated ? 2 * kPi * path(x, y) : 0.0);
  };
  constexpr int kCells = 500;
  constexpr int kPhases = 8;
  std::vector<double> image(kPhases, 0.0);
  for (int j = 0; j < kCells; ++j) {
    for (int i = 0; i < kCells; ++i) {
      const double x = coherence * (2 * i + 1.0 - kCells) / kCells;
      const double y = coherence * (2 * j + 1.0 - kCells) / kCells;
      if (x * x + y * y > coherence * coherence) continue;
      const auto straight = pupil(x, y);
      const auto plus = pupil(x - vx, y - vy) * (kContrast / 2);
      const auto minus = pupil(x + vx, y + vy) * (kContrast / 2);
      for (int k = 0; k < kPhases; ++k) {
        const auto turn = std::polar(1.0, 2 * kPi * k / kPhases);
        image[static_cast<std::size_t>(k)] +=
            std::norm(straight + plus * turn + minus * std::conj(turn));
      }
    }
  }
  std::complex<double> first = 0;
  double mean = 0;
  for (int k = 0; k < kPhases; ++k) {
    first += image[static_cast<std::size_t>(k)] * std::polar(1.0, -2 * kPi * k / kPhases);
    mean += image[static_cast<std::size_t>(k)];
  }
  return first / mean / kContrast;
}

Lens confocal(double pinhole_airy_units) {
  Lens lens;
  lens.modality = Modality::confocal;
  lens.na = 0.8;
  lens.excitation_um = 0.9;
  lens.pinhole_airy_units = pinhole_airy_units;
  return lens;
}

}  // namespace

TEST_CASE("brightfield of a weak object is Abbe's sum", "[hardware]") {
  for (const bool aberrated : {false, true}) {
    for (const double coherence : {0.2, 0.5, 0.8, 1.0}) {
      const Lens lens = brightfield(coherence, aberrated);
      const Transfer transfer = transfer_of(lens, kUnit, 0);
      CHECK_THAT(transfer.cutoff_per_um(), WithinRel((1 + coherence) * lens.na, 1e-12));
      for (const auto& [vx, vy] : std::vector<std::pair<double, double>>{
               {0.3, 0}, {0.5, 0.4}, {-0.4, 0.8}, {0, 1.1}, {1.3, 0.1}}) {
        INFO("S " << coherence << " v " << vx << " " << vy << " aberrated " << aberrated);
        const auto expected = abbe(vx, vy, coherence, aberrated);
        const auto found = transfer.at(vx * lens.na, vy * lens.na);
        CHECK(std::abs(found - expected) < 1.5e-3);
      }
    }
  }
}

TEST_CASE("an open condenser is incoherent light, a closed one passes all up to NA/wavelength",
          "[hardware]") {
  const Lens open = brightfield(1.7, true);
  Lens fluorescent = open;
  fluorescent.modality = Modality::widefield;
  const Transfer a = transfer_of(open, kUnit, 0.3);
  const Transfer b = transfer_of(fluorescent, kUnit, 0.3);
  CHECK(a.at(0.011, -0.004) == b.at(0.011, -0.004));
  const Transfer closed = transfer_of(brightfield(0, false), kUnit, 0);
  CHECK_THAT(closed.at(0.0189, 0).real(), WithinAbs(1, 2e-3));
  CHECK_THAT(closed.at(0.0211, 0).real(), WithinAbs(0, 2e-3));
}

TEST_CASE("true MTF is that of the transfer function, with its pixel", "[hardware]") {
  for (const double coherence : {0.4, 1.0}) {
    Lens lens = brightfield(coherence, true);
    lens.na = 0.65;
    lens.condenser_na = coherence * lens.na;
    const std::vector<Wavelength> light{{0.5, 1}, {0.6, 3}};
    const Transfer transfer = transfer_of(lens, light, 0.7);
    for (const double angle : {0.0, 0.5, 2.0, -1.0}) {
      for (const double f : {0.05, 0.4, 0.9, 1.4}) {
        INFO("S " << coherence << " angle " << angle << " f " << f);
        const double fx = f * std::cos(angle);
        const double fy = f * std::sin(angle);
        const double optics = std::abs(transfer.at(fx, fy));
        CHECK_THAT(true_mtf(lens, light, 0.7, 0, angle, f), WithinAbs(optics, 3e-4));
        const auto box = [](double t) { return t == 0 ? 1 : std::sin(kPi * t) / (kPi * t); };
        CHECK_THAT(true_mtf(lens, light, 0.7, 0.3, angle, f),
                   WithinAbs(optics * std::abs(box(0.3 * fx) * box(0.3 * fy)), 3e-4));
      }
    }
  }
}

// W20 is the path error at the rim, as the older formula takes it; between axis and rim it is a
// parabola there and a circle here.
TEST_CASE("MTF at NA 0.3 and less is the paraxial one", "[hardware]") {
  Lens lens;
  lens.modality = Modality::widefield;
  for (const double na : {0.05, 0.1, 0.2, 0.3}) {
    lens.na = na;
    for (const double w20 : {0.0, 0.4, 0.9}) {
      const auto paraxial = etalon::targets::defocus_otf(2 * na, w20);
      const Transfer transfer = transfer_of(lens, kUnit, w20 / (1 - std::sqrt(1 - na * na)));
      for (const double s : {0.1, 0.3, 0.5, 0.8}) {
        INFO("NA " << na << " W20 " << w20 << " s " << s);
        const double f = 2 * na * s;
        CHECK_THAT(transfer.at(0, f).real(), WithinAbs(paraxial(f), 0.005));
      }
    }
  }
}

TEST_CASE("confocal transfer is that of the product of the two images of a point", "[hardware]") {
  for (const double pinhole : {0.3, 2.5}) {
    for (const double defocus : {0.0, 1.2}) {
      const Lens lens = confocal(pinhole);
      const Transfer transfer = transfer_of(lens, kUnit, defocus);
      Lens trace = lens;
      trace.zernike_waves = {{8, 1e-9}};  // takes the way of lenses with azimuth
      const Transfer other = transfer_of(trace, kUnit, defocus);
      for (const double f : {0.0, 0.2, 0.8, 2.0}) {
        INFO("pinhole " << pinhole << " z " << defocus << " f " << f);
        const auto found = transfer.at(0.6 * f, 0.8 * f);
        CHECK_THAT(std::abs(found), WithinAbs(true_mtf(lens, kUnit, defocus, 0, 1, f), 5e-4));
        CHECK(std::abs(other.at(0.6 * f, 0.8 * f) - found) < 5e-4);
      }
    }
  }
}

TEST_CASE("a confocal microscope sections, more so with a small pinhole", "[hardware]") {
  double last = 0;
  for (const double pinhole : {0.5, 1.0, 2.0, 4.0}) {
    const Lens lens = confocal(pinhole);
    CHECK_THAT(transfer_of(lens, kUnit, 0).at(0, 0).real(), WithinAbs(1, 1e-4));
    const double left = transfer_of(lens, kUnit, 4).at(0, 0).real();
    CHECK(left > last);
    CHECK(left < 0.5);
    last = left;
    // Far out the light falls like 1/z^2: a layer through a pinhole.
    const double farther = transfer_of(lens, kUnit, 16).at(0, 0).real();
    const double farthest = transfer_of(lens, kUnit, 32).at(0, 0).real();
    CHECK_THAT(farther / farthest, WithinRel(4, 0.25));
  }
}
