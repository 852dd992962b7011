// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinRel;
using imagefiles::ImageFile;
using imagefiles::ImageMetadata;
using imagefiles::open_image;

namespace {

TiffRecipe imagej_recipe(int pages, const std::string& lines, double pixels_per_unit = 0) {
  TiffRecipe recipe;
  recipe.mode = "wb";
  recipe.pages = pages;
  recipe.description = "ImageJ=1.53t\n" + lines;
  if (pixels_per_unit > 0) {
    recipe.extra = [pixels_per_unit](TIFF* tiff, int) {
      TIFFSetField(tiff, TIFFTAG_XRESOLUTION, pixels_per_unit);
      TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 2 * pixels_per_unit);
      TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
    };
  }
  return recipe;
}

ImageMetadata metadata_of(const TiffRecipe& recipe) {
  const TemporaryFolder folder;
  write_tiff<std::uint8_t>(folder.path() / "image.tif", recipe);
  return open_image(folder.path() / "image.tif").metadata;
}

std::string message_of(const TiffRecipe& recipe) {
  const TemporaryFolder folder;
  write_tiff<std::uint8_t>(folder.path() / "image.tif", recipe);
  return message_of_reading(folder.path() / "image.tif");
}

}  // namespace

TEST_CASE("ImageJ: sizes, spacing and interval with their units", "[imagej]") {
  struct Case {
    const char* unit;
    double micrometres;
  };
  const auto [unit, micrometres] =
      GENERATE(Case{"micron", 1}, Case{"um", 1}, Case{"\\u00B5m", 1}, Case{"\u00b5m", 1},
               Case{"nm", 1e-3}, Case{"mm", 1e3}, Case{"cm", 1e4});
  DYNAMIC_SECTION(unit) {
    const ImageMetadata metadata = metadata_of(imagej_recipe(
        4, "images=4\nslices=4\nunit=" + std::string(unit) + "\nspacing=-0.5\nfinterval=0.25\n",
        8));
    CHECK(metadata.format == "TIFF (ImageJ)");
    REQUIRE(metadata.pixel_size_x);
    CHECK_THAT(metadata.pixel_size_x->per_px.in(um), WithinRel(micrometres / 8, 1e-9));
    CHECK_THAT(metadata.pixel_size_y->per_px.in(um), WithinRel(micrometres / 16, 1e-9));
    CHECK_THAT(metadata.axial_step->per_plane.in(um), WithinRel(micrometres / 2, 1e-9));
    CHECK_THAT(metadata.time_increment->in(s), WithinRel(0.25, 1e-12));
    CHECK(metadata.size_z == 4);
  }
}

TEST_CASE("ImageJ: without a unit of length, or in inches of a print, there is no pixel size",
          "[imagej]") {
  const char* unit = GENERATE("", "unit=pixel\n", "unit=inch\n");
  const ImageMetadata metadata =
      metadata_of(imagej_recipe(2, std::string("images=2\nspacing=3\n") + unit, 300));
  CHECK_FALSE(metadata.pixel_size_x);
  CHECK_FALSE(metadata.pixel_size_y);
  CHECK_FALSE(metadata.axial_step);
  CHECK_FALSE(metadata.time_increment);
}

TEST_CASE("ImageJ: planes run channel by channel, then slice, then frame", "[imagej]") {
  const ImageMetadata metadata = metadata_of(
      imagej_recipe(12, "images=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n"));
  CHECK(metadata.size_c == 2);
  CHECK(metadata.size_z == 3);
  CHECK(metadata.size_t == 2);
  REQUIRE(metadata.planes.size() == 12);
  const auto is = [&](std::size_t i, int z, int c, int t) {
    return metadata.planes[i].z == z && metadata.planes[i].c == c && metadata.planes[i].t == t;
  };
  CHECK(is(0, 0, 0, 0));
  CHECK(is(1, 0, 1, 0));
  CHECK(is(2, 1, 0, 0));
  CHECK(is(6, 0, 0, 1));
  CHECK(is(11, 2, 1, 1));
}

TEST_CASE("ImageJ: more images announced than there are pages is an error", "[imagej]") {
  CHECK_THAT(message_of(imagej_recipe(40, "images=41\nslices=41\n")),
             contains_text("its ImageJ metadata announce 41 images, but the file has 40 pages"));
  CHECK_THAT(message_of(imagej_recipe(1, "images=41\nslices=41\n")),
             contains_text("announce 41 images, but the file has one page"));
  CHECK_THAT(message_of(imagej_recipe(4, "images=4\nchannels=3\n")),
             contains_text("announce 3 channels x 1 slices x 1 frames, but the file has 4 pages"));
  CHECK_THAT(message_of(imagej_recipe(2, "slices=999999\nchannels=1000000\nframes=1000000\n")),
             contains_text("announce 1000000 channels"));
}

namespace {

std::string number_in_file(std::uint32_t number, bool big_endian) {
  std::string bytes(4, '\0');
  for (std::size_t i = 0; i < 4; ++i)
    bytes[big_endian ? 3 - i : i] = static_cast<char>(number >> (8 * i) & 0xffU);
  return bytes;
}

/// ImageJ's layout for more than 4 GB, small: one directory, then all frames one behind the other.
/// Made from a file with one frame, whose StripOffsets is turned to the end of the file, where they
/// are put.
template <class T>
std::string stack_with_one_directory(const std::filesystem::path& folder, bool big_endian,
                                     int frames) {
  TiffRecipe recipe;
  recipe.mode = big_endian ? "wb" : "wl";
  recipe.bits = 8 * static_cast<int>(sizeof(T));
  recipe.format = std::is_floating_point_v<T> ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT;
  recipe.rows_per_strip = recipe.height;
  recipe.description = "ImageJ=1.53t\nimages=" + std::to_string(frames) + "\n";
  write_tiff<T>(folder / "one.tif", recipe);
  std::string bytes = bytes_of(folder / "one.tif");
  const std::string entry = big_endian ? std::string("\x01\x11\0\x04\0\0\0\x01", 8)
                                       : std::string("\x11\x01\x04\0\x01\0\0\0", 8);
  const std::size_t place = bytes.find(entry) + entry.size();
  bytes.replace(place, 4, number_in_file(static_cast<std::uint32_t>(bytes.size()), big_endian));
  const std::size_t frame_size = 23 * 17 * sizeof(T);
  const std::string pixels = bytes.substr(8, frame_size);
  // Frame i begins with sample i of the first: frames can be told from each other.
  for (int i = 0; i < frames; ++i)
    bytes += pixels.substr(static_cast<std::size_t>(i) * sizeof(T)) +
             pixels.substr(0, static_cast<std::size_t>(i) * sizeof(T));
  return bytes;
}

}  // namespace

TEMPLATE_TEST_CASE("ImageJ: a large stack has one directory and its frames one behind the other",
                   "[imagej]", std::uint8_t, std::uint16_t, float) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "stack.tif";
  const bool big_endian = GENERATE(true, false);
  const std::string bytes = stack_with_one_directory<TestType>(folder.path(), big_endian, 5);
  write_bytes(path, bytes);
  const ImageFile image = open_image(path);
  REQUIRE(image.frames->size() == 5);
  CHECK(image.metadata.size_z == 5);
  for (int i = 0; i < 5; ++i) {
    const Frame frame = image.frames->read(static_cast<std::size_t>(i));
    CHECK(samples_of<TestType>(frame)[0] == recipe_value<TestType>(0, i, 0, 0));
    CHECK(samples_of<TestType>(frame)[23] == recipe_value<TestType>(0, i, 1, 0));
  }
  write_bytes(path, bytes.substr(0, bytes.size() - 1));
  CHECK_THAT(message_of_reading(path), contains_text("announce 5 images"));
}
