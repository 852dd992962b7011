// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/star_modulation.hpp"

#include <vector>

namespace etalon::metrics {

double median(std::vector<double> values);

/// Mean of a cell whose samples do not hold a whole number of pairs: by least squares together with
/// the fundamental.
double level_of(const imaging::ModulationCell& cell);

/// All sectors of each ring together.
std::vector<imaging::ModulationCell> whole_rings(const imaging::StarModulation& modulation);

/// Rings drawn on the star, its rim and what it has instead of a centre change the mean: three
/// rings about each ring whose mean is off are left out, and those about it.
std::vector<bool> usable_rings(const std::vector<imaging::ModulationCell>& rings, double amplitude);

}  // namespace etalon::metrics
