// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstddef>

namespace etalon::imaging {

/// Where the samples of a colour plane lie among the stored ones: for passes over many large frames
/// that want no copy of the plane.
struct SampleLayout {
  std::size_t first = 0;     ///< index of its first sample
  std::size_t step = 1;      ///< from one sample to the next in a row
  std::size_t row_step = 0;  ///< from one row to the next
};

inline SampleLayout sample_layout(const FrameInfo& info, int plane) {
  const Plane geometry = plane_geometry(info, plane);
  const bool mosaic = geometry.pitch > 1;
  const auto channels = static_cast<std::size_t>(info.channels);
  const auto pitch = static_cast<std::size_t>(geometry.pitch);
  const std::size_t stored_row = static_cast<std::size_t>(info.width) * channels;
  return {static_cast<std::size_t>(geometry.y0) * stored_row +
              static_cast<std::size_t>(geometry.x0) * channels +
              (mosaic ? 0 : static_cast<std::size_t>(plane)),
          channels * pitch, stored_row * pitch};
}

}  // namespace etalon::imaging
