// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Fluorescent beads over an area about the middle of the target, at random or on a grid. A bead of
/// nominal diameter gives `light` in focus, summed over the image, in units of a fully bright
/// pixel; solid beads of another diameter in proportion to their volume, shells to their surface.
/// Diameters are normal, single brightnesses log-normal, depths even between -depth/2 and depth/2.
/// `doublets` of the places hold a second bead that touches the first, in a random direction.
/// Facts: beads, doublets, diameter. Where each bead lies stands in the scene itself.
Target bead_field_target();

}  // namespace etalon::targets
