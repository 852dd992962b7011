// SPDX-License-Identifier: Apache-2.0
// Numbers named "oracle" were computed in another language, by a two-dimensional quadrature of the
// pupil's autocorrelation.
#include "hardware/simulator/optics/transfer.hpp"
#include "targets/exact/otf.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <string>
#include <utility>
#include <vector>

using Catch::Matchers::WithinAbs;
using namespace etalon::hardware;

namespace {

const std::vector<Wavelength> kGreen{{0.55, 1}};

Lens fluorescence(double na, double index = 1, Apodisation apodisation = Apodisation::aplanatic) {
  Lens lens;
  lens.modality = Modality::widefield;
  lens.na = na;
  lens.immersion_index = index;
  lens.apodisation = apodisation;
  return lens;
}

// W = w20 rho^2 + w40 rho^4 as Zernike terms at an aperture so small that the pupil is even.
Lens aberrated(double w20, double w40) {
  Lens lens = fluorescence(0.01, 1, Apodisation::uniform);
  const double twelve = w40 / (6 * std::sqrt(5.0));
  lens.zernike_waves = {{4, (w20 + w40) / (2 * std::sqrt(3.0))}, {12, twelve}};
  return lens;
}

constexpr std::array<double, 10> kFrequencies{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};

struct Curve {
  std::string name;
  Lens lens;
  std::array<double, 10> oracle;  // at kFrequencies of 2 NA/wavelength
};

const std::vector<Curve> kCurves{
    {"perfect",
     aberrated(0, 0),
     {0.872888572, 0.747060078, 0.623837665, 0.504631575, 0.391002219, 0.284756980, 0.188120404,
      0.104088039, 0.037386073, 0.013320011}},
    {"W20 = 0.25",
     aberrated(0.25, 0),
     {0.838860273, 0.658579480, 0.501569585, 0.379421730, 0.287468276, 0.215286907, 0.152489220,
      0.092385982, 0.036028104, 0.013184447}},
    {"W20 = 0.5",
     aberrated(0.5, 0),
     {0.742089125, 0.434818960, 0.229264489, 0.125690818, 0.084608821, 0.074110579, 0.072807616,
      0.062693398, 0.032161133, 0.012783585}},
    {"W20 = 1",
     aberrated(1, 0),
     {0.426645839, -0.014413691, -0.069515029, -0.036886980, -0.020072457, -0.019038058,
      -0.017302710, 0.002027901, 0.019487021, 0.011265061}},
    {"W40 = 0.25, not balanced",
     aberrated(0, 0.25),
     {0.824423265, 0.651473258, 0.512510776, 0.396463738, 0.295583098, 0.209087830, 0.138394977,
      0.081789217, 0.033666277, 0.012869998}},
    {"W40 = 0.25, balanced",
     aberrated(-0.25, 0.25),
     {0.866824921, 0.736792289, 0.612651838, 0.495577065, 0.386041869, 0.282595777, 0.186089408,
      0.102014675, 0.036763046, 0.013226563}},
    {"W40 = 0.5, not balanced",
     aberrated(0, 0.5),
     {0.696242429, 0.435898775, 0.283082493, 0.181967990, 0.109682927, 0.062786807, 0.040217830,
      0.033521486, 0.024005532, 0.011583096}},
    {"W40 = 0.5, balanced",
     aberrated(-0.5, 0.5),
     {0.848911274, 0.706626980, 0.579979855, 0.469142921, 0.371448725, 0.276232575, 0.180127837,
      0.095958817, 0.034935359, 0.012948914}},
    {"NA 0.65 aplanatic",
     fluorescence(0.65),
     {0.859510343, 0.729989763, 0.608802326, 0.494675015, 0.387154576, 0.286441666, 0.193459512,
      0.110237349, 0.041149183, 0.015010252}},
    {"NA 0.65 uniform",
     fluorescence(0.65, 1, Apodisation::uniform),
     {0.844997771, 0.711493292, 0.592207852, 0.483074241, 0.381695715, 0.286757789, 0.197905311,
      0.116085503, 0.045016714, 0.016810405}},
    {"NA 0.95 aplanatic",
     fluorescence(0.95),
     {0.808900712, 0.674665397, 0.561873208, 0.461208280, 0.368626181, 0.282062235, 0.200487218,
      0.123709591, 0.053015909, 0.021804298}},
    {"NA 0.95 uniform",
     fluorescence(0.95, 1, Apodisation::uniform),
     {0.720380122, 0.578307326, 0.476857798, 0.394992420, 0.324017887, 0.259151043, 0.197055857,
      0.134681820, 0.068285851, 0.032261664}},
    {"NA 1.4 aplanatic",
     fluorescence(1.4, 1.515),
     {0.820585815, 0.686449620, 0.571711695, 0.468468051, 0.373155015, 0.283968534, 0.200107640,
      0.121696919, 0.050658478, 0.020210396}},
    {"NA 1.4 uniform",
     fluorescence(1.4, 1.515, Apodisation::uniform),
     {0.751892724, 0.609119879, 0.503133177, 0.415797432, 0.339119244, 0.268563620, 0.200975179,
      0.133663212, 0.064109967, 0.028555101}}};

double worst_error(const Curve& curve, const Lens& lens) {
  const Transfer transfer = transfer_of(lens, kGreen, 0);
  double worst = 0;
  for (std::size_t k = 0; k < kFrequencies.size(); ++k) {
    for (const double angle : {0.0, 0.7, 1.6, -2.2}) {
      const double f = kFrequencies[k] * transfer.cutoff_per_um();
      const auto found = transfer.at(f * std::cos(angle), f * std::sin(angle));
      worst = std::max(worst, std::abs(found - curve.oracle[k]));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("transfer functions are those of the oracle", "[hardware]") {
  for (const Curve& curve : kCurves) {
    INFO(curve.name);
    CHECK(worst_error(curve, curve.lens) < 2e-5);
  }
}

TEST_CASE("the grid for lenses with azimuth gives the same transfer functions", "[hardware]") {
  for (const Curve& curve : kCurves) {
    INFO(curve.name);
    Lens lens = curve.lens;
    lens.zernike_waves[8] = 1e-9;
    CHECK(worst_error(curve, lens) < 5e-4);
  }
}

TEST_CASE("transfer starts at one and ends at the cutoff", "[hardware]") {
  for (Lens lens : {fluorescence(0.4), fluorescence(1.2, 1.333)}) {
    for (const double coma : {0.0, 0.05}) {
      lens.zernike_waves[8] = coma;
      const Transfer transfer = transfer_of(lens, kGreen, 1);
      CHECK_THAT(transfer.cutoff_per_um(), WithinAbs(2 * lens.na / 0.55, 1e-12));
      CHECK(std::abs(transfer.at(0, 0) - 1.0) < 1e-6);
      CHECK(transfer.at(transfer.cutoff_per_um(), 0) == 0.0);
      CHECK(transfer.at(0, -transfer.cutoff_per_um() * 1.5) == 0.0);
    }
  }
}
