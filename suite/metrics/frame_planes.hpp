// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/options.hpp"
#include "suite/core/outcome.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// What every metric asks of a frame before it measures. Codes begin with the metric's id.

/// Fails with METRIC.no_such_plane.
Outcome<std::vector<int>> wanted_planes(const std::string& metric, const FrameInfo& info,
                                        const std::string& wanted);

/// Where values are cut off: the declared full scale, or one that cameras have in 16-bit files (2^8
/// ... 2^16 - 1) when exactly that is the highest value. Nothing when the highest value is another.
std::optional<double> clipping_level(double highest, const std::optional<double>& declared);

bool inside(const Region& region, const FrameInfo& info);

/// Pixels that are no numbers; only floating-point frames can have any.
std::size_t count_not_finite(const Plane& plane, const FrameInfo& info);

/// What the way to us may have done to the values: METRIC.not_finite, .transfer_encoded,
/// .transfer_unknown, .lossy, .processed.
std::vector<Caveat> frame_caveats(const std::string& metric, const FrameInfo& info,
                                  bool declared_linear, std::size_t not_finite);

/// The plane for people, at most 640 pixels wide and high.
Picture picture_of(const std::string& name, const Plane& plane);

}  // namespace etalon::metrics
