// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/dark_pixels.hpp"

namespace etalon::metrics {

/// Offset and noise over the sensor in blocks, without hot and cold pixels: maps for people, and
/// whether there is light.
struct DarkBlocks {
  Map offset;  ///< DN
  Map noise;   ///< rms, DN
};

/// At most `across` blocks along the longer side.
DarkBlocks dark_blocks(const DarkFrames& frames, const DarkPixels& pixels, int across);

/// How the offset differs over the sensor, and whether its noise grows with it as that of light
/// does.
struct DarkEvenness {
  double range = 0;            ///< 5th to 95th percentile of 16 x 16 blocks, DN
  bool noise_follows = false;  ///< t > 5 of the slope of variance over offset
};

DarkEvenness dark_evenness(const DarkFrames& frames, const DarkPixels& pixels);

}  // namespace etalon::metrics
