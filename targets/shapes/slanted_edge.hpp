// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// A border between a dark and a bright side through the middle of the target: dark to the left at
/// angle 0 (bright with negative polarity), its normal turned by `angle` from x towards y. With
/// `radius` it is an arc, its centre on the left at angle 0, on the right when the radius is
/// negative. With `roughness` it is wavy (RoughLine), as the edge of a razor blade is.
///
/// The light is exact to 1e-6; of a rough arc to sigma^2/radius^2. A rough edge is averaged along
/// its course in at most 2048 steps, which are too few where sigma exceeds some 20 correlation
/// lengths.
Target slanted_edge_target();

}  // namespace etalon::targets
