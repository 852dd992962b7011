// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/pyramid.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr int kSmallest = 16;

Plane halved(const Plane& plane) {
  Plane half;
  half.width = plane.width / 2;
  half.height = plane.height / 2;
  half.pitch = plane.pitch * 2;
  half.x0 = plane.x0 + plane.pitch / 2;
  half.y0 = plane.y0 + plane.pitch / 2;
  half.values.resize(static_cast<std::size_t>(half.width) * static_cast<std::size_t>(half.height));
  float* out = half.values.data();
  for (int j = 0; j < half.height; ++j) {
    const float* upper = plane.row(2 * j);
    const float* lower = plane.row(2 * j + 1);
    for (int i = 0; i < half.width; ++i) {
      *out++ = 0.25F * (upper[2 * i] + upper[2 * i + 1] + lower[2 * i] + lower[2 * i + 1]);
    }
  }
  return half;
}

}  // namespace

std::vector<Plane> pyramid(const Plane& plane) {
  std::vector<Plane> levels{plane};
  levels.front().x0 = levels.front().y0 = 0;
  levels.front().pitch = 1;
  while (std::min(levels.back().width, levels.back().height) >= 2 * kSmallest) {
    Plane next = halved(levels.back());
    levels.push_back(std::move(next));
  }
  return levels;
}

}  // namespace etalon::imaging
