// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_place.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/imagefiles/ome_settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon::imagefiles {

/// JSON that Micro-Manager puts into each page of its TIFF files.
inline constexpr std::uint32_t kMicroManagerTag = 51123;

/// What Micro-Manager wrote about one frame, in such a tag or in metadata.txt.
struct MicroManagerNote {
  /// `Exposure-ms`; `ElapsedTime-ms` (from the begin of the acquisition), `XPositionUm` ...
  FrameSetting setting;
  FramePlace place;                     ///< `SliceIndex`, `ChannelIndex`, `FrameIndex`
  int position = 0;                     ///< `PositionIndex`
  std::optional<PixelSize> pixel_size;  ///< `PixelSizeUm`, which is 0 where it is not calibrated
  std::optional<int> bits;              ///< `BitDepth` of the camera
  std::optional<int> binning;           ///< `Binning`
  std::string camera;   ///< `Core-Camera` or `Camera`: its label in the configuration
  std::string channel;  ///< `Channel`
};

/// Empty for what is no JSON object. What is missing or no number stays empty.
std::optional<MicroManagerNote> parse_micro_manager(std::string_view json);

/// Fills `settings` and completes what the file says, from notes (one for each frame, or empty).
/// Exposures, times and places of the notes rank before those that the OME metadata beside them
/// `told`: older versions wrote milliseconds there as if they were seconds.
void apply_micro_manager(const std::vector<std::optional<MicroManagerNote>>& notes,
                         OmePlaneSettings told, ImageMetadata& metadata);

}  // namespace etalon::imagefiles
