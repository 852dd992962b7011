// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <vector>

namespace etalon::charts {

/// Curves that are read together stand in one figure: the same quantity in two to four directions,
/// or a curve beside the threshold that it crosses. All others stand alone. In the order of the
/// evaluation; pointers into it.
std::vector<std::vector<const Curve*>> figure_groups(const Evaluation& evaluation);

/// What sets a curve of a figure apart from the others of it.
std::string name_in_figure(const Curve& curve, const std::vector<const Curve*>& figure);

}  // namespace etalon::charts
