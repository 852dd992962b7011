// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::numerics {

/// A sharpness read at one place of the focus, with the standard uncertainty of its own noise.
struct FocusReading {
  double z = 0;
  double sharpness = 0;
  double noise = 0;
};

enum class FocusProblem {
  none,
  too_few,  ///< fewer than five places about the peak
  outside,  ///< fewer than two places on one side of the peak
  no_peak,  ///< they do not fall by 5 % anywhere, or their peak is uncertain by half its width
};

/// A value read off the curve, with its standard uncertainties: of the readings, and of what is not
/// known of the curve's shape.
struct FocusValue {
  double value = 0;
  double noise = 0;
  double shape = 0;
};

struct FocusPeak {
  FocusProblem problem = FocusProblem::none;
  std::size_t used = 0;              ///< readings about the peak
  FocusValue position;               ///< of the maximum, unit of z
  FocusValue sharpness;              ///< at the maximum
  std::optional<FocusValue> depth;   ///< range with at least 80 % of it; needs readings beyond
  double degrees_of_freedom = 1e6;   ///< of `noise`
  double widened = 1;                ///< by which scatter about the curve widened `noise`
  FocusValue asymmetry;              ///< odd part of the loss at `half_width`, over its even part
  double centre = 0;                 ///< origin of the curve
  double half_width = 1;             ///< where 55 % of the sharpness are left
  std::vector<double> coefficients;  ///< of (reference/sharpness)^2 in (z - centre)/half_width
  double reference = 1;

  double at(double z) const;  ///< the fitted curve; right about the peak only
};

/// Place and height of the peak of a sharpness through focus.
///
/// Model: (m_ref/m)^2 = sum b_k t^k, k = 0 ... 6, t = (z - centre)/half_width. For a Gaussian blur
/// that grows as s^2 = s0^2 + (k z)^2 and a sharpness that goes as 1/s this is a parabola, exactly;
/// far from focus it is one for every lens, whose blur is geometric there. b0, b1, b2 are free; b3
/// ~ N(0, 0.3^2), b4 ~ N(0.6, 0.8^2), b5 ~ N(0, 0.2^2), b6 ~ N(-0.2, 0.4^2): a clear circular pupil
/// has 0, 1.3, 0, -0.5 (Hopkins' integral); a quarter of a wave of spherical aberration (Seidel)
/// has an odd part of a tenth of the even one, half a wave of two tenths. So the curve is even
/// unless the readings say otherwise, and how far they leave that open is in `shape`. Readings with
/// less than 55 % of the best sharpness are left out (the model would have to follow more).
///
/// Gauss-Newton in the sharpness, weights 1/noise^2. The scatter about the curve, pooled with ten
/// degrees of freedom at the stated noise, widens `noise` where it is larger than stated. Readings
/// of one place are several readings. Cost: below a millisecond.
FocusPeak find_focus_peak(std::vector<FocusReading> readings);

}  // namespace etalon::numerics
