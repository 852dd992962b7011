// SPDX-License-Identifier: Apache-2.0
#include "suite/core/order_statistic.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>

namespace etalon {
namespace {

float middle_of(float a, float b, float c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

/// Moves the values that go first to the front and counts them: every value is exchanged, the count
/// alone depends on what it is.
template <class GoesFirst>
std::size_t partition(float* values, std::size_t count, const GoesFirst& goes_first) {
  std::size_t front = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const float value = values[i];
    values[i] = values[front];
    values[front] = value;
    front += static_cast<std::size_t>(goes_first(value));
  }
  return front;
}

}  // namespace

float order_statistic(std::vector<float>& values, std::size_t place) {
  ETALON_EXPECTS(place < values.size());
  float* from = values.data();
  std::size_t count = values.size();
  for (;;) {
    const float pivot = middle_of(from[0], from[count / 2], from[count - 1]);
    const std::size_t below = partition(from, count, [&](float v) { return v < pivot; });
    if (place < below) {
      count = below;
      continue;
    }
    from += below;
    count -= below;
    place -= below;
    if (below > 0) continue;  // fewer are left already
    const std::size_t equal = partition(from, count, [&](float v) { return !(pivot < v); });
    if (place < equal) return pivot;
    from += equal;
    count -= equal;
    place -= equal;
  }
}

}  // namespace etalon
