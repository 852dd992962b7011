// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "suite/core/parallel.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <fstream>
#include <random>

using namespace etalon;
using namespace etalon::test;
using imagefiles::ImageFile;
using imagefiles::open_image;

namespace {

namespace fs = std::filesystem;

/// Frames of 90 kB, more than may lie between them in a file.
void write_pages(const fs::path& path, int pages, const std::string& mode = "wl",
                 int compression = COMPRESSION_NONE) {
  TiffRecipe recipe;
  recipe.mode = mode;
  recipe.width = recipe.height = 300;
  recipe.pages = pages;
  recipe.compression = compression;
  write_tiff<std::uint8_t>(path, recipe);
}

void write_noise_png(const fs::path& path) {
  std::mt19937 draw(1);
  Frame frame;
  frame.info.width = frame.info.height = 400;
  std::vector<std::uint16_t> samples(400 * 400);
  for (auto& sample : samples) sample = static_cast<std::uint16_t>(draw());
  frame.samples = std::move(samples);
  imagefiles::write_png(path, frame);
}

std::string digest_of(const ImageFile& image) { return image.frames->inputs().at(0).sha256; }

/// Changes a byte in the middle and hides it: size, place and time stay as they were.
void falsify(const fs::path& path) {
  const auto time = fs::last_write_time(path);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(path) / 2);
    file.seekg(middle);
    const int byte = file.get();
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 1));
  }
  fs::last_write_time(path, time);
}

}  // namespace

TEST_CASE("the SHA-256 is that of the file in whatever order its frames are read", "[hash]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.tif";
  const std::vector<std::vector<std::size_t>> orders = {
      {}, {0, 1, 2, 3}, {3, 2, 1, 0}, {2}, {0, 2, 3}, {0, 0, 1, 1}, {1, 0, 1, 2, 3, 0}};
  for (const std::string mode : {"wl", "wb", "wl8"}) {
    for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW}) {
      write_pages(path, 4, mode, compression);
      const std::string expected = trust::sha256_of(bytes_of(path));
      for (const auto& order : orders) {
        const ImageFile image = open_image(path);
        for (const std::size_t index : order) image.frames->read(index);
        CHECK(digest_of(image) == expected);
        image.frames->read(3);
        CHECK(digest_of(image) == expected);
      }
    }
  }
}

TEST_CASE("the SHA-256 is that of the file when many threads read it", "[hash]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.tif";
  write_pages(path, 24);
  const std::string expected = trust::sha256_of(bytes_of(path));
  for (int repeat = 0; repeat < 5; ++repeat) {
    const ImageFile image = open_image(path);
    std::vector<std::string> digests(48);
    one_by_one(48, 4, [&](std::size_t k) {
      if (repeat == 0 || k != 20)
        image.frames->read(k % 24);
      else
        digests[k] = digest_of(image);
    });
    CHECK(digest_of(image) == expected);
    if (repeat > 0) CHECK(digests[20] == expected);
  }
}

TEST_CASE("the SHA-256 is that of the bytes that the values were read from", "[hash]") {
  const TemporaryFolder folder;
  write_pages(folder.path() / "a.tif", 4);
  write_noise_png(folder.path() / "a.png");
  for (const std::string name : {"a.tif", "a.png"}) {
    const auto path = folder.path() / name;
    const std::string read = trust::sha256_of(bytes_of(path));
    const ImageFile image = open_image(path);
    const ImageFile not_read = open_image(path);
    for (std::size_t i = 0; i < image.frames->size(); ++i) image.frames->read(i);
    falsify(path);
    const std::string now = trust::sha256_of(bytes_of(path));
    CHECK(now != read);
    CHECK(digest_of(image) == read);
    CHECK(digest_of(not_read) == now);
  }
}

TEST_CASE("a file that changes after its frames were read has no SHA-256", "[hash]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.tif";
  write_pages(path, 2);
  const std::string bytes = bytes_of(path);
  const ImageFile image = open_image(path);
  image.frames->read(0);
  image.frames->read(1);
  SECTION("written again with the same bytes") {
    write_bytes(path, bytes);
    fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(1));
  }
  SECTION("longer") { write_bytes(path, bytes + "more"); }
  SECTION("another file in its place") {
    const auto time = fs::last_write_time(path);
    write_bytes(folder.path() / "b.tif", bytes);
    fs::rename(folder.path() / "b.tif", path);
    fs::last_write_time(path, time);
  }
  CHECK_THROWS_WITH(image.frames->inputs(), contains_text("has changed since it was opened"));
  CHECK_THROWS_AS(image.frames->inputs(), FileError);
}
