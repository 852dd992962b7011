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

/// <TiffData>: pages from `ifd` on hold planes from (z, c, t) on, in the dimension order.
struct OmeTiffData {
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
  std::vector<OmeTiffData> tiff_data;
  std::optional<int> significant_bits;
  std::optional<Recording> recording;
};

bool is_ome_xml(const std::string& description);

/// Throws FileError: damaged XML, several images, pixels in other files.
OmeImage parse_ome(const std::string& xml, const std::filesystem::path& path);

/// Page (from 0) and position of each plane, in the order of the pages. Throws FileError when
/// planes and pages do not fit; `samples_per_pixel` is that of the pages.
struct OmePlane {
  std::size_t page = 0;
  FramePlace position;
};
std::vector<OmePlane> ome_planes(OmeImage& image, std::size_t page_count, int samples_per_pixel,
                                 const std::filesystem::path& path);

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
