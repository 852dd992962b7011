// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/numerics/smooth_peak.hpp"

#include <optional>
#include <vector>

namespace etalon::numerics {

/// A step between two levels, of no assumed shape, read off a smooth curve:
///
///   y = low + h [G(u) + b u' + c u u' + d (L(u) - G(u))] + deviation + noise, u = (x - m)/s
///
/// G: step of a Gaussian; u' its derivative, so that b and c move and widen it; L: the integral of
/// a squared Lorentzian between the same 10 and 90 %. low, h, b, c, d are free. The deviation is a
/// Gaussian process of covariance A^2 w(u) w(u') exp(-(u - u')^2/(2 1.2^2)), w = (1 +
/// u^2/4)^(-3/2): a step falls to its levels at least as fast as that of a response like 1/u^4. A
/// over the noise is averaged over 14 decades by restricted likelihood, as in fit_peak; below 0.01
/// h it counts for nothing.
///
/// `width`: from 10 to 90 % of the height; `middle`: halfway between these; `broadening`: 3.3/width
/// of a Gaussian; asymmetry and slopes are not read. `residuals` and `scatter` are over the height.
/// `variance`: that of the values up to a common factor, which the residuals give. Checked on steps
/// of a Gaussian, sech^2, sinc^4, squared Lorentzian and two unequal half Gaussians, 4 to 12 values
/// wide: without noise within 0.6 % of the width, which has no part in the uncertainties.
///
/// `x` rises evenly, eleven values at least, some of them level at both ends. Nothing when there is
/// no such step. Cost: 60 n^3.
std::optional<SmoothCurve> fit_step(const std::vector<double>& x, const std::vector<double>& y,
                                    const std::vector<double>& variance);

}  // namespace etalon::numerics
