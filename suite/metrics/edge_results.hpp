// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/edge_survey.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Source of a budget: what the planes of a stack leave open about the shape of their peak.
inline constexpr const char* kPeakShape = "shape of the peak";

/// The same edge of the same plane in all frames of an observation.
struct EdgeSeries {
  std::string edge;   ///< "edge-1"
  std::string plane;  ///< "red"; empty in grey images
  double pitch = 1;   ///< pixels of the frame per sample of the plane
  double x0 = 0;      ///< place of the plane's first sample in the frame, px
  double y0 = 0;
  std::map<std::string, std::string> subject;
  std::vector<SurveyedEdge> frames;
};

/// Appends the results and curves of one edge. Readings of several frames are averaged; what they
/// scatter beyond their own uncertainty enters as `repeat`.
void append_results(const EdgeSeries& series, const Observation& observation,
                    Evaluation& evaluation);

}  // namespace etalon::metrics
