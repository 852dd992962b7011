// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/psf_results.hpp"

namespace etalon::metrics {

/// Maps over the field of fwhm_lateral, fwhm_z and the asymmetry: surfaces of second order through
/// the used beads, weighted by their variances with what the beads scatter about them, on a grid
/// that stays within the beads. Twenty beads that span half of the field at least.
void append_field_maps(const BeadSurvey& survey, const PsfGroup& group,
                       const std::vector<UsedBead>& used, Evaluation& evaluation);

}  // namespace etalon::metrics
