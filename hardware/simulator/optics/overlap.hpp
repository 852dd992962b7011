// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/pupil.hpp"

#include <vector>

namespace etalon::hardware {

/// Transfer of a pupil without azimuth, by Gauss's rule over the overlap of the pupil with a
/// displaced copy of itself of which only the radius `source` (over the pupil's own, 0 < source <=
/// 1) is lit:
///
///   T(v) = Re int over |u| < source of P(u + v) P*(u) du / int over |u| < source of |P(u)|^2 du
///
/// source = 1: incoherent transfer (Hopkins). source < 1: weak real object in light of a condenser
/// (pupil.hpp has the pupil; docs/methods/virtual_optics.md the approximation). v in NA/wavelength,
/// zero from 1 + source on. `other_um` of the pupil is left aside.
/// At v = (1 + source) (k/intervals)^2, k = 0 ... intervals. Accuracy 1e-6.
std::vector<double> symmetric_transfer(const Pupil& pupil, double source, int intervals);

}  // namespace etalon::hardware
