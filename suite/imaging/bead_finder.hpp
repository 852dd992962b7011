// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/z_blocks.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::imaging {

/// A place where light is concentrated. Place in samples of the plane.
struct BeadCandidate {
  double x = 0;
  double y = 0;
  std::size_t block = 0;  ///< where it is brightest
  double height = 0;      ///< of the smoothed image above its background, DN
  double snr = 0;         ///< height over its noise
};

/// Lateral standard deviation, in samples, of the spots that stand out most; nothing when no spot
/// stands out at any scale. Of stacks only what changes along z is looked at: neither hot pixels
/// nor the shape of the background. Smoothing by the spot's own width gives the highest ratio to
/// white noise, so the scale of highest ratio is its width, within about 20 %.
std::optional<double> spot_sigma(const ZBlocks& blocks, std::size_t threads);

/// Spots of standard deviation `sigma` samples: maxima of each block, and of each two neighbouring
/// blocks together, of the image smoothed by `sigma` (which for white noise is the best linear
/// detector), less its local median (over 12 sigma of what all
/// blocks share, 32 sigma of what is a block's own), that exceed 7 times the noise there. The noise
/// is read below the median, where there are no beads. In a billion places noise exceeds 7 times
/// itself once in a thousand images: there is no threshold to set. What may be a part of a brighter
/// spot's image is not listed: less than 30 % of it within 4 sigma (at another height: unless the
/// light falls below half in between), less than 6 % (4 sigma / distance)^3 farther out (at another
/// height 10 %), which covers the rings of Airy three times over. Sorted by descending snr.
/// `rounding_dn` is the step of the stored values, below which there is no telling noise. Cost:
/// about 10 ns a bin. The memory of the blocks is used.
std::vector<BeadCandidate> find_beads(ZBlocks blocks, double sigma, double rounding_dn,
                                      std::size_t threads);

}  // namespace etalon::imaging
