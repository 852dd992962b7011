// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/imagefiles/ome_settings.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// A file that holds planes of the image, as the metadata name it.
struct OmeFile {
  std::string name;     ///< may be empty for the opened one
  std::string id;       ///< its UUID; empty: nobody said
  bool opened = false;  ///< it is the file that is being opened, whatever its name is now
};

/// <TiffData>: pages from `ifd` on hold planes from (z, c, t) on, in the dimension order.
struct OmeTiffData {
  std::size_t file = 0;  ///< among the files of the image
  FramePlace first;
  std::int64_t ifd = 0;
  std::optional<std::int64_t> plane_count;
};

/// What Etalon itself writes about the recorded values, in an annotation: OME has no words for it.
struct Recording {
  Transfer transfer = Transfer::unknown;
  Mosaic mosaic = Mosaic::none;
  bool lossy = false;
  std::optional<bool> processed;
  std::optional<double> black_level;
};
inline constexpr const char* kRecordingNamespace = "etalon/recording/1";

/// One image of OME-XML (2016-06 and older schemas).
struct OmeImage {
  ImageMetadata metadata;  ///< without `planes` and `settings`
  OmePlaneSettings settings;
  std::string dimension_order;  ///< "XYZCT"
  int size_x = 0;
  int size_y = 0;
  int declared_size_c = 1;  ///< SizeC as written: samples of RGB are counted in it
  bool has_channels = false;
  bool is_only_image = true;   ///< of its file or set
  std::vector<OmeFile> files;  ///< at least one
  std::vector<OmeTiffData> tiff_data;
  std::optional<int> significant_bits;
  std::optional<Recording> recording;
};

bool is_ome_xml(const std::string& description);

/// UUID of the file that this description stands in; empty when it has none.
std::string ome_id(const std::string& xml);

/// The file that has the metadata of this one (<BinaryOnly>); empty when this one has them.
std::string ome_metadata_file(const std::string& xml);

/// The image whose planes lie in the file `path` with the UUID `id` (empty: nobody said): the only
/// image, or among several (positions) the only one that has planes there. Throws FileError:
/// damaged XML, several images.
OmeImage parse_ome(const std::string& xml, const std::filesystem::path& path,
                   const std::string& id);

/// File, page in it (from 0) and position of each plane: of one file in the order of its pages, of
/// several in the dimension order. Throws FileError when planes and pages do not fit;
/// `samples_per_pixel` is that of the pages.
struct OmePlane {
  std::size_t file = 0;
  std::size_t page = 0;
  FramePlace position;
};
std::vector<OmePlane> ome_planes(OmeImage& image, const std::vector<std::size_t>& page_counts,
                                 int samples_per_pixel, const std::filesystem::path& path);

/// Position number `index` in a dimension order such as "XYZCT", the third letter running fastest.
FramePlace plane_at(const std::string& dimension_order, const ImageMetadata& sizes,
                    std::int64_t index);
std::int64_t plane_index(const std::string& dimension_order, const ImageMetadata& sizes,
                         const FramePlace& position);

/// The OME-XML of an image with these frames.
std::string ome_xml(const FrameInfo& info, std::size_t frame_count, const ImageMetadata& metadata,
                    const std::string& name);

/// Words of the annotation.
std::string to_text(Transfer transfer);
std::string to_text(Mosaic mosaic);

}  // namespace etalon::imagefiles
