// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <vector>

namespace etalon::imaging {

/// The plane and its reductions by 2, 4, 8 ... (means of 2 x 2 samples of the one before), down to
/// 16 samples. All are in samples of `plane`, whatever its own place in a frame: level l has the
/// pitch 2^l and its first sample at (2^l - 1)/2. An incomplete block at the right and lower border
/// is left out. A third of the plane in memory beside it.
std::vector<Plane> pyramid(const Plane& plane);

}  // namespace etalon::imaging
