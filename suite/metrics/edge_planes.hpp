// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "suite/metrics/edge_survey.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Mean of the dark frames, by plane, and the black level that remains to be told apart from light.
struct DarkFrame {
  std::vector<Plane> planes;    ///< empty: none given
  std::optional<double> level;  ///< DN left in the prepared planes
  std::optional<double>
      full_scale;  ///< declared; values at it stay as they are, see clipping_level
};

/// Fails with slanted_edge.dark_differs when the dark frames do not fit the image.
Outcome<DarkFrame> dark_frame(const Observation& observation, const FrameInfo& info);

/// Fails with slanted_edge.no_such_plane.
Outcome<std::vector<int>> wanted_planes(const FrameInfo& info, const std::string& wanted);

/// Where values are cut off: the declared full scale, or one that cameras have in 16-bit files (2^8
/// ... 2^16 - 1) when exactly that is the highest value. Nothing when the highest value is another.
std::optional<double> clipping_level(double highest, const std::optional<double>& declared);

bool inside(const Region& region, const FrameInfo& info);

/// The plane without its dark signal, cut to the region.
Plane prepared_plane(const Frame& frame, int index, const std::optional<Region>& region,
                     const DarkFrame& dark);

/// Why an image shows no edge: uniform (and at which end of the scale), not numbers, or nothing
/// straight.
Failure nothing_found(const Plane& plane, const std::optional<double>& full_scale);

/// What the way to us may have done to the values.
std::vector<Caveat> frame_caveats(const FrameInfo& info, bool declared_linear,
                                  std::size_t not_finite);

/// Pixels that are no numbers; only floating-point frames can have any.
std::size_t count_not_finite(const Plane& plane, const FrameInfo& info);

/// The plane for people, at most 640 pixels wide and high, and what was found drawn over it.
Picture picture_of(const Plane& plane);
void add_overlays(const std::string& id, const SurveyedEdge& edge, Picture& picture);

std::vector<Code> slanted_edge_failures();
std::vector<Code> slanted_edge_caveats();

}  // namespace etalon::metrics
