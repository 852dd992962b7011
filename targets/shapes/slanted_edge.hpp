// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// A border between a dark and a bright half plane: dark to the left at angle 0, its normal turned
/// by `angle` from x towards y, through the middle of the target.
Target slanted_edge_target();

}  // namespace etalon::targets
