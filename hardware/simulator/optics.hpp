// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"
#include "targets/exact/otf.hpp"

namespace etalon::hardware {

/// Transfer of the optics without the pixel in the middle of the field, along a normal at `along`
/// to the rows, by frequency in cycles/px, 1 at zero: lens, light and defocus (optics/transfer.hpp;
/// of a colour camera the green light), times exp(-2 pi^2 s^2 f^2) of a vibration s. The pixel
/// of a confocal microscope is the light at a point. Where the
/// image of a line has two equal sides it is the signed transfer, else its modulus (coma).
targets::Otf optics(const SimulatorSettings& settings, Length defocus, Angle along);

}  // namespace etalon::hardware
