// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/objection.hpp"

#include "suite/core/translate.hpp"

#include <cmath>

namespace etalon::hardware {
namespace {

constexpr double kGrazing = 0.995;     // NA/n: 84 degrees
constexpr double kMostWaves = 20;      // rms of one Zernike term
constexpr int kLastZernike = 44;       // radial order 8
constexpr double kWidestPinhole = 50;  // Airy units

// Negated, so that NaN is out as well.
bool outside(double value, double least, double greatest) {
  return !(value >= least && value <= greatest);
}

const char* aperture_objection(const Lens& lens) {
  if (outside(lens.immersion_index, 1, 2.5)) {
    return tr("The index of the immersion must lie between 1 and 2.5.");
  }
  if (outside(lens.na, 1e-3, 10)) return tr("The numerical aperture must be 0.001 or more.");
  if (lens.na > kGrazing * lens.immersion_index) {
    return tr(
        "The numerical aperture must stay below 0.995 of the index of the immersion: no ray "
        "enters the lens at more than a right angle.");
  }
  return nullptr;
}

const char* cover_glass_objection(const Lens& lens) {
  const CoverGlass& glass = lens.cover_glass;
  if (outside(glass.index, 1, 2.5)) {
    return tr("The index of the cover glass must lie between 1 and 2.5.");
  }
  if (outside(glass.thickness_error_um, -1000, 1000)) {
    return tr("The cover glass can be at most 1000 um too thick or too thin.");
  }
  if (glass.thickness_error_um != 0 && lens.na > kGrazing * glass.index) {
    return tr(
        "The numerical aperture must stay below 0.995 of the index of the cover glass: "
        "beyond, its rays are totally reflected.");
  }
  return nullptr;
}

const char* zernike_objection(const Lens& lens) {
  if (outside(lens.zernike_reference_um, 0.1, 10)) {
    return tr("The reference wavelength of Zernike terms must lie between 0.1 and 10 um.");
  }
  for (const auto& [index, waves] : lens.zernike_waves) {
    if (index < 0 || index > kLastZernike) {
      return tr("Zernike terms have OSA/ANSI indices from 0 to 44 (radial order 8).");
    }
    if (outside(waves, -kMostWaves, kMostWaves)) {
      return tr("A Zernike term can have at most 20 waves rms.");
    }
  }
  return nullptr;
}

const char* modality_objection(const Lens& lens) {
  if (lens.modality == Modality::brightfield && outside(lens.condenser_na, 0, 2.5)) {
    return tr("The numerical aperture of the condenser must not be negative.");
  }
  if (lens.modality != Modality::confocal) return nullptr;
  if (!(lens.pinhole_airy_units > 0)) return tr("A pinhole must be wider than nothing.");
  if (lens.pinhole_airy_units > kWidestPinhole) {
    return tr("A pinhole of more than 50 Airy units is none: choose widefield.");
  }
  if (outside(lens.excitation_um, 0.1, 10)) {
    return tr("The excitation wavelength must lie between 0.1 and 10 um.");
  }
  return nullptr;
}

}  // namespace

std::string objection(const Lens& lens) {
  for (const auto check :
       {aperture_objection, cover_glass_objection, zernike_objection, modality_objection}) {
    if (const char* reason = check(lens)) return reason;
  }
  return {};
}

std::string objection(const std::vector<Wavelength>& light) {
  double all = 0;
  for (const Wavelength& line : light) {
    if (outside(line.um, 0.1, 10)) return tr("Wavelengths must lie between 0.1 and 10 um.");
    if (outside(line.weight, 0, 1e12)) {
      return tr("The weight of a wavelength must not be negative.");
    }
    all += line.weight;
  }
  return all > 0 ? std::string() : tr("There must be light of at least one wavelength.");
}

}  // namespace etalon::hardware
