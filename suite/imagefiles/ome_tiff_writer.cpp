// SPDX-License-Identifier: Apache-2.0
#include "suite/core/contract.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/new_file.hpp"
#include "suite/imagefiles/ome_metadata.hpp"
#include "suite/imagefiles/tiff_handle.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace etalon::imagefiles {
namespace {

int bits_of(SampleType type) {
  return type == SampleType::u8 ? 8 : type == SampleType::u16 ? 16 : 32;
}

std::uint64_t bytes_per_row(const FrameInfo& info) {
  return static_cast<std::uint64_t>(info.width) * static_cast<std::uint64_t>(info.channels) *
         static_cast<std::uint64_t>(bits_of(info.sample_type) / 8);
}

/// One strip for a frame of a usual camera, so that reading is one request; 16 MB at most.
std::uint32_t rows_per_strip(const FrameInfo& info) {
  constexpr std::uint64_t kLargestStrip = std::uint64_t{16} << 20;
  const std::uint64_t rows = std::max<std::uint64_t>(1, kLargestStrip / bytes_per_row(info));
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(rows, static_cast<unsigned>(info.height)));
}

void write_tags(TIFF* tiff, const FrameInfo& info, const std::string& description) {
  const bool colour = info.channels == 3;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(info.width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(info.height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits_of(info.sample_type));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, info.channels);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT,
               info.sample_type == SampleType::f32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, colour ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows_per_strip(info));
  TIFFSetField(tiff, TIFFTAG_SOFTWARE, "Etalon");
  if (!description.empty()) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, description.c_str());
}

/// False if libtiff reported an error.
bool write_page(TIFF* tiff, const Frame& frame, const std::string& description) {
  write_tags(tiff, frame.info, description);
  const std::uint64_t row = bytes_per_row(frame.info);
  const auto height = static_cast<std::uint64_t>(frame.info.height);
  const std::uint64_t rows = rows_per_strip(frame.info);
  const auto* bytes =
      std::visit([](const auto& samples) { return reinterpret_cast<const char*>(samples.data()); },
                 frame.samples);
  std::uint32_t strip = 0;
  for (std::uint64_t y = 0; y < height; y += rows, ++strip) {
    const auto size = static_cast<tmsize_t>(std::min(rows, height - y) * row);
    // Uncompressed and in the byte order of the machine: libtiff does not write into the buffer.
    void* data = const_cast<char*>(bytes + y * row);
    if (TIFFWriteEncodedStrip(tiff, strip, data, size) != size) return false;
  }
  return TIFFWriteDirectory(tiff) == 1;
}

void require_samples_as_described(const Frame& frame) {
  const FrameInfo& info = frame.info;
  const auto count = static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) *
                     static_cast<std::size_t>(info.channels);
  ETALON_EXPECTS(info.width > 0 && info.height > 0 && (info.channels == 1 || info.channels == 3));
  ETALON_EXPECTS(frame.samples.index() == static_cast<std::size_t>(info.sample_type));
  ETALON_EXPECTS(std::visit([](const auto& s) { return s.size(); }, frame.samples) == count);
}

/// The dimensions of a time series unless the metadata place each frame.
ImageMetadata with_planes(ImageMetadata metadata, std::size_t frame_count) {
  if (metadata.planes.empty()) {
    metadata.size_z = metadata.size_c = 1;
    metadata.size_t = static_cast<int>(frame_count);
    for (int t = 0; t < metadata.size_t; ++t) metadata.planes.push_back({.t = t});
  }
  std::set<std::tuple<int, int, int>> places;
  for (const FramePlace& plane : metadata.planes) {
    ETALON_EXPECTS(plane.z >= 0 && plane.z < metadata.size_z && plane.c >= 0 &&
                   plane.c < metadata.size_c && plane.t >= 0 && plane.t < metadata.size_t);
    places.insert({plane.z, plane.c, plane.t});
  }
  ETALON_EXPECTS(places.size() == frame_count && metadata.planes.size() == frame_count);
  ETALON_EXPECTS(metadata.settings.empty() || metadata.settings.size() == frame_count);
  ETALON_EXPECTS(std::int64_t{1} * metadata.size_z * metadata.size_c * metadata.size_t ==
                 static_cast<std::int64_t>(frame_count));
  return metadata;
}

bool needs_big_tiff(const FrameInfo& info, std::size_t frame_count) {
  constexpr std::uint64_t kLimit = std::uint64_t{2} << 30;
  constexpr std::uint64_t kTagsPerPage = 1000;
  const std::uint64_t page =
      bytes_per_row(info) * static_cast<unsigned>(info.height) + kTagsPerPage;
  return page > kLimit / frame_count;
}

}  // namespace

struct OmeTiffWriter::Impl {
  Impl(const std::filesystem::path& path, std::size_t count, const ImageMetadata& about)
      : target(path), frame_count(count), metadata(with_planes(about, count)), file(path) {}

  void begin(const Frame& frame) {
    first = frame.info;
    tiff = TiffHandle::open_for_writing(file.path(), needs_big_tiff(first, frame_count));
    if (tiff->get() == nullptr) refuse_writing(target, last_system_error());
  }

  std::filesystem::path target;
  std::size_t frame_count;
  ImageMetadata metadata;
  NewFile file;
  std::optional<TiffHandle> tiff;
  FrameInfo first;
  std::size_t written = 0;
};

OmeTiffWriter::OmeTiffWriter(const std::filesystem::path& path, std::size_t frame_count,
                             const ImageMetadata& metadata) {
  ETALON_EXPECTS(frame_count > 0);
  impl_ = std::make_unique<Impl>(path, frame_count, metadata);
}

OmeTiffWriter::~OmeTiffWriter() = default;

void OmeTiffWriter::add(const Frame& frame) {
  Impl& my = *impl_;
  ETALON_EXPECTS(my.written < my.frame_count);
  require_samples_as_described(frame);
  std::string xml;
  if (my.written == 0) {
    my.begin(frame);
    xml = ome_xml(frame.info, my.frame_count, my.metadata, my.target.filename().string());
  }
  if (frame.info != my.first) {
    refuse(my.target,
           tr("cannot be written: frame {} differs from the first in size or type. Write such "
              "frames to files of their own."),
           my.written + 1);
  }
  if (!write_page(my.tiff->get(), frame, xml)) {
    const std::string system_error = last_system_error();
    const std::string error = my.tiff->take_error();
    refuse_writing(my.target, error.empty() ? system_error : error);
  }
  ++my.written;
}

void OmeTiffWriter::finish() {
  Impl& my = *impl_;
  ETALON_EXPECTS(my.written == my.frame_count);
  my.tiff->close();
  const std::string error = my.tiff->take_error();
  if (!error.empty()) refuse_writing(my.target, error);
  my.file.publish();
}

void write_ome_tiff(const std::filesystem::path& path, const FrameSequence& frames,
                    const ImageMetadata& metadata) {
  OmeTiffWriter writer(path, frames.size(), metadata);
  for (std::size_t i = 0; i < frames.size(); ++i) writer.add(frames.read(i));
  writer.finish();
}

}  // namespace etalon::imagefiles
