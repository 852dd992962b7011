// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Structure of all sizes between `finest` and `coarsest`, like that of stained tissue or pollen
/// under low contrast: a random field (RandomWaves) whose power density falls like f^-exponent
/// (2: as in most natural scenes). Light = 0.5 (1 + contrast x field); contrast is the standard
/// deviation over the mean. At most 22 %, so that light beyond 0 or 1 needs 4.5 standard
/// deviations, and is then not cut off.
Target natural_texture_target();

}  // namespace etalon::targets
