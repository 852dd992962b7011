// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/imagej_metadata.hpp"
#include "suite/imagefiles/ome_file.hpp"
#include "suite/imagefiles/ome_metadata.hpp"
#include "suite/imagefiles/raw_file.hpp"
#include "suite/imagefiles/tiff_frames.hpp"
#include "suite/imagefiles/tiff_opening.hpp"

#include <utility>

namespace etalon::imagefiles {
namespace {

/// ImageJ writes stacks of more than 4 GB with one directory: all frames lie behind the first.
std::vector<TiffPage> raw_stack(const TiffPage& first, std::int64_t images,
                                const ByteSource& file) {
  const auto frame_size = static_cast<std::uint64_t>(first.info.width) *
                          static_cast<std::uint64_t>(first.info.height) *
                          static_cast<std::uint64_t>(first.info.channels) * (first.bits / 8U);
  const auto count = static_cast<std::uint64_t>(images);
  const std::uint64_t start = first.raw_offset.value_or(0);
  if (!first.raw_offset || count > (file.size() - start) / frame_size)
    refuse(
        file.path(),
        tr("its ImageJ metadata announce {} images, but the file has one page and not the data of "
           "the others (truncated?). Nothing was measured. Copy it again from the instrument."),
        images);
  std::vector<TiffPage> pages(count, first);
  for (std::uint64_t i = 0; i < count; ++i) {
    pages[i].raw_offset = start + i * frame_size;
    pages[i].number = i + 1;
  }
  return pages;
}

struct Resolution {
  double x = 0;
  double y = 0;
};

ImageMetadata apply_imagej(const ImageJDescription& description, const Resolution& resolution,
                           std::vector<TiffPage>& pages, const ByteSource& file) {
  const std::int64_t images = description.images;
  const auto count = static_cast<std::int64_t>(pages.size());
  if (images > 1 && count == 1) pages = raw_stack(pages.front(), images, file);
  if (images > 1 && count != 1 && images != count)
    refuse(file.path(),
           tr("its ImageJ metadata announce {} images, but the file has {} pages (truncated?). "
              "Nothing "
              "was measured. Copy it again from the instrument."),
           images, count);
  return imagej_metadata(description, pages.size(), resolution.x, resolution.y, file.path());
}

ImageMetadata plain_metadata(std::size_t pages) {
  ImageMetadata metadata;
  metadata.format = "TIFF";
  metadata.size_t = static_cast<int>(pages);
  for (int t = 0; t < metadata.size_t; ++t) metadata.planes.push_back({.t = t});
  return metadata;
}

/// Cameras for photographs put a thumbnail first and the raw values below it.
bool is_raw_photograph(TIFF* tiff) {
  const unsigned char* version = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_DNGVERSION, &version) == 1) return true;
  std::uint16_t count = 0;
  const std::uint64_t* below = nullptr;
  return is_secondary_page(tiff) && TIFFGetField(tiff, TIFFTAG_SUBIFD, &count, &below) == 1;
}

std::vector<std::optional<MicroManagerNote>> notes_of(const std::vector<TiffPage>& pages) {
  std::vector<std::optional<MicroManagerNote>> notes;
  for (const TiffPage& page : pages) notes.push_back(page.note);
  return notes;
}

}  // namespace

bool detect_tiff(const std::vector<unsigned char>& first_bytes) {
  if (first_bytes.size() < 4) return false;
  const std::string magic(first_bytes.begin(), first_bytes.begin() + 4);
  using namespace std::string_literals;
  return magic == "II*\0"s || magic == "MM\0*"s || magic == "II+\0"s || magic == "MM\0+"s;
}

ImageFile open_tiff(const std::filesystem::path& path, const ReadOptions& options) {
  const ByteSource file(path);
  TiffOpening opening(file);
  if (is_raw_photograph(opening.tiff.get())) return open_raw(path, options);
  const std::string description = opening.description();
  if (is_ome_xml(description)) return open_ome(opening, description, options);
  const auto imagej = parse_imagej(description);
  const Resolution resolution{opening.resolution(TIFFTAG_XRESOLUTION),
                              opening.resolution(TIFFTAG_YRESOLUTION)};
  auto pages = image_pages(describe_pages(opening, imagej ? imagej->images : 0), path);
  ImageFile image;
  image.metadata =
      imagej ? apply_imagej(*imagej, resolution, pages, file) : plain_metadata(pages.size());
  apply_micro_manager(notes_of(pages), {}, image.metadata);
  image.frames = tiff_frames(file, options, std::move(pages), opening.is_swapped());
  return image;
}

}  // namespace etalon::imagefiles
