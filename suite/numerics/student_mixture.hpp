// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::numerics {

/// Student's t about a centre, with its weight in a mixture.
struct StudentPart {
  double centre = 0;
  double scale = 0;
  double degrees = 0;
  double weight = 0;
};

double centre_of(const std::vector<StudentPart>& parts);  ///< weighted mean; weights sum to 1

/// Half of the interval about `centre` that holds 95 % of the mixture. One scale at least above 0.
double half_width(const std::vector<StudentPart>& parts, double centre);

}  // namespace etalon::numerics
