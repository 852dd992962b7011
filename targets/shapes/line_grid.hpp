// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Endless lines, one of them through the middle of the target, their normal turned by `angle` from
/// x towards y; with `two_directions` the same again at right angles. Each line may be displaced by
/// a normal error that the seed decides.
Target line_grid_target();

}  // namespace etalon::targets
