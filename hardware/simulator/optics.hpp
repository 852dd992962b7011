// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"
#include "targets/exact/otf.hpp"

namespace etalon::hardware {

/// Defocus at the rim of the pupil, in waves: W20 = z (1 - sqrt(1 - NA^2))/wavelength, exact for an
/// objective in air (the paraxial form is z NA^2/(2 wavelength)). Between axis and rim the
/// wavefront is taken as a parabola, which moves MTF50 by less than 0.5 % at NA 0.40 within 7 um of
/// the focus.
double defocus_in_waves(const SimulatorSettings& settings, Length defocus);

/// Optics without the pixel: a clear circular pupil in incoherent light of one wavelength. Beyond
/// the defocus whose geometric blur reaches 400 px it grows no more: nothing but grey is left
/// there.
targets::Otf optics(const SimulatorSettings& settings, Length defocus);

}  // namespace etalon::hardware
