// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/metrics/series_reader.hpp"
#include "suite/metrics/stage_positions.hpp"
#include "suite/metrics/stage_visits.hpp"

#include <optional>

namespace etalon::metrics {

/// Registers the references of places in `found` against each other where their fields may overlap,
/// nearest first, and adds what agrees as `links`; a shift that differs from the commanded way by
/// more than 30 % links nothing.
///
/// A grid agrees with itself at every whole period; it is one where the field of any place shows
/// that. There the shift is looked for about the commanded way, and counts within a quarter of the
/// period of it. How the camera is mounted is one of eight ways (turned by quarters, mirrored or
/// not): that by which most places are linked, then that which leaves least, of equals the plain
/// one (content moving with the stage along rows and columns). Where another links all but one of
/// them and leaves less than an eighth of the period (rms), `way_assumed`. Fails with what
/// SeriesReader fails with.
std::optional<Failure> link_places(SeriesReader& reader, const StageVisits& visits,
                                   double pixel_size_um, StagePositions& found);

}  // namespace etalon::metrics
