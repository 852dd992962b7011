// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "suite/imagefiles/jpeg_bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

using namespace etalon;
using namespace etalon::test;
using imagefiles::open_image;

namespace {

/// A smooth image, so that quality 95 keeps its values within a few steps.
void write_jpeg(const std::filesystem::path& path, int width, int height, int components,
                bool progressive = false) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  jpeg_compress_struct encoder = {};
  jpeg_error_mgr errors = {};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  jpeg_stdio_dest(&encoder, file);
  encoder.image_width = static_cast<JDIMENSION>(width);
  encoder.image_height = static_cast<JDIMENSION>(height);
  encoder.input_components = components;
  encoder.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, 95, TRUE);
  if (progressive) jpeg_simple_progression(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(width * components));
  for (int y = 0; y < height; ++y) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto x = static_cast<int>(i) / components;
      const auto c = static_cast<int>(i) % components;
      row[i] = static_cast<JSAMPLE>(40 + x + 2 * y + 30 * c);
    }
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&encoder, &pointer, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  std::fclose(file);
}

}  // namespace

TEST_CASE("JPEG: grey and colour, marked as lossy and tone-curved", "[jpeg]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.jpg";
  const int components = GENERATE(1, 3);
  const bool progressive = GENERATE(false, true);
  write_jpeg(path, 20, 12, components, progressive);
  const auto image = open_image(path);
  CHECK(image.metadata.format == "JPEG");
  REQUIRE(image.frames->size() == 1);
  const Frame frame = image.frames->read(0);
  CHECK(frame.info.lossy);
  CHECK(frame.info.transfer == Transfer::encoded);
  CHECK(frame.info.channels == components);
  CHECK(frame.info.width == 20);
  CHECK(frame.info.height == 12);
  CHECK(frame.info.significant_bits == 8);
  const auto& samples = samples_of<std::uint8_t>(frame);
  REQUIRE(samples.size() == static_cast<std::size_t>(20 * 12 * components));
  std::size_t i = 0;
  int largest_error = 0;
  for (int y = 0; y < 12; ++y)
    for (int x = 0; x < 20; ++x)
      for (int c = 0; c < components; ++c, ++i)
        largest_error = std::max(largest_error, std::abs(samples[i] - (40 + x + 2 * y + 30 * c)));
  CHECK(largest_error < 8);
}

TEST_CASE("JPEG: four colour components are refused", "[jpeg]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.jpg";
  write_jpeg(path, 20, 12, 4);
  CHECK_THAT(message_of_reading(path), contains_text("is a JPEG with 4 colour components"));
}

TEST_CASE("JPEG: cut at any length it is an error when it is opened", "[jpeg]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.jpg";
  write_jpeg(path, 40, 24, 1, GENERATE(false, true));
  const std::string whole = bytes_of(path);
  const auto cut = folder.path() / "cut.jpg";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_bytes(cut, whole.substr(0, length));
    INFO("length " << length << " of " << whole.size());
    CHECK_THROWS_AS(open_image(cut), FileError);
  }
  CHECK_THAT(message_of_reading(cut), contains_text("cannot be decoded as JPEG"));
  CHECK_THAT(message_of_reading(cut), contains_text("truncated?"));
}

TEST_CASE("JPEG: whatever bytes are damaged, the answer is an image or a FileError", "[jpeg]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.jpg";
  write_jpeg(path, 40, 24, 3, GENERATE(false, true));
  const std::string whole = bytes_of(path);
  const auto broken = folder.path() / "broken.jpg";
  unsigned refused = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    write_bytes(broken, damaged(whole, seed));
    if (message_of_reading(broken) != "no error") ++refused;
  }
  CHECK(refused > 50);
}

TEST_CASE("JPEG: giant dimensions in the header are refused before memory is taken", "[jpeg]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.jpg";
  write_jpeg(path, 40, 24, 1);
  std::string bytes = bytes_of(path);
  const std::size_t frame_header = bytes.find("\xff\xc0");
  bytes.replace(frame_header + 5, 4, "\xf0\x00\xf0\x00", 4);
  write_bytes(path, bytes);
  CHECK_THAT(message_of_reading(path), contains_text("bytes of pixels, but only"));
}

TEST_CASE("JPEG: what was encoded is decoded, from memory as from a file", "[jpeg]") {
  const int channels = GENERATE(1, 3);
  Frame frame;
  frame.info.width = 40;
  frame.info.height = 24;
  frame.info.channels = channels;
  frame.info.sample_type = SampleType::u8;
  std::vector<std::uint8_t> samples;
  for (int y = 0; y < 24; ++y)
    for (int x = 0; x < 40; ++x)
      for (int c = 0; c < channels; ++c)
        samples.push_back(static_cast<std::uint8_t>(50 + 2 * x + 3 * y + 10 * c));
  frame.samples = samples;
  const auto bytes = imagefiles::jpeg_of(frame, 95);
  const Frame back = imagefiles::frame_of_jpeg(bytes);
  CHECK(back.info.width == 40);
  CHECK(back.info.height == 24);
  CHECK(back.info.channels == channels);
  CHECK(back.info.lossy);
  int largest_error = 0;
  for (std::size_t i = 0; i < samples.size(); ++i)
    largest_error =
        std::max(largest_error, std::abs(samples_of<std::uint8_t>(back)[i] - samples[i]));
  CHECK(largest_error < 8);
  CHECK(imagefiles::jpeg_of(frame, 30).size() < bytes.size());

  const TemporaryFolder folder;
  write_bytes(folder.path() / "image.jpg", {bytes.begin(), bytes.end()});
  const auto file = open_image(folder.path() / "image.jpg");
  CHECK(samples_of<std::uint8_t>(file.frames->read(0)) == samples_of<std::uint8_t>(back));
}

TEST_CASE("JPEG: bytes that are no image, and an image that is too long, are errors", "[jpeg]") {
  Frame frame;
  frame.info.width = 65'501;
  frame.info.height = 1;
  frame.info.sample_type = SampleType::u8;
  frame.samples = std::vector<std::uint8_t>(65'501, 7);
  CHECK_THROWS_AS(imagefiles::jpeg_of(frame, 90), FileError);
  frame.info.width = 64;
  frame.info.height = 64;
  frame.samples = std::vector<std::uint8_t>(4096, 7);
  auto bytes = imagefiles::jpeg_of(frame, 90);
  bytes.resize(bytes.size() / 2);
  CHECK_THROWS_AS(imagefiles::frame_of_jpeg(bytes), FileError);
  CHECK_THROWS_AS(imagefiles::frame_of_jpeg({}), FileError);
}
