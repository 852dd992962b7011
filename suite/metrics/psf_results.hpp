// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/bead_survey.hpp"
#include "suite/metrics/psf_correction.hpp"
#include "suite/metrics/psf_readings.hpp"
#include "suite/metrics/psf_theory.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// One channel and colour plane, and what is known of it.
struct PsfGroup {
  std::map<std::string, std::string> subject;
  BeadShape shape = BeadShape::gaussian3d;
  double pitch = 1;  ///< pixels of the frame per sample of the colour plane
  double x0 = 0;     ///< place of its first sample, px of the frame
  double y0 = 0;
  PsfScale scale;
  std::optional<PsfTheory> theory;
  std::vector<Caveat> caveats;  ///< of the image: they go with every result
};

/// A bead that counts, by its place in the survey.
struct UsedBead {
  std::size_t place = 0;
  BeadWidths widths;
};
std::vector<UsedBead> used_beads(const BeadSurvey& survey, const PsfGroup& group);

/// Appends the results and items of the beads of one group, or why there are none. Ids of items go
/// on from those that are there; answers the number of the first.
std::size_t append_psf(const BeadSurvey& survey, const PsfGroup& group, Evaluation& evaluation);

}  // namespace etalon::metrics
