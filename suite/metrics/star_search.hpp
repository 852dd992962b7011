// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/outcome.hpp"
#include "suite/imaging/star_fit.hpp"

#include <optional>

namespace etalon::metrics {

/// The star that fits best, and why it is not good enough. The failures: siemens_star.no_star,
/// .spokes_broken, .no_light, .low_contrast.
struct FoundStar {
  imaging::StarFit fit;
  std::optional<Failure> failure;
};

/// Tries the candidates of imaging/star_finder.hpp. `pairs` = 0: to be counted. Takes NaN.
FoundStar search_star(const Plane& plane, int pairs);

}  // namespace etalon::metrics
