// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace etalon;
using namespace etalon::test;
using imagefiles::open_image;

TEST_CASE("a file that is no image is refused with its name and advice", "[open]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.tif";
  const auto message = [&](const std::string& bytes) {
    write_bytes(path, bytes);
    return message_of_reading(path);
  };
  CHECK_THAT(message_of_reading(folder.path() / "missing.tif"),
             contains_text("missing.tif: does not exist. Check the name and the folder."));
  CHECK_THAT(message(""), contains_text("a.tif: is empty (0 bytes)"));
  CHECK_THAT(message_of_reading(folder.path()), contains_text("is a folder, not an image"));
  CHECK_THAT(message_of_reading(folder.path()), contains_text("*.tif"));
  CHECK_THAT(message("hello, this is no image at all"),
             contains_text("its first bytes belong neither to TIFF nor PNG nor JPEG"));
  CHECK_THAT(message("II"), contains_text("its first bytes belong neither"));
  CHECK_THAT(message("II*"), contains_text("its first bytes belong neither"));
  CHECK_THAT(message("ZISRAWFILE and so on"), contains_text("looks like a Zeiss CZI file"));
  CHECK_THAT(message("\x93NUMPY and so on"), contains_text("looks like a NumPy file"));
  CHECK_THAT(message(std::string("II*\0\0\0\0\0", 8)), contains_text("the file ends in page 1"));
  CHECK_THAT(message_of_reading("/dev/null"), contains_text("is not an ordinary file"));
  CHECK_THAT(message_of_reading(path / "below"), contains_text("below"));
}

TEST_CASE("a file without permission to read is refused", "[open]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.tif";
  write_tiff<std::uint8_t>(path, {});
  ::chmod(path.c_str(), 0);
  if (::access(path.c_str(), R_OK) == 0) return;  // the superuser may read everything
  CHECK_THAT(message_of_reading(path), contains_text("Check the permissions of the file."));
}

TEST_CASE("the name of a file does not decide its format", "[open]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.jpg";
  write_tiff<std::uint8_t>(path, {});
  CHECK(open_image(path).metadata.format == "TIFF");
}

TEST_CASE("the SHA-256 of a file goes with its frames when it is asked for", "[open]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.width = recipe.height = 1500;  // more than one buffer of the hash
  write_tiff<std::uint8_t>(path, recipe);
  const auto inputs = open_image(path).frames->inputs();
  REQUIRE(inputs.size() == 1);
  CHECK(inputs[0].path == path.string());
  CHECK(inputs[0].sha256 == trust::sha256_of(bytes_of(path)));
  CHECK(open_image(path, {.hash = false}).frames->inputs()[0].sha256.empty());
}

TEST_CASE("a file that changes after it was opened is not read", "[open]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  write_tiff<std::uint8_t>(path, recipe);
  const auto image = open_image(path);
  CHECK_THROWS_AS(image.frames->read(1), std::out_of_range);
  write_bytes(path, bytes_of(path) + "more");
  CHECK_THROWS_WITH(image.frames->read(0), contains_text("has changed since it was opened"));
  std::filesystem::remove(path);
  CHECK_THROWS_AS(image.frames->read(0), FileError);
}

TEST_CASE("the formats have unique names and say what they are", "[open]") {
  std::set<std::string> names;
  for (const imagefiles::Format& format : imagefiles::format_table()) {
    CHECK(names.insert(format.name).second);
    CHECK_FALSE(format.meaning.empty());
    CHECK(format.extensions.front() == '.');
  }
}
