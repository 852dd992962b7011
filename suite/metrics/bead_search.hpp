// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/imaging/bead_finder.hpp"
#include "suite/metrics/bead_stack.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::metrics {

/// What detection found. Lengths in samples of the colour plane.
struct BeadSearch {
  imaging::ZBlocks blocks;        ///< without their values
  std::vector<float> projection;  ///< their largest values along z
  double sigma = 0;               ///< with which was searched
  double length = 1;              ///< planes in a block
  float base = 0;                 ///< a usual value, DN
  std::vector<imaging::BeadCandidate> found;
};

/// psf_fwhm.no_bead.
Failure no_bead();

/// Looks for spots of these widths; a lateral width that is not known is found from scale space.
/// Fails with the codes of `survey_beads`.
Outcome<BeadSearch> search_beads(BeadStack& stack, std::optional<double> sigma,
                                 std::optional<double> sigma_planes, std::size_t threads);

}  // namespace etalon::metrics
