// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_place.hpp"
#include "suite/core/frame_sequence.hpp"
#include "suite/core/frame_setting.hpp"
#include "suite/core/instrument.hpp"
#include "suite/core/quantity.hpp"
#include "suite/imagefiles/date_time.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// What the file says of itself. Empty = it does not say; nothing is guessed.
struct ImageMetadata {
  std::string format;  ///< "OME-TIFF", "TIFF (ImageJ)", "PNG" ...
  std::optional<PixelSize> pixel_size_x;
  std::optional<PixelSize> pixel_size_y;
  std::optional<AxialStep> axial_step;
  std::optional<Time> time_increment;
  std::optional<DateTime> acquired;  ///< when the first frame began
  int size_z = 1;
  int size_c = 1;
  int size_t = 1;
  std::vector<FramePlace> planes;      ///< one for each frame of the sequence, in its order
  std::vector<FrameSetting> settings;  ///< one for each frame, or empty
  Instrument instrument;  ///< objective, channels (wavelengths), detector as far as told
  /// Files of one set, when there are several: each of them opens all.
  std::vector<std::filesystem::path> members;
  /// Of an OME-TIFF set: in which of `members` each frame lies; else empty.
  std::vector<std::size_t> member_of_frame;
};

struct ImageFile {
  ImageMetadata metadata;
  std::unique_ptr<FrameSequence> frames;
};

struct ReadOptions {
  /// inputs() has the SHA-256 of the file, read when first asked for; otherwise empty digests.
  bool hash = true;
};

/// One image format: a name, what it looks like, how it is opened. A new one is one file pair and
/// one line in format_table.cpp.
struct Format {
  std::string name;
  std::string extensions;  ///< ".tif .tiff"
  std::string meaning;
  bool (*detect)(const std::vector<unsigned char>& first_bytes);
  ImageFile (*open)(const std::filesystem::path& path, const ReadOptions& options);
};
const std::vector<Format>& format_table();

/// Opens an image by its content, not its name. Everything that can be wrong with the file is found
/// here or when a frame is read, never silently: throws FileError (missing, empty, a directory,
/// unknown format, truncated: all pages are checked before this returns; absurd or unsupported
/// layout). Frames are read one at a time; memory does not grow with the number of frames.
ImageFile open_image(const std::filesystem::path& path, const ReadOptions& options = {});

/// Writes frames (all of the same size and type) as OME-TIFF (schema 2016-06) that tifffile, ImageJ
/// and Bio-Formats open; BigTIFF when more than 2 GB. Written beside the target, synced, then
/// renamed. `metadata.planes` may be empty: the frames are then a time series. `metadata.settings`
/// are written when given; there is then one for each frame.
void write_ome_tiff(const std::filesystem::path& path, const FrameSequence& frames,
                    const ImageMetadata& metadata = {});

/// The same for frames that come one after another: none of them is kept. What is not finished
/// leaves no file. Throws FileError.
class OmeTiffWriter {
 public:
  OmeTiffWriter(const std::filesystem::path& path, std::size_t frame_count,
                const ImageMetadata& metadata = {});
  ~OmeTiffWriter();
  OmeTiffWriter(const OmeTiffWriter&) = delete;
  OmeTiffWriter& operator=(const OmeTiffWriter&) = delete;
  void add(const Frame& frame);
  void finish();  ///< when `frame_count` frames have been added

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Writes one frame of 8 or 16 bits, grey or RGB, as PNG. Samples are stored as they are; fewer
/// significant bits are declared (sBIT), a linear transfer by gAMA 1. Synced, then renamed. Throws
/// FileError, also for floating-point samples.
void write_png(const std::filesystem::path& path, const Frame& frame);

}  // namespace etalon::imagefiles
