// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/hashed_file.hpp"
#include "suite/imagefiles/imagej_metadata.hpp"
#include "suite/imagefiles/ome_metadata.hpp"
#include "suite/imagefiles/tiff_directory.hpp"
#include "suite/imagefiles/tiff_page.hpp"

#include <algorithm>
#include <new>
#include <set>
#include <utility>

namespace etalon::imagefiles {
namespace {

void read_raw(const HashedFile& hashed, const TiffPage& page, bool swapped, Frame& frame) {
  const ByteSource file = hashed.open();
  prepare_frame(frame, page.info, file.path());
  std::visit(
      [&](auto& samples) {
        const std::size_t size = samples.size() * sizeof(samples[0]);
        if (hashed.read(file, *page.raw_offset, samples.data(), size) != size)
          refuse(file.path(), tr("cannot be read. Check the disk or the network."));
        if (!swapped) return;
        const auto count = static_cast<tmsize_t>(samples.size());
        if constexpr (sizeof(samples[0]) == 2) TIFFSwabArrayOfShort(samples.data(), count);
        if constexpr (sizeof(samples[0]) == 4) TIFFSwabArrayOfFloat(samples.data(), count);
      },
      frame.samples);
}

class TiffFrames final : public FrameSequence {
 public:
  TiffFrames(const ByteSource& file, const ReadOptions& options, std::vector<TiffPage> pages,
             bool swapped)
      : file_(file, options), pages_(std::move(pages)), swapped_(swapped) {}

  std::size_t size() const override { return pages_.size(); }
  std::vector<InputFile> inputs() const override { return {file_.identity()}; }

  Frame read(std::size_t index) const override {
    Frame frame;
    read_into(index, frame);
    return frame;
  }

  void read_into(std::size_t index, Frame& frame) const override {
    const TiffPage& page = pages_.at(index);
    try {
      if (page.raw_offset)
        read_raw(file_, page, swapped_, frame);
      else
        frame = read_from_page(page);
    } catch (const std::bad_alloc&) {
      refuse(file_.path(),
             tr("page {} does not fit into the memory. Crop it or use a larger computer."),
             page.number);
    }
  }

 private:
  Frame read_from_page(const TiffPage& page) const {
    const std::filesystem::path& path = file_.path();
    TiffHandle tiff = TiffHandle::open_for_reading(path, file_.state().size);
    require_unchanged(path, TIFFFileno(tiff.get()), file_.state());
    if (!tiff.go_to_page(page.directory))
      refuse(path, tr("page {} cannot be read ({}). Check the disk or the network."), page.number,
             tiff.take_error());
    return read_page(tiff, page, path);
  }

  HashedFile file_;
  std::vector<TiffPage> pages_;
  bool swapped_;
};

/// What the first page says of the whole file.
struct Descriptions {
  std::optional<OmeImage> ome;
  std::optional<ImageJDescription> imagej;
  double pixels_per_unit_x = 0;
  double pixels_per_unit_y = 0;

  /// Number of planes that the metadata announce, 0 if they do not.
  std::int64_t announced() const {
    if (imagej) return imagej->images;
    if (!ome) return 0;
    const double planes = 1.0 * ome->metadata.size_z * ome->metadata.size_c * ome->metadata.size_t;
    return static_cast<std::int64_t>(std::min(planes, 1e9));
  }
};

Descriptions read_descriptions(TIFF* tiff, const std::filesystem::path& path) {
  Descriptions descriptions;
  const char* text = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) != 1) return descriptions;
  descriptions.imagej = parse_imagej(text);
  if (is_ome_xml(text)) descriptions.ome = parse_ome(text, path);
  float resolution = 0;
  if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &resolution) == 1)
    descriptions.pixels_per_unit_x = static_cast<double>(resolution);
  if (TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &resolution) == 1)
    descriptions.pixels_per_unit_y = static_cast<double>(resolution);
  return descriptions;
}

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

/// All pages of the chain, described; empty for thumbnails and masks.
std::vector<std::optional<TiffPage>> describe_pages(TiffHandle& tiff, const ByteSource& file,
                                                    const TiffDirectories& directories,
                                                    std::int64_t announced) {
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

void apply(const OmeImage& ome, FrameInfo& info) {
  const int bits = info.significant_bits;
  if (info.sample_type != SampleType::f32 && ome.significant_bits)
    if (*ome.significant_bits >= 1 && *ome.significant_bits <= bits)
      info.significant_bits = *ome.significant_bits;
  if (!ome.recording) return;
  info.transfer = ome.recording->transfer;
  info.mosaic = info.channels == 1 ? ome.recording->mosaic : Mosaic::none;
  info.lossy = info.lossy || ome.recording->lossy;
  info.processed = ome.recording->processed;
  info.black_level = ome.recording->black_level;
}

ImageMetadata apply_ome(OmeImage& ome, const std::vector<std::optional<TiffPage>>& all,
                        std::vector<TiffPage>& pages, const std::filesystem::path& path) {
  const FrameInfo& info = pages.front().info;
  if (info.width != ome.size_x || info.height != ome.size_y)
    refuse(path,
           tr("its pages have {} x {} pixels, but its OME metadata say {} x {}. Export it again as "
              "OME-TIFF, or as plain TIFF."),
           info.width, info.height, ome.size_x, ome.size_y);
  ImageMetadata metadata = ome.metadata;
  const std::vector<OmePlane> planes = ome_planes(ome, all.size(), pages.front().stored, path);
  metadata.size_c = ome.metadata.size_c;
  for (const OmePlane& plane : planes) metadata.planes.push_back(plane.position);
  const bool only_images = std::all_of(planes.begin(), planes.end(), [&](const OmePlane& plane) {
    return all[plane.page].has_value();
  });
  if (planes.size() != pages.size() || !only_images)
    refuse(path,
           tr("its OME metadata describe {} planes, but the file has {} images. Export it again as "
              "OME-TIFF, or as plain TIFF."),
           planes.size(), pages.size());
  for (TiffPage& page : pages) apply(ome, page.info);
  apply_ome_settings(ome.settings, metadata);
  return metadata;
}

ImageMetadata apply_imagej(const Descriptions& descriptions, std::vector<TiffPage>& pages,
                           const ByteSource& file) {
  const std::int64_t images = descriptions.imagej->images;
  const auto count = static_cast<std::int64_t>(pages.size());
  if (images > 1 && count == 1) pages = raw_stack(pages.front(), images, file);
  if (images > 1 && count != 1 && images != count)
    refuse(file.path(),
           tr("its ImageJ metadata announce {} images, but the file has {} pages (truncated?). "
              "Nothing "
              "was measured. Copy it again from the instrument."),
           images, count);
  return imagej_metadata(*descriptions.imagej, pages.size(), descriptions.pixels_per_unit_x,
                         descriptions.pixels_per_unit_y, file.path());
}

ImageMetadata plain_metadata(std::size_t pages) {
  ImageMetadata metadata;
  metadata.format = "TIFF";
  metadata.size_t = static_cast<int>(pages);
  for (int t = 0; t < metadata.size_t; ++t) metadata.planes.push_back({.t = t});
  return metadata;
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
  const TiffDirectories directories = find_directories(file);
  if (directories.offsets.empty()) refuse_truncated(path, 1, 0);
  TiffHandle tiff = TiffHandle::open_for_reading(path, file.size());
  go_to(tiff, directories.offsets.front(), 1, path);
  Descriptions descriptions = read_descriptions(tiff.get(), path);
  const std::vector<std::optional<TiffPage>> all =
      describe_pages(tiff, file, directories, descriptions.announced());
  std::vector<TiffPage> pages;
  for (const std::optional<TiffPage>& page : all)
    if (page) pages.push_back(*page);
  if (pages.empty())
    refuse(path,
           tr("holds only thumbnails. Convert it first: raw photographs for example with dcraw -D "
              "-T, whole slides with bfconvert."));
  require_same_kind(pages, path);

  ImageFile image;
  if (descriptions.ome) {
    image.metadata = apply_ome(*descriptions.ome, all, pages, path);
  } else if (descriptions.imagej) {
    image.metadata = apply_imagej(descriptions, pages, file);
  } else {
    image.metadata = plain_metadata(pages.size());
  }
  const bool swapped = TIFFIsByteSwapped(tiff.get()) != 0;
  image.frames = std::make_unique<TiffFrames>(file, options, std::move(pages), swapped);
  return image;
}

}  // namespace etalon::imagefiles
