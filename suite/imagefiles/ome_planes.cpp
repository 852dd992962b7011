// SPDX-License-Identifier: Apache-2.0
// Which page holds which plane (declared in ome_metadata.hpp).
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/ome_metadata.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace etalon::imagefiles {
namespace {

[[noreturn]] void refuse_planes(const std::filesystem::path& path, std::int64_t planes,
                                std::size_t pages) {
  refuse(
      path,
      tr("its OME metadata announce {} planes, but the file has {} pages (truncated?). Nothing was "
         "measured. Copy it again from the instrument."),
      planes, pages);
}

std::filesystem::path file_of(const OmeImage& image, const OmeTiffData& block,
                              const std::filesystem::path& path) {
  const OmeFile& file = image.files.at(block.file);
  return file.opened ? path : path.parent_path() / file.name;
}

std::int64_t size_of(char dimension, const ImageMetadata& sizes) {
  return dimension == 'Z' ? sizes.size_z : dimension == 'C' ? sizes.size_c : sizes.size_t;
}

int& coordinate(char dimension, FramePlace& position) {
  return dimension == 'Z' ? position.z : dimension == 'C' ? position.c : position.t;
}

bool lies_within(const FramePlace& position, const ImageMetadata& sizes) {
  return position.z < sizes.size_z && position.c < sizes.size_c && position.t < sizes.size_t;
}

/// SizeC of RGB pages counts their samples, also where no <Channel> says so.
int samples_in_size_c(OmeImage& image, int samples_per_pixel) {
  if (image.has_channels)
    return std::max(1, image.declared_size_c / std::max(1, image.metadata.size_c));
  if (samples_per_pixel > 1 && image.declared_size_c % samples_per_pixel == 0) {
    image.metadata.size_c = image.declared_size_c / samples_per_pixel;
    return samples_per_pixel;
  }
  return 1;
}

}  // namespace

FramePlace plane_at(const std::string& dimension_order, const ImageMetadata& sizes,
                    std::int64_t index) {
  FramePlace position;
  for (const char dimension : dimension_order.substr(2)) {
    const std::int64_t size = size_of(dimension, sizes);
    coordinate(dimension, position) = static_cast<int>(index % size);
    index /= size;
  }
  return position;
}

std::int64_t plane_index(const std::string& dimension_order, const ImageMetadata& sizes,
                         const FramePlace& position) {
  FramePlace copy = position;
  std::int64_t index = 0;
  for (auto dimension = dimension_order.rbegin(); dimension != dimension_order.rend() - 2;
       ++dimension)
    index = index * size_of(*dimension, sizes) + coordinate(*dimension, copy);
  return index;
}

std::vector<OmePlane> ome_planes(OmeImage& image, const std::vector<std::size_t>& page_counts,
                                 int samples_per_pixel, const std::filesystem::path& path) {
  const int samples = samples_in_size_c(image, samples_per_pixel);
  const ImageMetadata& sizes = image.metadata;
  const std::size_t page_count =
      std::accumulate(page_counts.begin(), page_counts.end(), std::size_t{0});
  const double announced = double{1} * sizes.size_z * sizes.size_c * sizes.size_t;
  constexpr double kMost = 1e15;
  if (announced > static_cast<double>(page_count))
    refuse_planes(path, static_cast<std::int64_t>(std::min(announced, kMost)), page_count);
  const std::int64_t total = std::int64_t{1} * sizes.size_z * sizes.size_c * sizes.size_t;

  std::vector<OmeTiffData> blocks = image.tiff_data;
  if (blocks.empty()) blocks.push_back({.file = 0, .first = {}, .ifd = 0, .plane_count = total});
  std::vector<OmePlane> planes;
  std::set<std::pair<std::size_t, std::size_t>> used_pages;
  std::set<std::int64_t> used_positions;
  for (OmeTiffData block : blocks) {
    if (block.first.c >= sizes.size_c) block.first.c /= samples;
    const auto pages = static_cast<std::int64_t>(page_counts.at(block.file));
    const std::int64_t count = block.plane_count.value_or(std::min(total, pages));
    if (block.ifd + count > pages)
      refuse_planes(file_of(image, block, path), block.ifd + count, page_counts[block.file]);
    const bool within = lies_within(block.first, sizes);
    const std::int64_t start = within ? plane_index(image.dimension_order, sizes, block.first) : 0;
    bool fits = within && start + count <= total;
    for (std::int64_t i = 0; fits && i < count; ++i) {
      const auto page = static_cast<std::size_t>(block.ifd + i);
      fits =
          used_pages.insert({block.file, page}).second && used_positions.insert(start + i).second;
      planes.push_back({block.file, page, plane_at(image.dimension_order, sizes, start + i)});
    }
    if (!fits)
      refuse(path,
             tr("its OME metadata put a page outside its dimensions or use one twice. Export it "
                "again as OME-TIFF, or as plain TIFF."));
  }
  if (static_cast<std::int64_t>(planes.size()) != total)
    refuse(
        path,
        tr("its OME metadata announce {} planes, but name pages for only {} of them. The recording "
           "was interrupted; export the complete planes again."),
        total, planes.size());
  // The order of a set must not depend on which of its files was opened.
  const auto order = [&](const OmePlane& plane) {
    return page_counts.size() == 1 ? static_cast<std::int64_t>(plane.page)
                                   : plane_index(image.dimension_order, sizes, plane.position);
  };
  std::sort(planes.begin(), planes.end(),
            [&](const OmePlane& a, const OmePlane& b) { return order(a) < order(b); });
  return planes;
}

}  // namespace etalon::imagefiles
