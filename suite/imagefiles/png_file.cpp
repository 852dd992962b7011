// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/plausible_size.hpp"
#include "suite/imagefiles/single_frame.hpp"
#include "suite/imagefiles/tiff_page.hpp"

#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace etalon::imagefiles {
namespace {

/// libpng reports errors by longjmp, which must not leap over C++ objects: all that lives across
/// such a jump is in here, and the functions between setjmp and libpng hold plain values only.
struct PngReader {
  const ByteSource* file = nullptr;
  const HashedFile* hashed = nullptr;  ///< the hash that takes part, if any
  std::uint64_t position = 0;
  png_structp png = nullptr;
  png_infop info = nullptr;
  char message[200] = "";

  explicit PngReader(const ByteSource& source, const HashedFile* with_hash = nullptr);
  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
};

void on_error(png_structp png, png_const_charp message) {
  auto* reader = static_cast<PngReader*>(png_get_error_ptr(png));
  std::snprintf(reader->message, sizeof reader->message, "%s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep target, std::size_t count) {
  auto* reader = static_cast<PngReader*>(png_get_io_ptr(png));
  const std::size_t got = reader->hashed != nullptr
                              ? reader->hashed->read(*reader->file, reader->position, target, count)
                              : reader->file->read_at(reader->position, target, count);
  if (got != count) png_error(png, "the file ends too early");
  reader->position += count;
}

PngReader::PngReader(const ByteSource& source, const HashedFile* with_hash)
    : file(&source), hashed(with_hash) {
  png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
  info = png != nullptr ? png_create_info_struct(png) : nullptr;
  if (info == nullptr) throw std::bad_alloc();
  png_set_read_fn(png, this, on_read);
  // A damaged gAMA or sBIT chunk would change what the values mean.
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
}

bool read_header(PngReader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_read_info(reader.png, reader.info);
  if (png_get_color_type(reader.png, reader.info) == PNG_COLOR_TYPE_PALETTE)
    png_set_palette_to_rgb(reader.png);
  png_set_packing(reader.png);  // 1, 2 and 4 bits one to a byte, with their values as they are
  png_set_strip_alpha(reader.png);
  if (std::endian::native == std::endian::little) png_set_swap(reader.png);
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  return true;
}

bool read_rows(PngReader& reader, png_bytepp rows) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_read_image(reader.png, rows);
  png_read_end(reader.png, nullptr);
  return true;
}

[[noreturn]] void refuse_damaged(const PngReader& reader) {
  refuse(
      reader.file->path(),
      tr("cannot be decoded as PNG ({}). Nothing was measured. Copy it again from the instrument."),
      reader.message);
}

/// sRGB and ICC profiles mean a tone curve; gAMA says which, and 1 is none. Without them nobody
/// says.
Transfer transfer_of(PngReader& reader) {
  double gamma = 0;
  if (png_get_valid(reader.png, reader.info, PNG_INFO_sRGB | PNG_INFO_iCCP) != 0)
    return Transfer::encoded;
  if (png_get_gAMA(reader.png, reader.info, &gamma) == 0) return Transfer::unknown;
  return gamma > 0.999 && gamma < 1.001 ? Transfer::linear : Transfer::encoded;
}

/// Bits that the writer declares as recorded (sBIT), 0 if it does not.
int declared_bits(PngReader& reader) {
  png_color_8p bits = nullptr;
  if (png_get_sBIT(reader.png, reader.info, &bits) == 0) return 0;
  const bool grey = (png_get_color_type(reader.png, reader.info) & PNG_COLOR_MASK_COLOR) == 0;
  return grey ? bits->gray : std::max({bits->red, bits->green, bits->blue});
}

FrameInfo frame_info(PngReader& reader, int stored_depth) {
  FrameInfo info;
  info.width = static_cast<int>(png_get_image_width(reader.png, reader.info));
  info.height = static_cast<int>(png_get_image_height(reader.png, reader.info));
  info.channels = png_get_channels(reader.png, reader.info);
  info.sample_type =
      png_get_bit_depth(reader.png, reader.info) == 16 ? SampleType::u16 : SampleType::u8;
  const bool palette = info.channels == 3 && stored_depth < 8;
  info.significant_bits = palette ? 8 : stored_depth;
  info.transfer = transfer_of(reader);
  return info;
}

void require_plausible(const ByteSource& file, PngReader& reader) {
  const std::uint64_t height = png_get_image_height(reader.png, reader.info);
  require_plausible_size(file.path(), png_get_image_width(reader.png, reader.info), height);
  constexpr std::uint64_t kDeflateLimit = 1100;  // 1032, and some for small images
  // Palette images are stored with one byte or less for three.
  require_plausible_expansion(file.path(), png_get_rowbytes(reader.png, reader.info) * height,
                              file.size(), 24 * kDeflateLimit);
}

/// The standard asks a writer of 12-bit data to scale it up to 16 bits and to declare 12 in sBIT;
/// some declare it and store the values as they are. Scaled values have in their low bits a
/// repetition of the high ones, or nothing: only then is the scaling undone.
template <class T>
void undo_scaling(std::vector<T>& samples, int bits, FrameInfo& info) {
  const int depth = info.significant_bits;
  if (bits <= 0 || bits >= depth) return;
  const unsigned top = (1U << depth) - 1;
  const unsigned declared_top = (1U << bits) - 1;
  unsigned largest = 0;
  bool scaled = true;
  for (const T sample : samples) {
    const unsigned value = sample;
    const unsigned high = value >> (depth - bits);
    const unsigned ideal = (high * top + declared_top / 2) / declared_top;
    const unsigned plain = high << (depth - bits);
    scaled = scaled && (value == plain || (value + 1 >= ideal && value <= ideal + 1));
    largest = std::max(largest, value);
  }
  if (!scaled && largest > declared_top) return;  // the declaration is wrong: all bits are in use
  info.significant_bits = bits;
  if (!scaled) return;
  for (T& sample : samples) sample = static_cast<T>(sample >> (depth - bits));
}

Frame decode_png(const HashedFile& hashed) {
  const ByteSource file = hashed.open();
  PngReader reader(file, &hashed);
  if (!read_header(reader)) refuse_damaged(reader);
  require_plausible(file, reader);
  unsigned char depth = 0;
  file.read_at(24, &depth, 1);  // of IHDR, as stored: libpng now tells the depth after unpacking
  Frame frame = make_frame(frame_info(reader, depth), hashed.path());
  const auto height = static_cast<std::size_t>(frame.info.height);
  const std::size_t row_bytes = png_get_rowbytes(reader.png, reader.info);
  std::vector<png_bytep> rows(height);
  std::visit(
      [&](auto& samples) {
        auto* first = reinterpret_cast<png_bytep>(samples.data());
        for (std::size_t y = 0; y < height; ++y) rows[y] = first + y * row_bytes;
      },
      frame.samples);
  if (!read_rows(reader, rows.data())) refuse_damaged(reader);
  const int bits = declared_bits(reader);
  if (auto* bytes = std::get_if<std::vector<std::uint8_t>>(&frame.samples))
    undo_scaling(*bytes, bits, frame.info);
  if (auto* words = std::get_if<std::vector<std::uint16_t>>(&frame.samples))
    undo_scaling(*words, bits, frame.info);
  return frame;
}

/// Follows the chunks (length, type, data, CRC) to IEND without decoding: a truncated file is found
/// when it is opened, not at the end of an hour of measuring.
void require_complete(const ByteSource& file) {
  std::uint64_t position = 8;
  for (;;) {
    unsigned char head[8] = {};
    if (file.read_at(position, head, 8) != 8) break;
    const std::uint64_t length = static_cast<std::uint64_t>(head[0]) << 24 |
                                 static_cast<std::uint64_t>(head[1]) << 16 |
                                 static_cast<std::uint64_t>(head[2]) << 8 | head[3];
    position += 12 + length;
    if (position > file.size()) break;
    if (std::memcmp(head + 4, "IEND", 4) == 0) return;
  }
  refuse(file.path(),
         tr("the file ends within the image (truncated?). Nothing was measured. Copy it "
            "again from the instrument."));
}

}  // namespace

bool detect_png(const std::vector<unsigned char>& first_bytes) {
  return first_bytes.size() >= 8 && png_sig_cmp(first_bytes.data(), 0, 8) == 0;
}

ImageFile open_png(const std::filesystem::path& path, const ReadOptions& options) {
  const ByteSource file(path);
  require_complete(file);
  PngReader reader(file);
  if (!read_header(reader)) refuse_damaged(reader);
  require_plausible(file, reader);
  return single_frame_file(file, options, "PNG", decode_png);
}

}  // namespace etalon::imagefiles
