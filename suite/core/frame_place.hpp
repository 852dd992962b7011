// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon {

/// Place of a frame among the dimensions of its file or series (OME: TheZ, TheC, TheT).
struct FramePlace {
  int z = 0;
  int c = 0;
  int t = 0;
  friend auto operator<=>(const FramePlace&, const FramePlace&) = default;
};

/// Adds the frames of one more file, later in time than those before.
void append_later(std::vector<FramePlace>& places, std::vector<FramePlace> next);

/// Whether every plane of every channel is there at every time, once, counted from 0.
bool is_complete(const std::vector<FramePlace>& places);

/// How many planes (or channels) the places tell of: 1 where there are none.
int plane_count_z(const std::vector<FramePlace>& places);
int channel_count(const std::vector<FramePlace>& places);

}  // namespace etalon
