// SPDX-License-Identifier: Apache-2.0
#include "suite/core/contract.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/jpeg_bytes.hpp"

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace etalon::imagefiles {
namespace {

/// libjpeg reports errors by longjmp, which must not leap over C++ objects: what stands between
/// setjmp and libjpeg holds plain values only.
struct JpegWriter {
  jpeg_compress_struct encoder = {};
  jpeg_error_mgr errors = {};
  std::jmp_buf jump = {};
  char message[JMSG_LENGTH_MAX] = "";
  unsigned char* bytes = nullptr;
  unsigned long size = 0;

  JpegWriter();
  ~JpegWriter() {
    jpeg_destroy_compress(&encoder);
    std::free(bytes);
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
};

void on_error(j_common_ptr encoder) {
  auto* writer = static_cast<JpegWriter*>(encoder->client_data);
  encoder->err->format_message(encoder, writer->message);
  std::longjmp(writer->jump, 1);
}

JpegWriter::JpegWriter() {
  encoder.err = jpeg_std_error(&errors);
  errors.error_exit = on_error;
  encoder.client_data = this;
}

bool write(JpegWriter& writer, const FrameInfo& info, const std::uint8_t* samples, int quality) {
  if (setjmp(writer.jump) != 0) return false;
  jpeg_compress_struct& encoder = writer.encoder;
  jpeg_create_compress(&encoder);
  jpeg_mem_dest(&encoder, &writer.bytes, &writer.size);
  encoder.image_width = static_cast<JDIMENSION>(info.width);
  encoder.image_height = static_cast<JDIMENSION>(info.height);
  encoder.input_components = info.channels;
  encoder.in_color_space = info.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  jpeg_start_compress(&encoder, TRUE);
  const auto stride =
      static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.channels);
  while (encoder.next_scanline < encoder.image_height) {
    auto* row = const_cast<JSAMPLE*>(samples + stride * encoder.next_scanline);  // only read
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  return true;
}

}  // namespace

std::vector<unsigned char> jpeg_of(const Frame& frame, int quality) {
  const FrameInfo& info = frame.info;
  const auto& samples = std::get<std::vector<std::uint8_t>>(frame.samples);
  ETALON_EXPECTS(quality >= 1 && quality <= 100);
  ETALON_EXPECTS(info.width > 0 && info.height > 0 && (info.channels == 1 || info.channels == 3));
  ETALON_EXPECTS(samples.size() == static_cast<std::size_t>(info.width) *
                                       static_cast<std::size_t>(info.height) *
                                       static_cast<std::size_t>(info.channels));
  JpegWriter writer;
  if (!write(writer, info, samples.data(), quality))
    refuse("JPEG", tr("cannot be written ({}). Choose a smaller image or another format."),
           writer.message);
  return {writer.bytes, writer.bytes + writer.size};
}

}  // namespace etalon::imagefiles
