// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace etalon::numerics {

/// How much means over a time differ from one time to the next: noise averages out, drift adds up.
struct AllanPoint {
  std::size_t readings = 0;  ///< m, of which a mean is taken
  double deviation = 0;
  double degrees_of_freedom = 0;
  double uncertainty() const;  ///< standard, deviation/sqrt(2 degrees)
};

/// Overlapping Allan deviation of readings at equal intervals, for m = 1, 2, 4 ... a quarter of
/// them: AVAR(m) = 1/(2 m^2 (N - 2m + 1)) sum_j (sum of readings j + m ... j + 2m - 1, less that of
/// j ... j + m - 1)^2. Degrees of freedom: the smallest of those for white noise, flicker and
/// random walk of the readings (NIST SP 1065, 5.4.1), as nobody knows which it is. At least four
/// readings.
std::vector<AllanPoint> allan_deviation(const std::vector<double>& readings);

/// The same for one m, at most half of the readings.
AllanPoint allan_deviation(const std::vector<double>& readings, std::size_t m);

}  // namespace etalon::numerics
