// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Round dots at the corners of an endless square grid, one of them in the middle of the target;
/// the grid is turned by `angle` from x towards y.
Target dot_grid_target();

}  // namespace etalon::targets
