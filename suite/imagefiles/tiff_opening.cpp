// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/tiff_opening.hpp"

#include <algorithm>

namespace etalon::imagefiles {
namespace {

[[noreturn]] void refuse_truncated(const std::filesystem::path& path, std::size_t page,
                                   std::int64_t pages) {
  if (pages >= static_cast<std::int64_t>(page) && pages > 1)
    refuse(
        path,
        tr("the file ends in page {} of {} (truncated?). Nothing was measured. Copy it again from "
           "the instrument."),
        page, pages);
  refuse(path,
         tr("the file ends in page {} (truncated?). Nothing was measured. Copy it again from the "
            "instrument."),
         page);
}

void go_to(TiffHandle& tiff, std::uint64_t directory, std::size_t number,
           const std::filesystem::path& path) {
  if (tiff.go_to_page(directory)) return;
  refuse(path,
         tr("the header of page {} is damaged ({}). Copy the file again from the instrument."),
         number, tiff.take_error());
}

TiffDirectories directories_of(const ByteSource& file) {
  TiffDirectories directories = find_directories(file);
  if (directories.offsets.empty()) refuse_truncated(file.path(), 1, 0);
  return directories;
}

void require_same_kind(const std::vector<TiffPage>& pages, const std::filesystem::path& path) {
  const FrameInfo& first = pages.front().info;
  for (const TiffPage& page : pages) {
    const FrameInfo& info = page.info;
    if (info.width != first.width || info.height != first.height ||
        info.channels != first.channels || info.sample_type != first.sample_type)
      refuse(path,
             tr("page {} ({} x {}) differs from page {} ({} x {}) in size or type: this is not one "
                "series. Save its images as files of their own."),
             page.number, info.width, info.height, pages.front().number, first.width, first.height);
  }
}

}  // namespace

TiffOpening::TiffOpening(const ByteSource& source)
    : file(source),
      directories(directories_of(source)),
      tiff(TiffHandle::open_for_reading(source.path(), source.size())) {
  go_to(tiff, directories.offsets.front(), 1, file.path());
}

std::string TiffOpening::description() const {
  const char* text = nullptr;
  return TIFFGetField(tiff.get(), TIFFTAG_IMAGEDESCRIPTION, &text) == 1 ? text : "";
}

bool TiffOpening::is_swapped() const { return TIFFIsByteSwapped(tiff.get()) != 0; }

double TiffOpening::resolution(std::uint32_t tag) const {
  float value = 0;
  return TIFFGetField(tiff.get(), tag, &value) == 1 ? static_cast<double>(value) : 0;
}

std::vector<std::optional<TiffPage>> describe_pages(TiffOpening& opening, std::int64_t announced) {
  const ByteSource& file = opening.file;
  const TiffDirectories& directories = opening.directories;
  TiffHandle& tiff = opening.tiff;
  std::vector<std::optional<TiffPage>> pages;
  for (std::size_t i = 0; i < directories.offsets.size(); ++i) {
    go_to(tiff, directories.offsets[i], i + 1, file.path());
    require_plausible_page(tiff.get(), file.path());
    if (!data_is_inside(tiff.get(), file.size())) {
      const bool chain_is_whole = directories.end == TiffDirectories::End::complete;
      const auto known = static_cast<std::int64_t>(chain_is_whole ? directories.offsets.size() : 0);
      refuse_truncated(file.path(), i + 1, std::max(known, announced));
    }
    if (is_secondary_page(tiff.get()))
      pages.emplace_back();
    else
      pages.emplace_back(describe_page(tiff.get(), i + 1, file.path()));
  }
  if (directories.end == TiffDirectories::End::circular)
    refuse(file.path(),
           tr("its list of pages runs in a circle. The file is damaged; copy it again from "
              "the instrument."));
  if (directories.end == TiffDirectories::End::truncated)
    refuse_truncated(file.path(), pages.size() + 1, announced);
  return pages;
}

std::vector<TiffPage> image_pages(const std::vector<std::optional<TiffPage>>& all,
                                  const std::filesystem::path& path) {
  std::vector<TiffPage> pages;
  for (const std::optional<TiffPage>& page : all)
    if (page) pages.push_back(*page);
  if (pages.empty())
    refuse(
        path,
        tr("holds only thumbnails. Export the image itself as OME-TIFF, whole slides for example "
           "with bfconvert."));
  require_same_kind(pages, path);
  return pages;
}

}  // namespace etalon::imagefiles
