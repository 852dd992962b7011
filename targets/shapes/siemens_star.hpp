// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// A disc of spokes, `pairs` bright and as many dark ones, a bright one in direction `angle` (from
/// x towards y), with hard or sinusoidal borders; bright around the disc, or the other way round
/// with negative polarity. At radius r a pair is 2 pi r/pairs wide. The rim is right to some
/// sigma/radius where a spoke meets it, exact elsewhere.
Target siemens_star_target();

}  // namespace etalon::targets
