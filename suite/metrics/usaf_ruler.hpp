// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/ruler_plane.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// Method pixel_size/usaf: pixel size, rotation and shear from the bars of a USAF 1951 target
/// (usaf_scale.hpp), with its picture. Groups are certain by `largest_group` or by the stated pixel
/// size; otherwise there are angles only, and the failure says why.
void append_usaf_ruler(const Observation& observation, const MeanPlane& mean,
                       const std::optional<int>& largest_group, const std::vector<Caveat>& caveats,
                       Evaluation& evaluation);

}  // namespace etalon::metrics
