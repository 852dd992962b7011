// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/target.hpp"

namespace etalon::targets {

/// Triplets of bars after MIL-STD-150A: element E of group G has f = 2^(G + (E - 1)/6) line pairs
/// per mm, bars 500/f um wide and five times as long, gaps as wide as bars. Left triplet of an
/// element: vertical bars; right triplet: horizontal bars.
///
/// Where elements stand is up to each maker; here it is as on most slides: an even group G and the
/// odd G + 1 share a block, elements 2 to 6 of G down its left side, all of G + 1 down its right
/// side, element 1 of G at the bottom right; the block of the next pair, four times smaller, stands
/// between the two sides. In bar widths of the element: 2 between its triplets, 2 below it; in
/// those of element 1 of G: 2 between it and the left side. The middle of the innermost block is
/// the middle of the target. No figures, no squares.
Target usaf_1951_target();

}  // namespace etalon::targets
