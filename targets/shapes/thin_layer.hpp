// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// A fluorescent layer of even thickness about z = 0. With `unevenness` its light varies gently
/// from place to place (RandomWaves with periods from `patch` to four times that); it is then
/// dimmed by 1
/// + 4 unevenness, so that hardly any place is brighter than fully bright.
Target thin_layer_target();

}  // namespace etalon::targets
