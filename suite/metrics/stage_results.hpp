// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/stage_axes.hpp"
#include "suite/metrics/stage_positions.hpp"
#include "suite/metrics/stage_visits.hpp"
#include "suite/numerics/visit_fit.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

inline constexpr const char* kQuarepWg6 = "stage_repeatability/quarep_wg6";
inline constexpr const char* kIso230 = "stage_repeatability/iso230_2";

/// One axis of the stage: what was fitted, px along the axis.
struct StageAxis {
  char name = 'x';
  std::vector<numerics::Visit> visits;  ///< as many as StageAnalysis::used
  numerics::VisitFit fit;
  bool moved = false;  ///< some visit was approached along it
};

/// What a series of visits says, before it is put into words.
struct StageAnalysis {
  StageVisits visits;
  StagePositions positions;
  StageAxes axes;
  std::vector<std::size_t> used;  ///< numbers of the visits that count
  std::array<StageAxis, 2> axis;
  std::size_t saturated_frames = 0;
  double duration() const;  ///< from the first to the last visit that counts
};

/// Visits that were located and, where directions are known, reached by a move.
StageAnalysis analysed(StageVisits visits, StagePositions positions);

/// One item for each visit: shift, time, flags.
void append_stage_items(const StageAnalysis& analysis, Evaluation& evaluation);

/// Positions over time and the scatter of the returns, about the means of their places.
void append_stage_curves(const StageAnalysis& analysis, const Observation& observation,
                         Evaluation& evaluation);

/// Results of both axes by the evaluation's method, and the failures of each.
void append_stage_results(const StageAnalysis& analysis, const Observation& observation,
                          const std::vector<Caveat>& caveats, Evaluation& evaluation);

/// What is worth a word of the whole series.
std::vector<Caveat> stage_caveats(const StageAnalysis& analysis, const Observation& observation,
                                  const FrameInfo& info);
/// Of what has a sign: axes that were not measured.
std::optional<Caveat> axes_caveat(const StageAnalysis& analysis, const Observation& observation);
/// ... of one axis.
std::vector<Caveat> axis_caveats(const StageAnalysis& analysis, const StageAxis& axis);

}  // namespace etalon::metrics
