// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Endless bars and gaps: bars of width duty x pitch, the middle of one through the middle of the
/// target, their normal turned by `angle` from x towards y.
Target ronchi_ruling_target();

}  // namespace etalon::targets
