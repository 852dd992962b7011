// SPDX-License-Identifier: Apache-2.0
#include "suite/core/contract.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/imagefiles/new_file.hpp"

#include <png.h>

#include <bit>
#include <csetjmp>
#include <cstdio>
#include <new>
#include <vector>

namespace etalon::imagefiles {
namespace {

/// All that lives across a longjmp of libpng; the functions with a setjmp hold plain values only.
struct PngWriter {
  std::FILE* file = nullptr;
  png_structp png = nullptr;
  png_infop info = nullptr;
  char message[200] = "";

  explicit PngWriter(const std::filesystem::path& path);
  ~PngWriter() {
    png_destroy_write_struct(&png, &info);
    if (file != nullptr) std::fclose(file);
  }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
};

void on_error(png_structp png, png_const_charp message) {
  auto* writer = static_cast<PngWriter*>(png_get_error_ptr(png));
  std::snprintf(writer->message, sizeof writer->message, "%s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

PngWriter::PngWriter(const std::filesystem::path& path) : file(std::fopen(path.c_str(), "wb")) {
  png = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
  info = png != nullptr ? png_create_info_struct(png) : nullptr;
  if (info == nullptr) throw std::bad_alloc();
}

void declare(PngWriter& writer, const FrameInfo& about) {
  const bool colour = about.channels == 3;
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(about.width),
               static_cast<png_uint_32>(about.height),
               about.sample_type == SampleType::u16 ? 16 : 8,
               colour ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (about.transfer == Transfer::linear) png_set_gAMA(writer.png, writer.info, 1.0);
  const auto bits = static_cast<png_byte>(about.significant_bits);
  const png_color_8 significant{bits, bits, bits, bits, 0};
  png_set_sBIT(writer.png, writer.info, &significant);
}

bool write_all(PngWriter& writer, const FrameInfo& about, png_bytepp rows) {
  if (setjmp(png_jmpbuf(writer.png)) != 0) return false;
  png_init_io(writer.png, writer.file);
  declare(writer, about);
  png_write_info(writer.png, writer.info);
  if (std::endian::native == std::endian::little) png_set_swap(writer.png);
  png_write_image(writer.png, rows);
  png_write_end(writer.png, nullptr);
  return std::fflush(writer.file) == 0;
}

std::vector<png_bytep> rows_of(const Frame& frame) {
  const FrameInfo& about = frame.info;
  const auto height = static_cast<std::size_t>(about.height);
  const std::size_t row_bytes = static_cast<std::size_t>(about.width) *
                                static_cast<std::size_t>(about.channels) *
                                (about.sample_type == SampleType::u16 ? 2 : 1);
  std::vector<png_bytep> rows(height);
  std::visit(
      [&](const auto& samples) {
        // libpng only reads them.
        auto* first = reinterpret_cast<png_bytep>(
            const_cast<void*>(static_cast<const void*>(samples.data())));
        for (std::size_t y = 0; y < height; ++y) rows[y] = first + y * row_bytes;
      },
      frame.samples);
  return rows;
}

}  // namespace

void write_png(const std::filesystem::path& path, const Frame& frame) {
  if (frame.info.sample_type == SampleType::f32) {
    refuse(path, tr("PNG holds 8 or 16 bits, not floating-point numbers. Write .ome.tif."));
  }
  ETALON_EXPECTS(frame.info.channels == 1 || frame.info.channels == 3);
  NewFile file(path);
  auto rows = rows_of(frame);
  {
    PngWriter writer(file.path());
    if (writer.file == nullptr) refuse_writing(path, last_system_error());
    if (!write_all(writer, frame.info, rows.data())) {
      refuse_writing(path, *writer.message != '\0' ? writer.message : last_system_error());
    }
  }
  file.publish();
}

}  // namespace etalon::imagefiles
