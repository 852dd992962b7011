// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"
#include "hardware/simulator/optics/transfer_table.hpp"

#include <vector>

namespace etalon::hardware {

/// Transfer of a scanning confocal microscope: FT of h_ex (h_em folded with the pinhole), both
/// intensities through the same lens (Sheppard and Gu), the pinhole seen in the object plane. Over
/// frequencies
///
///   T(f) = int T_em(g) D(g) T_ex(f - g) dg / (the same at f = 0 with the lens in focus)
///
/// with D = 2 J1(2 pi a g)/(2 pi a g), a the pinhole's radius, pinhole_airy_units x 0.61 mean
/// emission wavelength/NA. Without azimuth by quadrature, otherwise by Fourier transforms.
/// Without the shift by tilts.
Transfer::Table confocal(const Lens& lens, const std::vector<Wavelength>& emission,
                         double defocus_um);

/// Radius of the pinhole in the object plane.
double pinhole_radius_um(const Lens& lens, const std::vector<Wavelength>& emission);

}  // namespace etalon::hardware
