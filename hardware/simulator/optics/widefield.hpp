// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"
#include "hardware/simulator/optics/transfer_table.hpp"

#include <vector>

namespace etalon::hardware {

/// What a camera sees, without the shift by tilts: incoherent in fluorescence, in brightfield that
/// of a weak object. Without azimuth by overlap.hpp, otherwise by pupil_grid.hpp. Path errors of
/// more than 64 waves per radius of the pupil (with azimuth 32) are scaled down to that, and the
/// blur up again: there it is one of rays.
Transfer::Table widefield(const Lens& lens, const std::vector<Wavelength>& light,
                          double defocus_um);

}  // namespace etalon::hardware
