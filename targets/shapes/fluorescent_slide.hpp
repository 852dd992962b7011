// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Dyed plastic, far thicker than any depth of focus: even light, in and out of focus. Out of focus
/// it looks the same, so it is drawn as an even sheet without depth.
Target fluorescent_slide_target();

}  // namespace etalon::targets
