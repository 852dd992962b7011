// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/pattern_image.hpp"

#include <cstddef>
#include <span>

namespace etalon::hardware {

/// The image of a point falls off only like the third power of the distance: half a micrometre
/// from an edge at NA 0.4, 1 % of the step is still missing, and it shrinks with the first power
/// only. What the periodic domain has of this is light of its own repetition; this adds, on a
/// coarse grid, what the true pattern about the domain sends instead, as far as `kReach` px or once
/// the domain's size around it.
///
/// Right to some percent of itself, which is largest at the border of the part; light from beyond
/// the reach, of the order of 0.06/(cutoff in cycles/px x reach in px) of a step, stays that of the
/// repeated surroundings.
void add_far_light(const targets::Pattern& pattern, const FieldMap& map, const Blur& blur,
                   const Domain& domain, std::span<float> image, std::size_t threads);

}  // namespace etalon::hardware
