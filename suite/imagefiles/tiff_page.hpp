// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imagefiles/micro_manager.hpp"
#include "suite/imagefiles/tiff_handle.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace etalon::imagefiles {

/// What has to be known of a page to read it again without looking at the other pages.
struct TiffPage {
  std::uint64_t directory = 0;  ///< offset of its IFD in the file
  std::size_t number = 1;       ///< counted from 1, for messages
  FrameInfo info;
  std::uint16_t bits = 8;    ///< of a stored sample
  std::uint16_t stored = 1;  ///< samples per pixel with alpha
  bool planar = false;       ///< each colour in a plane of its own
  bool tiled = false;
  bool min_is_white = false;
  std::uint16_t compression = 1;
  std::uint16_t photometric = 1;
  /// Start of the samples when they lie in the file as a frame has them: then they are read past
  /// libtiff.
  std::optional<std::uint64_t> raw_offset;
  std::optional<MicroManagerNote> note;
};

/// A smaller copy or a mask of another page (NewSubfileType): not a measurement.
bool is_secondary_page(TIFF* tiff);

/// Throws FileError if the current page has no pixels or more than any camera.
void require_plausible_page(TIFF* tiff, const std::filesystem::path& path);

/// Do all strips or tiles of the current page lie inside the file?
bool data_is_inside(TIFF* tiff, std::uint64_t file_size);

/// Describes the current page, which has passed the two checks above. Throws FileError, naming the
/// page, for layouts that are not read and for sizes that its data cannot fill.
TiffPage describe_page(TIFF* tiff, std::size_t number, const std::filesystem::path& path);

/// Decodes the page, which must be the current one. Throws FileError, naming the page.
Frame read_page(TiffHandle& tiff, const TiffPage& page, const std::filesystem::path& path);

/// Gives the frame this size and type, whatever its samples then are. Throws FileError when memory
/// does not suffice.
void prepare_frame(Frame& frame, const FrameInfo& info, const std::filesystem::path& path);
Frame make_frame(const FrameInfo& info, const std::filesystem::path& path);

}  // namespace etalon::imagefiles
