// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/metrics/series_reader.hpp"
#include "suite/metrics/stage_visits.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Where the content of the frames of a visit lies from where it lies in the reference frame of its
/// place, px along the rows and columns of the image.
struct StagePosition {
  /// Why it was not located; empty: it was. "no_texture", "not_same_place", "little_overlap" (by
  /// more than half of the field), "ambiguous" (other shifts agree as well), "one_way" (parallel
  /// lines).
  std::string flag;
  double x_px = 0;
  double y_px = 0;
  /// Standard, of the visit's own frames: the noise of the reference is common to all visits of a
  /// place and moves none against another.
  double u_x_px = 0;
  double u_y_px = 0;
  bool located() const { return flag.empty(); }
};

/// Shift of the content from the reference frame of one place to that of another.
struct StageLink {
  std::size_t from = 0;
  std::size_t to = 0;
  double x_px = 0;
  double y_px = 0;
  double u_px = 0;
};

struct StagePositions {
  std::vector<StagePosition> of_visit;
  std::vector<std::optional<std::size_t>> reference;  ///< frame of each place; none: no texture
  std::vector<StageLink> links;  ///< a tree over the places whose fields overlap, from the first
  /// The texture repeats itself, and the links fit as well where the image moves another way.
  bool way_assumed = false;
  std::size_t still_frames = 0;  ///< in which something stayed where it was: dust of the camera
  std::optional<double> period_px{};  ///< shortest with which a texture repeats itself, if any does
};

/// Registers (imaging/registration.hpp) every frame against the first frame of its place that
/// shares texture with most others, and links the places (stage_links.hpp) where `pixel_size_um`
/// is known. Fails with what SeriesReader fails with. One frame in memory beside the reference; a
/// registration for each frame.
Outcome<StagePositions> stage_positions(SeriesReader& reader, const StageVisits& visits,
                                        std::optional<double> pixel_size_um);

}  // namespace etalon::metrics
