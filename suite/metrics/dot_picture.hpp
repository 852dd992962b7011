// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/dot_survey.hpp"

#include <string>

namespace etalon::metrics {

/// Names of items: a dot by its column and row, something that is no dot by its count.
std::string dot_id(int i, int j);
std::string spot_id(std::size_t n);

/// Over the picture of the plane: rows of dots as lines from dot to dot where all of them were
/// used, and a mark at each that was not.
void draw_dots(const DotSurvey& survey, Picture& picture);

}  // namespace etalon::metrics
