// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/psf_results.hpp"

#include <vector>

namespace etalon::metrics {

/// What to mind about the beads: estimated noise, a shape that does not fit, how few they are.
std::vector<Caveat> bead_caveats(const BeadSurvey& survey, const PsfGroup& group);

/// Pixels and steps too coarse for the lens (psf_theory.hpp), or for the widths (px of the frame,
/// steps; 0: none) where the lens is not known.
std::vector<Caveat> sampling_caveats(const PsfGroup& group, double lateral_px, double axial_planes);

/// Why none of the beads that were found can be used.
Failure no_bead_used(const BeadSurvey& survey);

}  // namespace etalon::metrics
