// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

namespace etalon::hardware {

// Plain numbers in the unit of their names: this is the inside of the virtual microscope. Settings
// with quantities and their limits are read in settings.hpp.

enum class Modality {
  brightfield,  ///< transmitted light, condenser of finite NA
  widefield,    ///< fluorescence, camera
  confocal      ///< fluorescence, one point at a time through a pinhole
};

/// Amplitude over the pupil as a factor A(theta) in the Debye integral
/// h(r, z) = int A(theta) J0(k r sin theta) exp(i k z cos theta) sin theta dtheta.
enum class Apodisation {
  uniform,   ///< A = 1
  aplanatic  ///< A = sqrt(cos theta): the sine condition of a well-corrected objective
};

struct Wavelength {
  double um = 0.55;
  double weight = 1;
};

/// Cover glass that is not what the objective was made for: path errors of the marginal rays
/// relative to the axial one, paraxial focus shift taken out.
struct CoverGlass {
  double thickness_error_um = 0;
  double index = 1.523;
};

struct Lens {
  Modality modality = Modality::brightfield;
  double na = 0.4;
  double immersion_index = 1;
  Apodisation apodisation = Apodisation::aplanatic;
  double condenser_na = 0.4;      ///< brightfield: S = condenser_na/na
  double pinhole_airy_units = 1;  ///< confocal: diameter over 1.22 wavelength/na
  double excitation_um = 0.488;   ///< confocal
  /// Wavefront error in waves rms of `zernike_reference_um`, by OSA/ANSI index (ISO 24157): 4
  /// defocus, 3 and 5 astigmatism, 7 and 8 coma, 12 spherical. Pupil x to the right, y down.
  std::map<int, double> zernike_waves;
  double zernike_reference_um = 0.55;
  CoverGlass cover_glass;
};

}  // namespace etalon::hardware
