// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"
#include "suite/core/options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::hardware {

/// The objective and the light that it gets. Aberrations are in waves rms of `wavelength`, by
/// OSA/ANSI Zernike polynomials, the same over the field.
struct OpticsSettings {
  Modality modality = Modality::brightfield;
  double magnification = 20;  ///< as engraved: for what the files say, not for the image
  double lens_na = 0.40;
  double immersion_index = 1;
  Apodisation apodisation = Apodisation::aplanatic;
  std::optional<double> condenser_na;  ///< none: as large as lens_na
  Length wavelength = nm(550);         ///< of illumination or emission, the middle of its band
  Length bandwidth;                    ///< full width of the band, evenly filled
  Length excitation = nm(488);
  double pinhole = 1;  ///< diameter in Airy units of `wavelength`
  double spherical = 0;
  double coma_x = 0;
  double coma_y = 0;
  double astigmatism = 0;          ///< along x and y
  double astigmatism_oblique = 0;  ///< along the diagonals
  std::string zernike;             ///< further ones: "6=0.02 9=-0.01"
  Length cover_glass_error;        ///< too thick: positive
  double cover_glass_index = 1.523;
};

const OptionSet<OpticsSettings>& optics_options();
/// Why these settings make no lens; empty when they make one.
std::string objection_to(const OpticsSettings& settings);

/// What the image formation wants to know. The settings must be free of objections.
Lens lens_of(const OpticsSettings& settings);
/// The band of the light about a wavelength, as a few equal parts.
std::vector<Wavelength> band_about(Length wavelength, Length bandwidth);

}  // namespace etalon::hardware

namespace etalon {

template <>
struct OptionText<hardware::Modality> {
  static std::string type() { return "brightfield, widefield or confocal"; }
  static Outcome<hardware::Modality> parse(const std::string& text);
  static std::string print(hardware::Modality value);
};

template <>
struct OptionText<hardware::Apodisation> {
  static std::string type() { return "uniform or aplanatic"; }
  static Outcome<hardware::Apodisation> parse(const std::string& text);
  static std::string print(hardware::Apodisation value);
};

}  // namespace etalon
