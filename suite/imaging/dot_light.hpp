// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/located_dot.hpp"

#include <vector>

namespace etalon::imaging {

/// Relative slope of the light at each dot: a paraboloid through the bright parts of the good dots
/// among the 5 x 5 about it, so that light which bends does no harm at the rim of the grid either.
/// 0 where fewer than 12 tell it, and where light would change by more than half within `reach`.
std::vector<LightSlope> slopes_of_light(const std::vector<LocatedDot>& dots, double reach);

}  // namespace etalon::imaging
