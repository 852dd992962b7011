// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_frames.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace etalon::metrics {

SortedFrames sorted_frames(const std::vector<FramePlace>& places, std::size_t count) {
  SortedFrames sorted;
  if (places.empty()) {
    sorted.assumed = count > 1;
    sorted.channels.push_back({0, std::vector<std::size_t>(count)});
    std::iota(sorted.channels.front().order.begin(), sorted.channels.front().order.end(), 0);
    return sorted;
  }
  int first = places.front().t;
  for (const FramePlace& place : places) first = std::min(first, place.t);
  std::map<int, std::vector<std::size_t>> by_channel;
  for (std::size_t i = 0; i < std::min(count, places.size()); ++i) {
    if (places[i].t == first)
      by_channel[places[i].c].push_back(i);
    else
      sorted.times = true;
  }
  for (auto& [channel, order] : by_channel) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return places[a].z < places[b].z; });
    sorted.channels.push_back({channel, std::move(order)});
  }
  return sorted;
}

}  // namespace etalon::metrics
