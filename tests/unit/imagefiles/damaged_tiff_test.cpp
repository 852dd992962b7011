// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <cstring>

using namespace etalon;
using namespace etalon::test;

namespace {

void put_u32(std::string& bytes, std::size_t at, std::uint32_t value) {
  std::memcpy(bytes.data() + at, &value,
              sizeof value);  // recipes with "l", on little-endian machines
}

std::uint32_t get_u32(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// Place of the value of a tag in the first directory of a small little-endian file.
std::size_t place_of_tag(const std::string& bytes, unsigned tag) {
  const std::size_t directory = get_u32(bytes, 4);
  const unsigned count = static_cast<unsigned char>(bytes[directory]);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if ((get_u32(bytes, entry) & 0xffffU) == tag) return entry + 8;
  }
  throw std::runtime_error("no such tag");
}

void make_long(std::string& bytes, unsigned tag, std::uint32_t value) {
  const std::size_t place = place_of_tag(bytes, tag);
  bytes[place - 6] = TIFF_LONG;
  put_u32(bytes, place, value);
}

}  // namespace

TEST_CASE("TIFF: cut at any length it is an error, never fewer pages", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.mode = GENERATE("wl", "wb", "wl8", "wb8");
  recipe.tile = GENERATE(0, 16);
  const bool usual = std::string(recipe.mode) == "wl";
  recipe.compression = usual
                           ? GENERATE(COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE)
                           : COMPRESSION_NONE;
  recipe.pages = 3;
  recipe.description = "a description that does not fit into its entry";
  write_tiff<std::uint8_t>(path, recipe);
  REQUIRE(read_everything(path) == 3);
  std::vector<std::size_t> read_anyway;
  for (std::size_t length = std::filesystem::file_size(path); length-- > 0;) {
    std::filesystem::resize_file(path, length);
    if (message_of_reading(path) == "no error") read_anyway.push_back(length);
  }
  INFO(recipe.mode << ", compression " << recipe.compression << ", tile " << recipe.tile);
  CHECK(read_anyway == std::vector<std::size_t>());
}

TEST_CASE("TIFF: the message says in which page the file ends, and what to do", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.pages = 61;
  SECTION("the number of pages is not known") {
    write_tiff<std::uint8_t>(path, recipe);
    const std::string whole = bytes_of(path);
    write_bytes(path, whole.substr(0, whole.size() * 65 / 122));
    CHECK(message_of_reading(path) ==
          path.string() +
              ": the file ends in page 33 (truncated?). Nothing was measured. Copy it "
              "again from the instrument.");
  }
  SECTION("the metadata know it") {
    recipe.description = "ImageJ=1.53t\nimages=61\nslices=61\n";
    write_tiff<std::uint8_t>(path, recipe);
    const std::string whole = bytes_of(path);
    write_bytes(path, whole.substr(0, whole.size() * 65 / 122));
    CHECK(message_of_reading(path) ==
          path.string() +
              ": the file ends in page 33 of 61 (truncated?). Nothing was measured. Copy "
              "it again from the instrument.");
  }
}

TEST_CASE("TIFF: a next page outside the file, or one that was there before, is an error",
          "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  write_tiff<std::uint8_t>(path, recipe);
  std::string bytes = bytes_of(path);
  const std::size_t directory = get_u32(bytes, 4);
  const std::size_t next = directory + 2 + 12 * static_cast<unsigned char>(bytes[directory]);
  REQUIRE(get_u32(bytes, next) == 0);
  put_u32(bytes, next, 1000000);
  write_bytes(path, bytes);
  CHECK_THAT(message_of_reading(path), contains_text("the file ends in page 2"));
  put_u32(bytes, next, static_cast<std::uint32_t>(directory));
  write_bytes(path, bytes);
  CHECK_THAT(message_of_reading(path), contains_text("its list of pages runs in a circle"));
}

TEST_CASE("TIFF: giant dimensions in the header are refused before memory is taken", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.rows_per_strip = 17;
  recipe.compression = GENERATE(COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE);
  write_tiff<std::uint8_t>(path, recipe);
  std::string bytes = bytes_of(path);
  const auto message = [&](std::uint32_t width, std::uint32_t height) {
    make_long(bytes, TIFFTAG_IMAGEWIDTH, width);
    make_long(bytes, TIFFTAG_IMAGELENGTH, height);
    make_long(bytes, TIFFTAG_ROWSPERSTRIP, height);
    write_bytes(path, bytes);
    return message_of_reading(path);
  };
  const std::uint32_t large = 0x80000000U;
  CHECK(message(large, large) != "no error");
  // Uncompressed, libtiff computes the size of the strips from the dimensions.
  CHECK_THAT(message(60000, 60000),
             contains_text(recipe.compression == COMPRESSION_NONE
                               ? "the file ends in page 1"
                               : "but the file holds too little data for that"));
  CHECK_THAT(message(100000, 100000), contains_text("more than any camera"));
  CHECK(message(large, 1) != "no error");
  CHECK(message(1, large) != "no error");
  CHECK_THAT(message(0, 17), contains_text("page 1"));
}

TEST_CASE("TIFF: data that cannot be decoded is an error with the number of the page", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.pages = 2;
  recipe.compression = COMPRESSION_ADOBE_DEFLATE;
  write_tiff<std::uint8_t>(path, recipe);
  std::string bytes = bytes_of(path);
  // The data of page 2 lie behind the directory of page 1.
  const std::size_t start = get_u32(bytes, 4) + 300;
  for (std::size_t i = start; i < start + 40; ++i) bytes[i] = static_cast<char>(~bytes[i]);
  write_bytes(path, bytes);
  CHECK_THAT(message_of_reading(path), contains_text("page 2 cannot be decoded"));
  CHECK_THAT(message_of_reading(path), contains_text("Copy the file again from the instrument."));
}

TEST_CASE("TIFF: whatever bytes are damaged, the answer is an image or a FileError", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.mode = GENERATE("wl", "wb8");
  recipe.compression = GENERATE(COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                COMPRESSION_PACKBITS, COMPRESSION_JPEG);
  recipe.tile = GENERATE(0, 16);
  recipe.width = recipe.height = recipe.rows_per_strip = 16;
  recipe.pages = 3;
  recipe.description = "ImageJ=1.53t\nimages=3\nslices=3\nunit=micron\nspacing=0.5\n";
  write_tiff<std::uint8_t>(path, recipe);
  const std::string whole = bytes_of(path);
  const auto broken = folder.path() / "broken.tif";
  unsigned refused = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    write_bytes(broken, damaged(whole, seed));
    if (message_of_reading(broken) != "no error") ++refused;
  }
  CHECK(refused > 50);
}
