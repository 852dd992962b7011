// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/jpeg_bytes.hpp"
#include "suite/imagefiles/plausible_size.hpp"
#include "suite/imagefiles/single_frame.hpp"
#include "suite/imagefiles/tiff_page.hpp"

#include <csetjmp>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <type_traits>

#include <jerror.h>
#include <jpeglib.h>

namespace etalon::imagefiles {
namespace {

/// libjpeg reports errors by longjmp, which must not leap over C++ objects: the functions between
/// setjmp and libjpeg hold plain values only.
struct JpegReader {
  jpeg_decompress_struct decoder = {};
  jpeg_error_mgr errors = {};
  std::jmp_buf jump = {};
  char message[JMSG_LENGTH_MAX] = "";

  JpegReader();
  ~JpegReader() { jpeg_destroy_decompress(&decoder); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
};

void on_error(j_common_ptr decoder) {
  auto* reader = static_cast<JpegReader*>(decoder->client_data);
  decoder->err->format_message(decoder, reader->message);
  std::longjmp(reader->jump, 1);
}

/// Damaged data is only a warning for libjpeg, which fills the rest with grey.
void on_message(j_common_ptr decoder, int level) {
  const int code = decoder->err->msg_code;
  const bool harmless = code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM;
  if (level < 0 && !harmless) on_error(decoder);
}

JpegReader::JpegReader() {
  decoder.err = jpeg_std_error(&errors);
  errors.error_exit = on_error;
  errors.emit_message = on_message;
  decoder.client_data = this;
}

bool read_header(JpegReader& reader, std::FILE* file) {
  if (setjmp(reader.jump) != 0) return false;
  // jpeg_create_decompress clears what the constructor set, except for err and client_data.
  jpeg_create_decompress(&reader.decoder);
  jpeg_stdio_src(&reader.decoder, file);
  jpeg_read_header(&reader.decoder, TRUE);
  reader.decoder.out_color_space = reader.decoder.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  return true;
}

/// Decodes all rows, each behind the other, or all into the same place (`stride` 0) to check them.
bool read_rows(JpegReader& reader, JSAMPLE* target, std::size_t stride) {
  if (setjmp(reader.jump) != 0) return false;
  jpeg_start_decompress(&reader.decoder);
  while (reader.decoder.output_scanline < reader.decoder.output_height) {
    JSAMPROW row = target + stride * reader.decoder.output_scanline;
    jpeg_read_scanlines(&reader.decoder, &row, 1);
  }
  jpeg_finish_decompress(&reader.decoder);
  return true;
}

[[noreturn]] void refuse_damaged(const std::filesystem::path& path, const JpegReader& reader) {
  refuse(
      path,
      tr("cannot be decoded as JPEG ({}; truncated?). Nothing was measured. Copy it again from the "
         "instrument."),
      reader.message);
}

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, FileCloser>;

OpenFile open_again(const std::filesystem::path& path, const FileState& state) {
  OpenFile file(std::fopen(path.c_str(), "rbe"));
  if (!file) refuse(path, tr("cannot be opened. Check the permissions of the file."));
  require_unchanged(path, ::fileno(file.get()), state);
  return file;
}

FrameInfo read_info(JpegReader& reader, std::FILE* file, const std::filesystem::path& path,
                    std::uint64_t size) {
  if (!read_header(reader, file)) refuse_damaged(path, reader);
  const jpeg_decompress_struct& decoder = reader.decoder;
  const std::uint64_t width = decoder.image_width;
  const std::uint64_t height = decoder.image_height;
  require_plausible_size(path, width, height);
  // An 8 x 8 block takes at least two bits, in progressive files less.
  constexpr std::uint64_t kMostPixelsPerByte = 4096;
  require_plausible_expansion(path, width * height, size, kMostPixelsPerByte);
  if (decoder.num_components != 1 && decoder.num_components != 3)
    refuse(path,
           tr("is a JPEG with {} colour components; grey and RGB are read. Export it as PNG or "
              "TIFF from the original."),
           decoder.num_components);
  FrameInfo info;
  info.width = static_cast<int>(width);
  info.height = static_cast<int>(height);
  info.channels = decoder.num_components;
  info.sample_type = SampleType::u8;
  info.significant_bits = 8;
  info.transfer = Transfer::encoded;
  info.lossy = true;
  return info;
}

Frame decode(std::FILE* file, const std::filesystem::path& path, std::uint64_t size) {
  JpegReader reader;
  Frame frame = make_frame(read_info(reader, file, path, size), path);
  auto& samples = std::get<std::vector<std::uint8_t>>(frame.samples);
  const auto stride =
      static_cast<std::size_t>(frame.info.width) * static_cast<std::size_t>(frame.info.channels);
  if (!read_rows(reader, samples.data(), stride)) refuse_damaged(path, reader);
  return frame;
}

Frame decode_jpeg(const HashedFile& file) {
  return decode(open_again(file.path(), file.state()).get(), file.path(), file.state().size);
}

}  // namespace

Frame frame_of_jpeg(const std::vector<unsigned char>& bytes) {
  // Opened for reading, so nothing is written through the pointer.
  const OpenFile file(::fmemopen(const_cast<unsigned char*>(bytes.data()), bytes.size(), "rb"));
  if (!file) refuse("JPEG", tr("cannot be read from memory: it is empty."));
  return decode(file.get(), "JPEG", bytes.size());
}

bool detect_jpeg(const std::vector<unsigned char>& first_bytes) {
  return first_bytes.size() >= 3 && first_bytes[0] == 0xff && first_bytes[1] == 0xd8 &&
         first_bytes[2] == 0xff;
}

ImageFile open_jpeg(const std::filesystem::path& path, const ReadOptions& options) {
  const ByteSource source(path);
  const OpenFile file = open_again(path, source.state());
  JpegReader reader;
  const FrameInfo info = read_info(reader, file.get(), path, source.size());
  // Only decoding shows that a JPEG is complete; one row is kept.
  std::vector<std::uint8_t> row(static_cast<std::size_t>(info.width) *
                                static_cast<std::size_t>(info.channels));
  if (!read_rows(reader, row.data(), 0)) refuse_damaged(path, reader);
  return single_frame_file(source, options, "JPEG", decode_jpeg);
}

}  // namespace etalon::imagefiles
