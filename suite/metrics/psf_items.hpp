// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/psf_results.hpp"

namespace etalon::metrics {

/// What is taken from the variance of each axis, px^2 and planes^2: for the instrument's widths
/// worked out, for single beads the same.
struct RemovedVariance {
  Widths squares{};  ///< of full widths, um^2
  bool known = false;
};

/// One item for each bead, used or not, with flags and values; answers the number of the first.
std::size_t append_items(const BeadSurvey& survey, const PsfGroup& group,
                         const RemovedVariance& removed, Evaluation& evaluation);

/// Appends the picture of the beads: the largest value along z, used beads and others ringed.
void append_picture(const BeadSurvey& survey, const PsfGroup& group, std::size_t first_item,
                    Evaluation& evaluation);

}  // namespace etalon::metrics
