// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace etalon::numerics {

/// Standard deviations s of normal readings about their mean: nu s^2/sigma^2 is chi-squared with
/// nu = n - 1 degrees of freedom (also between whole numbers).

/// q with P(chi-squared <= q) = probability.
double chi_square_quantile(double probability, double degrees_of_freedom);

/// s/sigma that half of all standard deviations stay below; about 1 - 1/(3 nu).
double median_scatter(double degrees_of_freedom);

/// Mean of ln(s/sigma); about -1/(2 nu).
double mean_log_scatter(double degrees_of_freedom);

/// Distance of the quartiles of ln s.
double quartile_distance_of_log_scatter(double degrees_of_freedom);

/// Share of standard deviations between two values of s/sigma.
double share_of_scatter(double lower, double upper, double degrees_of_freedom);

}  // namespace etalon::numerics
