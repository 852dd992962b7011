// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/metrics/edge_measurement.hpp"
#include "suite/metrics/slanted_edge.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// One edge of one plane: where it is, what it says, or why it says nothing.
struct SurveyedEdge {
  imaging::EdgeCandidate candidate;
  imaging::EdgeTrack track;
  std::optional<EdgeMeasurement> measurement;
  std::optional<Failure> failure;
  std::vector<Caveat> caveats;
  double contrast = 0;  ///< (bright - dark)/(bright + dark), black level removed where it is known
};

struct SurveySettings {
  const SlantedEdgeOptions& options;
  std::optional<double> black_level;  ///< DN
  std::optional<double> full_scale;   ///< DN, of the values in the plane
  bool whole_numbers = true;          ///< values are rounded to 1 DN
};

/// Measures one located candidate. `plane` and `transposed` are the same picture.
SurveyedEdge survey_edge(const Plane& plane, const Plane& transposed,
                         const imaging::EdgeCandidate& candidate, const SurveySettings& settings);

}  // namespace etalon::metrics
