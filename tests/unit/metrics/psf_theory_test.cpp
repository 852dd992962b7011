// SPDX-License-Identifier: Apache-2.0
// Theories by kind of microscope, against figures of another language and formulas in closed form.
#include "suite/metrics/psf_theory.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::metrics;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Instrument lens(double na, Immersion immersion) {
  Instrument instrument;
  instrument.objective.lens_na = Uncertain<double>{.value = na, .standard_uncertainty = 0.01};
  instrument.objective.immersion = immersion;
  return instrument;
}

Channel channel(AcquisitionMode mode) {
  Channel c;
  c.mode = mode;
  c.wavelength = Uncertain<Length>{.value = um(0.525), .standard_uncertainty = um(0.01)};
  c.excitation = Uncertain<Length>{.value = um(0.488), .standard_uncertainty = um(0.001)};
  return c;
}

double peer(const PsfTheory& theory, const std::string& definition) {
  const auto found = std::find_if(theory.peers.begin(), theory.peers.end(),
                                  [&](const PeerValue& p) { return p.definition == definition; });
  return found == theory.peers.end() ? -1 : found->value;
}

bool warns(const PsfTheory& theory, const std::string& code) {
  return std::any_of(theory.caveats.begin(), theory.caveats.end(),
                     [&](const Caveat& c) { return c.code == code; });
}

}  // namespace

TEST_CASE("widefield: the Debye integral at the emission", "[metrics]") {
  const auto theory =
      psf_theory(lens(0.8, Immersion::air), channel(AcquisitionMode::widefield), "debye_aplanatic");
  REQUIRE(theory);
  CHECK(theory->id == "debye_aplanatic, widefield");
  CHECK_THAT(theory->width.lateral, WithinRel(0.525 * 0.62950870952622, 1e-9));
  CHECK_THAT(theory->width.axial, WithinRel(0.525 * 2.2240547070042, 1e-9));
  CHECK_THAT(peer(*theory, "theory.debye_uniform.lateral"),
             WithinRel(0.525 * 0.61656736503495, 1e-9));
  CHECK_THAT(peer(*theory, "theory.airy.lateral"), WithinRel(0.514497 * 0.525 / 0.8, 1e-9));
  CHECK_THAT(peer(*theory, "theory.airy.axial"), WithinRel(0.885893 * 0.525 / 0.4, 1e-9));
  CHECK_THAT(peer(*theory, "theory.paraxial.axial"), WithinRel(1.771786 * 0.525 / 0.64, 1e-9));
  CHECK_THAT(peer(*theory, "peer.metroloj_qc.theory.axial"), WithinRel(1.77 * 0.525 / 0.64, 1e-9));
  CHECK_THAT(theory->coarsest_pixel_um, WithinRel(0.525 / 3.2, 1e-12));
  CHECK_THAT(theory->coarsest_step_um, WithinRel(0.525 / 0.8, 1e-12));
  // A Gaussian in the plane reads a diffraction pattern 5 to 6 % low.
  CHECK_THAT(theory->read_plane.lateral, WithinAbs(0.942, 0.01));
}

TEST_CASE("every kind of microscope has its light", "[metrics]") {
  const Instrument water = lens(1.2, Immersion::water);
  const auto at = [&](const Channel& c, const std::string& id = "debye_aplanatic") {
    return psf_theory(water, c, id).value();
  };
  const PsfTheory two = at(channel(AcquisitionMode::two_photon));
  CHECK_THAT(two.width.lateral, WithinRel(0.488 * 0.29804968143669, 1e-9));
  CHECK_THAT(two.width.axial, WithinRel(0.488 * 0.8561017539714, 1e-9));
  CHECK_THAT(peer(two, "peer.metroloj_qc.theory.lateral"),
             WithinRel(0.383 * 0.488 / std::pow(1.2, 0.91), 1e-9));
  Channel confocal = channel(AcquisitionMode::confocal);
  const PsfTheory open = at(confocal);
  CHECK(warns(open, "psf_fwhm.pinhole_unknown"));
  CHECK_THAT(open.width.lateral, WithinRel(0.488 * 0.4148664200602, 1e-9));
  confocal.pinhole = Uncertain<double>{.value = 1, .standard_uncertainty = 0.05};
  const PsfTheory pinhole = at(confocal);
  CHECK(pinhole.width.lateral < open.width.lateral);
  CHECK(pinhole.width.lateral > two.width.lateral);
  CHECK(pinhole.lateral.size() == 4);
  // In closed form: the excitation from one Airy unit on, both wavelengths below.
  CHECK_THAT(at(confocal, "airy").width.lateral, WithinRel(0.514497 * 0.488 / 1.2, 1e-6));
  confocal.pinhole->value = 0.2;
  const double both = std::sqrt(2.0) * 0.488 * 0.525 / std::hypot(0.488, 0.525);
  CHECK_THAT(at(confocal, "airy").width.lateral, WithinRel(0.369331 * both / 1.2, 1e-9));
  CHECK_THAT(pinhole.coarsest_pixel_um, WithinRel(0.488 / 9.6, 1e-12));
  const PsfTheory disk = at(channel(AcquisitionMode::spinning_disk));
  CHECK_THAT(peer(disk, "peer.metroloj_qc.theory.lateral"), WithinRel(0.51 * 0.525 / 1.2, 1e-9));
}

TEST_CASE("inputs move the theory as its derivative says", "[metrics]") {
  const auto theory =
      psf_theory(lens(0.1, Immersion::air), channel(AcquisitionMode::widefield), "debye_aplanatic");
  REQUIRE(theory);
  // Paraxial: lateral as lambda/NA, axial as lambda/NA^2.
  for (const BudgetComponent& part : theory->lateral) {
    const bool na = part.source == "objective NA";
    const double expected = na ? -theory->width.lateral / 0.1 : theory->width.lateral / 0.525;
    CHECK_THAT(part.sensitivity, WithinRel(expected, 0.005));
  }
  for (const BudgetComponent& part : theory->axial) {
    const bool na = part.source == "objective NA";
    const double expected = na ? -2 * theory->width.axial / 0.1 : theory->width.axial / 0.525;
    CHECK_THAT(part.sensitivity, WithinRel(expected, 0.005));
  }
}

TEST_CASE("what is not known has no theory, or one that says what it assumes", "[metrics]") {
  const Channel wide = channel(AcquisitionMode::widefield);
  CHECK_FALSE(psf_theory(Instrument{}, wide, "debye_aplanatic"));
  CHECK_FALSE(psf_theory(lens(0.8, Immersion::air), Channel{}, "debye_aplanatic"));
  CHECK_FALSE(psf_theory(lens(1.2, Immersion::air), wide, "debye_aplanatic"));
  Channel confocal = channel(AcquisitionMode::confocal);
  confocal.excitation = {};
  CHECK_FALSE(psf_theory(lens(0.8, Immersion::air), confocal, "debye_aplanatic"));
  Channel unknown = wide;
  unknown.mode = AcquisitionMode::unknown;
  const auto theory = psf_theory(lens(1.4, Immersion::unknown), unknown, "debye_aplanatic");
  REQUIRE(theory);
  CHECK(warns(*theory, "psf_fwhm.modality_assumed"));
  CHECK(warns(*theory, "psf_fwhm.index_assumed"));
  CHECK_THAT(theory->width.lateral, WithinRel(0.525 * 0.35412960402218, 1e-9));
}
