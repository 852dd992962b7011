// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/psf_results.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// What to mind about the beads: estimated noise, a shape that does not fit, how few they are.
std::vector<Caveat> bead_caveats(const BeadSurvey& survey, const PsfGroup& group);

/// Pixels and steps too coarse for the lens (psf_theory.hpp), or for the widths (px of the frame,
/// steps; 0: none) where the lens is not known.
std::vector<Caveat> sampling_caveats(const PsfGroup& group, double lateral_px, double axial_planes);

/// psf_fwhm.too_narrow: more than a quarter of the beads that could count have so little light
/// beside their brightest samples that they have no width. Which of them have one is chance then,
/// and their mean is too large.
std::optional<Failure> too_narrow(const BeadSurvey& survey, const PsfGroup& group);

/// How many of the things that were found are no hot pixels.
std::size_t beads_among(const BeadSurvey& survey);

/// Why none of the beads that were found can be used.
Failure no_bead_used(const BeadSurvey& survey);

}  // namespace etalon::metrics
