// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"

#include <vector>

namespace etalon::hardware {

/// Modulation transfer of optics and square pixel along a direction, truth for the record beside a
/// simulated image, by other ways than the images are made:
///
///   |T(f)| |sinc(f p cos(angle)) sinc(f p sin(angle))|
///
/// p the pixel in the object plane, f in cycles/um of the object plane, `angle_rad` from x to y. T
/// by Gauss's rule over the overlap of the pupils, column by column; in a confocal microscope by
/// Hankel transform of the intensity of a point out of focus, over that in focus (lenses with
/// azimuth: from transfer_of). Accuracy 1e-5 (confocal 1e-3) up to some 60 waves of path error per
/// radius of the pupil.
double true_mtf(const Lens& lens, const std::vector<Wavelength>& light, double defocus_um,
                double pixel_um, double angle_rad, double f_per_um);

}  // namespace etalon::hardware
