// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame_place.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

namespace etalon {
namespace {

int extent(const std::vector<FramePlace>& places, int FramePlace::*dimension) {
  int highest = 0;
  for (const FramePlace& place : places) highest = std::max(highest, place.*dimension);
  return highest + 1;
}

}  // namespace

void append_later(std::vector<FramePlace>& places, std::vector<FramePlace> next) {
  const int later = places.empty() ? 0 : extent(places, &FramePlace::t);
  for (FramePlace& place : next) place.t += later;
  places.insert(places.end(), next.begin(), next.end());
}

bool is_complete(const std::vector<FramePlace>& places) {
  const std::set<FramePlace> distinct(places.begin(), places.end());
  if (distinct.empty() || distinct.size() != places.size()) return false;
  const bool counted_from_zero = std::all_of(places.begin(), places.end(), [](const auto& place) {
    return place.z >= 0 && place.c >= 0 && place.t >= 0;
  });
  const std::int64_t grid = std::int64_t{1} * extent(places, &FramePlace::z) *
                            extent(places, &FramePlace::c) * extent(places, &FramePlace::t);
  return counted_from_zero && grid == static_cast<std::int64_t>(places.size());
}

int plane_count_z(const std::vector<FramePlace>& places) { return extent(places, &FramePlace::z); }
int channel_count(const std::vector<FramePlace>& places) { return extent(places, &FramePlace::c); }

}  // namespace etalon
