// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"

#include <vector>

namespace etalon::hardware {

// Truth for the record beside a simulated image, by other ways than the images are made: nothing
// here is read from a transfer function. Brightfield counts as widefield with an open condenser.

/// Light of a point at the height z (um, positive away from the objective, 0 in focus) at the place
/// (x, y) in the image, in um of the object plane; 1 in the middle for the perfect lens in focus.
/// Debye integral over the pupil (pupil.hpp) by Gauss's rule in rho, with J0 for lenses without
/// azimuth, else with even steps in azimuth. Confocal: excitation times the mean emission over the
/// pinhole, each 1 where its perfect lens is brightest. Accuracy 1e-6 of the brightest;
/// microseconds for each place, with azimuth a millisecond, through a pinhole some hundred times
/// that. A whole stack is quicker by transfer_of at each height.
double point_intensity(const Lens& lens, const std::vector<Wavelength>& light, double x_um,
                       double y_um, double z_um);

/// Full width at half the maximum along a line in the plane of focus through the brightest place,
/// `angle_rad` from x to y; to 1e-6 of itself. No pixel. NaN when nothing within 20 wavelengths/NA
/// falls below one half, or the lens is impossible.
double lateral_fwhm_um(const Lens& lens, const std::vector<Wavelength>& light,
                       double angle_rad = 0);

/// The same along z, through the brightest place of the space about the focus. A confocal
/// microscope's figure for a point; that of a thin layer is wider.
double axial_fwhm_um(const Lens& lens, const std::vector<Wavelength>& light);

}  // namespace etalon::hardware
