// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// A scale of ticks that stand side by side along x (turned by `angle` towards y) on one base line
/// below them, every fifth longer, every tenth longest. The middle of the scale and of its short
/// ticks is the middle of the target.
Target stage_micrometer_target();

}  // namespace etalon::targets
