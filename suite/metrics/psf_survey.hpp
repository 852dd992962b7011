// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/psf_fwhm.hpp"

namespace etalon::metrics {

/// Sorts the frames of an observation into channels and planes, looks for the beads of each channel
/// and colour plane, and appends what was found or why nothing was. Sets the method that the number
/// of planes allows.
void survey_psf(const Observation& observation, const PsfFwhmOptions& options,
                Evaluation& evaluation);

}  // namespace etalon::metrics
