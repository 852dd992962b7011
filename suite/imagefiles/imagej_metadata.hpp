// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace etalon::imagefiles {

/// What ImageJ writes into ImageDescription ("ImageJ=1.53f", then key=value lines). Zero or empty =
/// it does not say.
struct ImageJDescription {
  std::int64_t images = 0;
  std::int64_t channels = 0;
  std::int64_t slices = 0;
  std::int64_t frames = 0;
  std::string unit;
  std::string y_unit;
  std::string z_unit;
  std::string time_unit;
  double spacing = 0;
  double frame_interval = 0;
};

/// Nothing if this is not a description by ImageJ.
std::optional<ImageJDescription> parse_imagej(const std::string& description);

/// XResolution and YResolution count pixels per unit. The planes lie channel by channel, then slice
/// by slice, then frame by frame. Throws FileError when the numbers do not fit to `pages` frames.
ImageMetadata imagej_metadata(const ImageJDescription& description, std::size_t pages,
                              double pixels_per_unit_x, double pixels_per_unit_y,
                              const std::filesystem::path& path);

}  // namespace etalon::imagefiles
