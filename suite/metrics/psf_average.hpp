// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame_sequence.hpp"
#include "suite/metrics/psf_results.hpp"

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// The mean image of the used beads: each without its background, moved so that its fitted centre
/// lies in the middle voxel (value at centre + k = sum over j of sample j times a Kaiser-windowed
/// sinc of twelve samples at centre + k - j; no blur for images that are sampled well), and summed;
/// the sum over that of the amplitudes is the mean weighted by them. Appends it as a volume, with
/// its profiles across (mean over rings in focus) and along the axis as curves, whose uncertainty
/// is that of the mean by the scatter of the beads. Without depth for single planes. At most the
/// 400 brightest beads. Reads the frames once more; 10 ms for 200 beads, and the reading.
void append_average(const FrameSequence& frames, const std::vector<std::size_t>& order, int plane,
                    const BeadSurvey& survey, const PsfGroup& group, std::size_t threads,
                    Evaluation& evaluation);

}  // namespace etalon::metrics
