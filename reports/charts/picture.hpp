// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <string>

namespace etalon::charts {

/// The picture as one inline <svg>: the grey image inside (PNG as a data URI) and its overlays as
/// lines with a dark rim, so that they are seen on any background and told apart in black and
/// white: what was found solid, the region in which it was measured dashed. The item's id stands
/// beside it; of more than forty items only beside those that were found but not used.
std::string picture_svg(const Picture& picture);

}  // namespace etalon::charts
