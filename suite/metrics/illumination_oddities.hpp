// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// Readings further from the median of the five about them than eight of the robust standard
/// deviations of such distances: of normal noise one in 10^15. Steps and slow changes are none.
/// Empty for fewer than twelve readings, and where most distances are zero.
std::vector<std::size_t> outliers_of(const std::vector<double>& readings);

/// The longest row of equal readings, where chance would make one in a million series as long, by
/// the share of equal neighbours elsewhere in it; else 0.
std::size_t longest_repeat_of(const std::vector<double>& readings);

}  // namespace etalon::metrics
