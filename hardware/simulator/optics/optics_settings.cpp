// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/optics_settings.hpp"

#include "hardware/simulator/demands.hpp"
#include "hardware/simulator/option_words.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <utility>

namespace etalon {
namespace {

using hardware::Words;

const Words<hardware::Modality> kModalities{{"brightfield", hardware::Modality::brightfield},
                                            {"widefield", hardware::Modality::widefield},
                                            {"confocal", hardware::Modality::confocal}};
const Words<hardware::Apodisation> kApodisations{{"uniform", hardware::Apodisation::uniform},
                                                 {"aplanatic", hardware::Apodisation::aplanatic}};

}  // namespace

Outcome<hardware::Modality> OptionText<hardware::Modality>::parse(const std::string& text) {
  return hardware::parse_word(text, kModalities, type());
}
std::string OptionText<hardware::Modality>::print(hardware::Modality value) {
  return hardware::print_word(value, kModalities);
}
Outcome<hardware::Apodisation> OptionText<hardware::Apodisation>::parse(const std::string& text) {
  return hardware::parse_word(text, kApodisations, type());
}
std::string OptionText<hardware::Apodisation>::print(hardware::Apodisation value) {
  return hardware::print_word(value, kApodisations);
}

namespace hardware {
namespace {

using S = OpticsSettings;

// Waves rms: ten times what Marechal calls well corrected are 0.7; beyond twice that nothing is
// left to see.
constexpr double kMostWaves = 1.5;
constexpr int kHighestIndex = 44;  // OSA: up to the eighth order
constexpr int kPartsOfBand = 3;

/// "6=0.02 9=-0.01"; nothing when it cannot be read.
std::optional<std::map<int, double>> read_zernike(const std::string& text) {
  std::map<int, double> waves;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto sign = word.find('=');
    if (sign == std::string::npos) return std::nullopt;
    const auto index = OptionText<int>::parse(word.substr(0, sign));
    const auto value = parse_number(word.substr(sign + 1));
    if (!index || !value || !within(*index, 3, kHighestIndex) ||
        !within(*value, -kMostWaves, kMostWaves) || !waves.emplace(*index, *value).second) {
      return std::nullopt;
    }
  }
  return waves;
}

bool are_waves(std::initializer_list<double> all) {
  return std::all_of(all.begin(), all.end(),
                     [](double waves) { return within(waves, -kMostWaves, kMostWaves); });
}

}  // namespace

const OptionSet<S>& optics_options() {
  static const OptionSet<S> set = [] {
    OptionSet<S> all;
    all.add("modality", &S::modality, "How the microscope makes its image.")
        .add("magnification", &S::magnification, "Engraved magnification of the objective.")
        .add("lens_na", &S::lens_na, "Numerical aperture of the objective.")
        .add("immersion_index", &S::immersion_index, "Refractive index before the objective.")
        .add("apodisation", &S::apodisation, "Amplitude over the pupil of the objective.")
        .add("condenser_na", &S::condenser_na,
             "Aperture of the condenser; as lens_na if not given.")
        .add("wavelength", &S::wavelength, "Wavelength of the light, or of the emission.")
        .add("bandwidth", &S::bandwidth, "Full width of the band about the wavelength.")
        .add("excitation", &S::excitation, "Wavelength of the laser of a confocal microscope.")
        .add("pinhole", &S::pinhole, "Diameter of the confocal pinhole in Airy units.")
        .add("spherical", &S::spherical, "Spherical aberration, waves rms.")
        .add("coma_x", &S::coma_x, "Coma to the right, waves rms.")
        .add("coma_y", &S::coma_y, "Coma downwards, waves rms.")
        .add("astigmatism", &S::astigmatism, "Astigmatism along x and y, waves rms.")
        .add("astigmatism_oblique", &S::astigmatism_oblique,
             "Astigmatism along the diagonals, waves rms.")
        .add("zernike", &S::zernike, "Further terms by OSA index, waves rms: \"6=0.02 9=-0.01\".")
        .add("cover_glass_error", &S::cover_glass_error, "How much too thick the cover glass is.")
        .add("cover_glass_index", &S::cover_glass_index, "Refractive index of the cover glass.");
    return all;
  }();
  return set;
}

std::string objection_to(const S& s) {
  return first_unmet(
      {{within(s.magnification, 0.1, 1000.0), tr("magnification: expected 0.1 to 1000.")},
       {within(s.immersion_index, 1.0, 1.7), tr("immersion_index: expected 1 (air) to 1.7.")},
       {s.lens_na >= 0.02, tr("lens_na: expected at least 0.02.")},
       {s.lens_na <= 0.98 * s.immersion_index,
        tr("lens_na: more than 0.98 of immersion_index cannot be reached; oil has 1.518, water "
           "1.33, air 1.")},
       {!s.condenser_na || within(*s.condenser_na, 0.01, 1.4),
        tr("condenser_na: expected 0.01 to 1.4.")},
       {within(s.wavelength, nm(100), um(20)), tr("wavelength: expected 100 nm to 20 um.")},
       {s.bandwidth >= um(0) && s.bandwidth <= s.wavelength,
        tr("bandwidth: expected 0 nm up to the wavelength.")},
       {s.modality != Modality::confocal || within(s.excitation, nm(100), s.wavelength),
        tr("excitation: expected 100 nm up to the wavelength of the emission.")},
       {within(s.pinhole, 0.05, 20.0), tr("pinhole: expected 0.05 to 20 Airy units.")},
       {are_waves({s.spherical, s.coma_x, s.coma_y, s.astigmatism, s.astigmatism_oblique}),
        tr("spherical, coma_x, coma_y, astigmatism, astigmatism_oblique: expected -1.5 to 1.5 "
           "waves rms.")},
       {read_zernike(s.zernike).has_value(),
        tr("zernike: expected pairs of an OSA index from 3 to 44, each once, and waves rms from "
           "-1.5 to 1.5, such as \"6=0.02 9=-0.01\".")},
       {within(s.cover_glass_error, um(-500), um(500)),
        tr("cover_glass_error: expected -500 um to 500 um.")},
       {s.cover_glass_index >= 1.3 && s.cover_glass_index <= 2 &&
            s.lens_na <= 0.98 * s.cover_glass_index,
        tr("cover_glass_index: expected 1.3 to 2, above the aperture.")}});
}

Lens lens_of(const S& s) {
  Lens lens;
  lens.modality = s.modality;
  lens.na = s.lens_na;
  lens.immersion_index = s.immersion_index;
  lens.apodisation = s.apodisation;
  lens.condenser_na = s.condenser_na.value_or(s.lens_na);
  lens.pinhole_airy_units = s.pinhole;
  lens.excitation_um = s.excitation.in(um);
  lens.zernike_waves = read_zernike(s.zernike).value_or(std::map<int, double>{});
  lens.zernike_reference_um = s.wavelength.in(um);
  for (const auto& [index, waves] :
       {std::pair(3, s.astigmatism_oblique), std::pair(5, s.astigmatism), std::pair(7, s.coma_y),
        std::pair(8, s.coma_x), std::pair(12, s.spherical)}) {
    if (waves != 0) lens.zernike_waves[index] += waves;
  }
  lens.cover_glass = {s.cover_glass_error.in(um), s.cover_glass_index};
  return lens;
}

std::vector<Wavelength> band_about(Length wavelength, Length bandwidth) {
  if (!(bandwidth > um(0))) return {{wavelength.in(um), 1}};
  std::vector<Wavelength> band;
  for (int i = 0; i < kPartsOfBand; ++i) {
    const double place = (i + 0.5) / kPartsOfBand - 0.5;
    band.push_back({(wavelength + bandwidth * place).in(um), 1.0 / kPartsOfBand});
  }
  return band;
}

}  // namespace hardware
}  // namespace etalon
