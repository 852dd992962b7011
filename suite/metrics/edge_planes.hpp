// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "suite/metrics/edge_survey.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Mean of the dark frames, by plane, and the black level that remains to be told apart from light.
struct DarkFrame {
  std::vector<Plane> planes;    ///< empty: none given
  std::vector<Plane> light;     ///< of the flat frames, over its mean, smoothed; empty: none given
  std::optional<double> level;  ///< DN left in the prepared planes
  std::optional<double>
      full_scale;  ///< declared; values at it stay as they are, see clipping_level
};

/// The light is the dark-subtracted mean of the flat frames, averaged over 31 x 31 samples: light
/// is smooth, and the flat frames' own noise must not come into the image. Fails with
/// slanted_edge.dark_differs or .flat_differs when dark or flat frames do not fit the image, and
/// with .flat_saturated when more than a thousandth of a flat frame is at full scale, and
/// with slanted_edge.flat_dark when a part of the flat field has less than a twentieth of the mean.
Outcome<DarkFrame> dark_frame(const Observation& observation, const FrameInfo& info);

/// The plane without its dark signal, divided by the light, cut to the region.
Plane prepared_plane(const Frame& frame, int index, const std::optional<Region>& region,
                     const DarkFrame& dark);

/// Why an image shows no edge: uniform (and at which end of the scale), not numbers, or nothing
/// straight.
Failure nothing_found(const Plane& plane, const std::optional<double>& full_scale);

/// What was found, drawn over the picture of the plane.
void add_overlays(const std::string& id, const SurveyedEdge& edge, Picture& picture);

std::vector<Measurand> slanted_edge_measurands();
std::vector<Method> slanted_edge_methods();
std::vector<Code> slanted_edge_failures();
std::vector<Code> slanted_edge_caveats();

}  // namespace etalon::metrics
