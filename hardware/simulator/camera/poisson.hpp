// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/random_stream.hpp"

namespace etalon::hardware {

/// Above this mean a rounded normal is drawn in place of a Poisson number.
inline constexpr double kLargestPoissonMean = 1000;

/// A number of electrons of this mean, 0 when it is not above zero.
///
/// Below a mean of 10 by inversion, to 1000 by transformed rejection with squeeze (PTRS: W.
/// Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance:
/// Mathematics and Economics 12, 39-45, 1993): both are Poisson numbers but for the rounding of
/// doubles. Above, m + sqrt(m - 5/36) z + (z^2 - 1)/6 rounded, z standard normal: mean, variance
/// and skewness are those of the Poisson numbers (Cornish and Fisher 1937; 5/36 = 1/18 of the last
/// term and 1/12 of rounding), the excess kurtosis of 1/m comes out as 4/(3 m).
double poisson(double mean, RandomStream& random);

}  // namespace etalon::hardware
