// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/observation.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// What a lens without aberrations would give with the same NA, condenser NA, wavelength and pixel.
struct PerfectLens {
  double mtf50 = 0;  ///< cycles/px along the normal of the edge, pixel aperture included
  Budget budget;     ///< of mtf50, from NA, wavelength and pixel size
  std::vector<Caveat> caveats;
};

/// Nothing when NA, wavelength or pixel size are not known. The condenser widens the pass band to
/// NA + min(NA, NA_condenser); that the shape of the incoherent transfer is kept is an
/// approximation below full aperture and carries the caveat `slanted_edge.partially_coherent`.
std::optional<PerfectLens> perfect_lens_mtf50(const Observation& observation,
                                              double edge_angle_deg);

}  // namespace etalon::metrics
