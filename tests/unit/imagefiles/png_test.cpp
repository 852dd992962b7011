// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"

#include <png.h>

#include <cstdio>
#include <functional>

using namespace etalon;
using namespace etalon::test;
using imagefiles::open_image;

namespace {

/// A PNG file whose rows of bytes are `rows`, as libpng writes them.
void write_png(const std::filesystem::path& path, int width, int depth, int colour_type,
               std::vector<std::vector<unsigned char>> rows,
               const std::function<void(png_structp, png_infop)>& extra = {},
               int interlace = PNG_INTERLACE_NONE) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(rows.size()),
               depth, colour_type, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (extra) extra(png, info);
  std::vector<png_bytep> pointers;
  for (auto& row : rows) pointers.push_back(row.data());
  png_set_rows(png, info, pointers.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  std::fclose(file);
}

/// Big-endian words, as in the file.
std::vector<unsigned char> words(const std::vector<unsigned>& values) {
  std::vector<unsigned char> bytes;
  for (const unsigned value : values) {
    bytes.push_back(static_cast<unsigned char>(value >> 8));
    bytes.push_back(static_cast<unsigned char>(value & 0xff));
  }
  return bytes;
}

void write_grey16(const std::filesystem::path& path, const std::vector<unsigned>& values,
                  int significant_bits = 0) {
  write_png(path, static_cast<int>(values.size()), 16, PNG_COLOR_TYPE_GRAY, {words(values)},
            [&](png_structp png, png_infop info) {
              png_color_8 bits = {};
              bits.gray = static_cast<png_byte>(significant_bits);
              if (significant_bits > 0) png_set_sBIT(png, info, &bits);
            });
}

Frame read_png(const std::filesystem::path& path) {
  const auto image = open_image(path);
  CHECK(image.metadata.format == "PNG");
  CHECK(image.metadata.planes.size() == 1);
  REQUIRE(image.frames->size() == 1);
  return image.frames->read(0);
}

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;

}  // namespace

TEST_CASE("PNG: grey and colour, 8 and 16 bits; alpha is dropped", "[png]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.png";
  SECTION("8 bits grey") {
    write_png(path, 3, 8, PNG_COLOR_TYPE_GRAY, {{1, 2, 3}, {4, 5, 255}});
    const Frame frame = read_png(path);
    CHECK(samples_of<std::uint8_t>(frame) == Bytes{1, 2, 3, 4, 5, 255});
    CHECK(frame.info.width == 3);
    CHECK(frame.info.height == 2);
    CHECK(frame.info.significant_bits == 8);
    CHECK(frame.info.transfer == Transfer::unknown);
    CHECK_FALSE(frame.info.lossy);
  }
  SECTION("16 bits grey") {
    write_grey16(path, {1, 256, 65535, 4096});
    const Frame frame = read_png(path);
    CHECK(samples_of<std::uint16_t>(frame) == Words{1, 256, 65535, 4096});
    CHECK(frame.info.significant_bits == 16);
  }
  SECTION("8 bits colour with alpha") {
    write_png(path, 2, 8, PNG_COLOR_TYPE_RGB_ALPHA, {{1, 2, 3, 0, 5, 6, 7, 128}});
    const Frame frame = read_png(path);
    CHECK(frame.info.channels == 3);
    CHECK(samples_of<std::uint8_t>(frame) == Bytes{1, 2, 3, 5, 6, 7});
  }
  SECTION("16 bits grey with alpha") {
    write_png(path, 1, 16, PNG_COLOR_TYPE_GRAY_ALPHA, {words({513, 7})});
    const Frame frame = read_png(path);
    CHECK(frame.info.channels == 1);
    CHECK(samples_of<std::uint16_t>(frame) == Words{513});
  }
  SECTION("4 bits grey keep their values") {
    write_png(path, 3, 4, PNG_COLOR_TYPE_GRAY, {{0x1f, 0x70}});
    const Frame frame = read_png(path);
    CHECK(samples_of<std::uint8_t>(frame) == Bytes{1, 15, 7});
    CHECK(frame.info.significant_bits == 4);
  }
  SECTION("palette becomes colour") {
    write_png(path, 2, 8, PNG_COLOR_TYPE_PALETTE, {{1, 0}}, [](png_structp png, png_infop info) {
      const png_color palette[] = {{10, 20, 30}, {40, 50, 60}};
      png_set_PLTE(png, info, palette, 2);
    });
    const Frame frame = read_png(path);
    CHECK(frame.info.channels == 3);
    CHECK(samples_of<std::uint8_t>(frame) == Bytes{40, 50, 60, 10, 20, 30});
    CHECK(frame.info.significant_bits == 8);
  }
  SECTION("interlaced") {
    write_png(path, 3, 8, PNG_COLOR_TYPE_GRAY, {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, {},
              PNG_INTERLACE_ADAM7);
    CHECK(samples_of<std::uint8_t>(read_png(path)) == Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9});
  }
}

TEST_CASE("PNG: the transfer is what the file says, else unknown", "[png]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.png";
  const auto transfer = [&](const std::function<void(png_structp, png_infop)>& chunk) {
    write_png(path, 1, 8, PNG_COLOR_TYPE_RGB, {{1, 2, 3}}, chunk);
    return read_png(path).info.transfer;
  };
  CHECK(transfer({}) == Transfer::unknown);
  CHECK(transfer([](png_structp png, png_infop info) { png_set_sRGB(png, info, 0); }) ==
        Transfer::encoded);
  CHECK(transfer([](png_structp png, png_infop info) { png_set_gAMA(png, info, 0.45455); }) ==
        Transfer::encoded);
  CHECK(transfer([](png_structp png, png_infop info) { png_set_gAMA(png, info, 1.0); }) ==
        Transfer::linear);
}

TEST_CASE("PNG: 12 bits declared by sBIT, scaled as the standard asks or not", "[png]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.png";
  SECTION("scaled by repetition of the high bits") {
    write_grey16(path, {0, 100 << 4 | 100 >> 8, 2049 << 4 | 2049 >> 8, 65535}, 12);
    const Frame frame = read_png(path);
    CHECK(samples_of<std::uint16_t>(frame) == Words{0, 100, 2049, 4095});
    CHECK(frame.info.significant_bits == 12);
  }
  SECTION("shifted with zeros") {
    write_grey16(path, {0, 100 << 4, 4095 << 4}, 12);
    const Frame frame = read_png(path);
    CHECK(samples_of<std::uint16_t>(frame) == Words{0, 100, 4095});
    CHECK(frame.info.significant_bits == 12);
  }
  SECTION("not scaled") {
    write_grey16(path, {0, 101, 4095}, 12);
    const Frame frame = read_png(path);
    CHECK(samples_of<std::uint16_t>(frame) == Words{0, 101, 4095});
    CHECK(frame.info.significant_bits == 12);
  }
  SECTION("declared wrongly") {
    write_grey16(path, {0, 101, 4099, 65535}, 12);
    const Frame frame = read_png(path);
    CHECK(samples_of<std::uint16_t>(frame) == Words{0, 101, 4099, 65535});
    CHECK(frame.info.significant_bits == 16);
  }
}

TEST_CASE("PNG: cut at any length it is an error when it is opened", "[png]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.png";
  std::vector<unsigned> values(40);
  for (unsigned i = 0; i < 40; ++i) values[i] = i * i * 37 % 65536;
  write_grey16(path, values);
  const std::string whole = bytes_of(path);
  const auto cut = folder.path() / "cut.png";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_bytes(cut, whole.substr(0, length));
    INFO("length " << length << " of " << whole.size());
    CHECK_THROWS_AS(open_image(cut), FileError);
  }
  CHECK_THAT(message_of_reading(cut), contains_text("the file ends within the image (truncated?)"));
}

TEST_CASE("PNG: damaged bytes are an error: all chunks carry a check sum", "[png]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.png";
  write_png(path, 5, 8, PNG_COLOR_TYPE_GRAY, {{1, 2, 3, 4, 5}, {9, 8, 7, 6, 5}},
            [](png_structp png, png_infop info) { png_set_gAMA(png, info, 1.0); });
  const std::string whole = bytes_of(path);
  const auto broken = folder.path() / "broken.png";
  for (unsigned seed = 0; seed < 400; ++seed) {
    const std::string bytes = damaged(whole, seed);
    write_bytes(broken, bytes);
    INFO("seed " << seed);
    if (bytes != whole) CHECK(message_of_reading(broken) != "no error");
  }
}

TEST_CASE("PNG: giant dimensions in the header are refused before memory is taken", "[png]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.png";
  const auto message = [&](png_uint_32 width, png_uint_32 height) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    const png_byte data[] = {0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01};
    png_write_chunk(png, reinterpret_cast<png_const_bytep>("IDAT"), data, sizeof data);
    png_write_chunk(png, reinterpret_cast<png_const_bytep>("IEND"), nullptr, 0);
    png_destroy_write_struct(&png, &info);
    std::fclose(file);
    return message_of_reading(path);
  };
  CHECK_THAT(message(900000, 900000), contains_text("more than any camera"));
  CHECK_THAT(message(60000, 60000), contains_text("bytes of pixels, but only"));
}
