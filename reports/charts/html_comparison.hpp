// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/comparison.hpp"

#include <iosfwd>

namespace etalon::charts {

/// Runs side by side as one self-contained page: what can be told apart in plain words, a table for
/// each pair, and the curves that the runs have in common, drawn over each other.
void write_comparison_html(const reports::ComparisonReport& report, std::ostream& out);

}  // namespace etalon::charts
