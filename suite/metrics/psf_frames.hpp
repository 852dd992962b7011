// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_place.hpp"

#include <cstddef>
#include <vector>

namespace etalon::metrics {

/// The frames of one channel at the first time, in the order of z.
struct ChannelFrames {
  int channel = 0;
  std::vector<std::size_t> order;
};

struct SortedFrames {
  std::vector<ChannelFrames> channels;
  bool assumed = false;  ///< several frames of which nobody says what they are: planes in order
  bool times = false;    ///< there are later ones
};

SortedFrames sorted_frames(const std::vector<FramePlace>& places, std::size_t count);

}  // namespace etalon::metrics
