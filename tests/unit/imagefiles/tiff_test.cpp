// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <cmath>
#include <limits>
#include <thread>

using namespace etalon;
using namespace etalon::test;
using imagefiles::ImageFile;
using imagefiles::open_image;

namespace {

template <class T>
constexpr SampleType kTypeOf = sizeof(T) == 1   ? SampleType::u8
                               : sizeof(T) == 2 ? SampleType::u16
                                                : SampleType::f32;

/// Does the frame hold what the recipe stored, in the first `channels` samples of each pixel?
template <class T>
bool is_recipe_page(const Frame& frame, const TiffRecipe& recipe, int page, int channels) {
  const FrameInfo& info = frame.info;
  if (info.width != recipe.width || info.height != recipe.height || info.channels != channels ||
      info.sample_type != kTypeOf<T>)
    return false;
  std::size_t i = 0;
  const std::vector<T>& samples = samples_of<T>(frame);
  for (int y = 0; y < info.height; ++y)
    for (int x = 0; x < info.width; ++x)
      for (int c = 0; c < channels; ++c, ++i)
        if (samples.at(i) != recipe_value<T>(page, x, y, c)) return false;
  return i == samples.size();
}

template <class T>
void check_round_trip(TiffRecipe recipe, int channels = 1) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  recipe.bits = 8 * static_cast<int>(sizeof(T));
  recipe.format = std::is_floating_point_v<T> ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT;
  write_tiff<T>(path, recipe);
  const ImageFile image = open_image(path);
  CHECK(image.metadata.format == "TIFF");
  CHECK(image.metadata.size_t == recipe.pages);
  REQUIRE(image.metadata.planes.size() == static_cast<std::size_t>(recipe.pages));
  REQUIRE(image.frames->size() == static_cast<std::size_t>(recipe.pages));
  Frame reused;
  for (int page = recipe.pages; page-- > 0;) {  // backwards: pages are found without the others
    const Frame frame = image.frames->read(static_cast<std::size_t>(page));
    CHECK(is_recipe_page<T>(frame, recipe, page, channels));
    image.frames->read_into(static_cast<std::size_t>(page), reused);
    CHECK(reused.samples == frame.samples);
    CHECK(reused.info == frame.info);
    CHECK(frame.info.transfer == Transfer::unknown);
    CHECK_FALSE(frame.info.lossy);
    CHECK(frame.info.significant_bits == recipe.bits);
    CHECK(image.metadata.planes[static_cast<std::size_t>(page)].t == page);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("TIFF: every sample type, byte order, layout and compression reads back exactly",
                   "[tiff]", std::uint8_t, std::uint16_t, float) {
  const char* mode = GENERATE("wl", "wb", "wl8", "wb8");
  const int compression =
      GENERATE(COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS);
  const int tile = GENERATE(0, 16);
  DYNAMIC_SECTION(mode << ", compression " << compression << ", tile " << tile) {
    TiffRecipe recipe;
    recipe.mode = mode;
    recipe.compression = compression;
    recipe.tile = tile;
    recipe.pages = 3;
    check_round_trip<TestType>(recipe);
  }
}

TEMPLATE_TEST_CASE("TIFF: colours interleaved and in planes, with and without alpha", "[tiff]",
                   std::uint8_t, std::uint16_t, float) {
  const int samples = GENERATE(3, 4);
  const int planar = GENERATE(PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE);
  const int tile = GENERATE(0, 16);
  DYNAMIC_SECTION(samples << " samples, planar " << planar << ", tile " << tile) {
    TiffRecipe recipe;
    recipe.photometric = PHOTOMETRIC_RGB;
    recipe.samples = samples;
    recipe.planar = planar;
    recipe.tile = tile;
    recipe.pages = 2;
    recipe.extra = [&](TIFF* tiff, int) {
      const std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
      if (samples == 4) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
    };
    check_round_trip<TestType>(recipe, 3);
  }
}

TEST_CASE("TIFF: alpha behind grey is dropped, a second channel is refused", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.samples = 2;
  std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
  recipe.extra = [&](TIFF* tiff, int) { TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind); };
  check_round_trip<std::uint16_t>(recipe, 1);
  kind = EXTRASAMPLE_UNSPECIFIED;
  write_tiff<std::uint8_t>(path, recipe);
  CHECK_THAT(message_of_reading(path), contains_text("page 1 has 2 values in each pixel"));
}

TEST_CASE("TIFF: one strip for the page, predictors, one row for each strip", "[tiff]") {
  TiffRecipe recipe;
  recipe.rows_per_strip = GENERATE(1, 17);
  recipe.pages = 2;
  SECTION("plain") { check_round_trip<std::uint16_t>(recipe); }
  recipe.compression = COMPRESSION_LZW;
  recipe.predictor = PREDICTOR_HORIZONTAL;
  SECTION("horizontal predictor") { check_round_trip<std::uint16_t>(recipe); }
  recipe.compression = COMPRESSION_ADOBE_DEFLATE;
  recipe.predictor = PREDICTOR_FLOATINGPOINT;
  SECTION("floating-point predictor") { check_round_trip<float>(recipe); }
}

TEST_CASE("TIFF: NaN in the data is passed through", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "nan.tif";
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 2);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 32);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  float values[] = {std::numeric_limits<float>::quiet_NaN(), 2.5F};
  TIFFWriteEncodedStrip(tiff, 0, values, sizeof values);
  TIFFClose(tiff);
  const Frame frame = open_image(path).frames->read(0);
  CHECK(std::isnan(samples_of<float>(frame)[0]));
  CHECK(samples_of<float>(frame)[1] == 2.5F);
}

TEST_CASE("TIFF: white as the smallest value is turned round, so that light counts upwards",
          "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.photometric = PHOTOMETRIC_MINISWHITE;
  write_tiff<std::uint8_t>(path, recipe);
  const Frame frame = open_image(path).frames->read(0);
  CHECK(samples_of<std::uint8_t>(frame)[0] == 255 - recipe_value<std::uint8_t>(0, 0, 0, 0));
  recipe.bits = 32;
  recipe.format = SAMPLEFORMAT_IEEEFP;
  write_tiff<float>(path, recipe);
  CHECK_THAT(message_of_reading(path), contains_text("white as the smallest"));
}

TEST_CASE("TIFF: the indices of a ramp palette are the recorded values; others are refused",
          "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  std::vector<std::uint16_t> ramp(256);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::uint16_t>(257 * i);
  std::vector<std::uint16_t> none(256);
  std::vector<std::uint16_t> wave = ramp;
  wave[100] = 0;
  TiffRecipe recipe;
  recipe.photometric = PHOTOMETRIC_PALETTE;
  const auto with_palette = [&](std::vector<std::uint16_t>& red,
                                std::vector<std::uint16_t>& green) {
    recipe.extra = [&](TIFF* tiff, int) {
      TIFFSetField(tiff, TIFFTAG_COLORMAP, red.data(), green.data(), none.data());
    };
    write_tiff<std::uint8_t>(path, recipe);
  };
  with_palette(ramp, none);  // red, as a microscope shows a channel
  CHECK(is_recipe_page<std::uint8_t>(open_image(path).frames->read(0), recipe, 0, 1));
  with_palette(ramp, ramp);
  CHECK(is_recipe_page<std::uint8_t>(open_image(path).frames->read(0), recipe, 0, 1));
  with_palette(wave, none);
  CHECK_THAT(message_of_reading(path), contains_text("Image > Lookup Tables > Grays"));
  with_palette(none, none);
  CHECK_THAT(message_of_reading(path), contains_text("colour palette"));
}

TEST_CASE("TIFF: MaxSampleValue tells the significant bits only when it is all ones", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.bits = 16;
  int largest = 0;
  recipe.extra = [&](TIFF* tiff, int) { TIFFSetField(tiff, TIFFTAG_MAXSAMPLEVALUE, largest); };
  const auto bits = [&](int value) {
    largest = value;
    write_tiff<std::uint16_t>(path, recipe);
    return open_image(path).frames->read(0).info.significant_bits;
  };
  CHECK(bits(4095) == 12);
  CHECK(bits(16383) == 14);
  CHECK(bits(65535) == 16);
  CHECK(bits(4000) == 16);
}

TEST_CASE("TIFF: a mosaic of colour filters is read from its tags", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.photometric = PHOTOMETRIC_CFA;
  recipe.bits = 16;
  std::string pattern(4, '\0');
  recipe.extra = [&](TIFF* tiff, int) {
    std::uint16_t repeat[] = {2, 2};
    TIFFSetField(tiff, TIFFTAG_CFAREPEATPATTERNDIM, repeat);
    TIFFSetField(tiff, TIFFTAG_CFAPATTERN, 4, pattern.data());
  };
  const auto mosaic = [&](const char* cell) {
    pattern.assign(cell, 4);
    write_tiff<std::uint16_t>(path, recipe);
    return open_image(path).frames->read(0).info.mosaic;
  };
  CHECK(mosaic("\0\1\1\2") == Mosaic::rggb);
  CHECK(mosaic("\2\1\1\0") == Mosaic::bggr);
  CHECK(mosaic("\1\0\2\1") == Mosaic::grbg);
  CHECK(mosaic("\1\2\0\1") == Mosaic::gbrg);
  pattern.assign("\0\0\1\2", 4);
  write_tiff<std::uint16_t>(path, recipe);
  CHECK_THAT(message_of_reading(path), contains_text("mosaic"));
}

TEST_CASE("TIFF: JPEG compression is lossy", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.width = recipe.height = recipe.rows_per_strip = 16;
  recipe.compression = COMPRESSION_JPEG;
  SECTION("grey") {
    write_tiff<std::uint8_t>(path, recipe);
    const FrameInfo info = open_image(path).frames->read(0).info;
    CHECK(info.lossy);
    CHECK(info.channels == 1);
    CHECK(info.transfer == Transfer::unknown);
  }
  SECTION("luminance and colour differences") {
    recipe.photometric = PHOTOMETRIC_YCBCR;
    recipe.samples = 3;
    recipe.extra = [](TIFF* tiff, int) {
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    };
    write_tiff<std::uint8_t>(path, recipe);
    const Frame frame = open_image(path).frames->read(0);
    CHECK(frame.info.lossy);
    CHECK(frame.info.channels == 3);
    CHECK(frame.info.transfer == Transfer::encoded);
    CHECK_THAT(samples_of<std::uint8_t>(frame)[0], Catch::Matchers::WithinAbs(1.0, 40.0));
    CHECK(samples_of<std::uint8_t>(frame)[2] > samples_of<std::uint8_t>(frame)[0] + 40);
  }
}

TEST_CASE("TIFF: layouts that are not read are named, with advice", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.bits = 16;
  SECTION("signed integers") {
    recipe.format = SAMPLEFORMAT_INT;
    write_tiff<std::uint16_t>(path, recipe);
    CHECK_THAT(message_of_reading(path), contains_text("16-bit signed integers"));
    CHECK_THAT(message_of_reading(path), contains_text("Export it with 8 or 16 bits"));
  }
  SECTION("half floats") {
    recipe.format = SAMPLEFORMAT_IEEEFP;
    write_tiff<std::uint16_t>(path, recipe);
    CHECK_THAT(message_of_reading(path), contains_text("16-bit floating-point numbers"));
  }
  SECTION("32-bit integers") {
    recipe.bits = 32;
    write_tiff<float>(path, recipe);
    CHECK_THAT(message_of_reading(path), contains_text("32-bit integers"));
  }
  SECTION("colour models") {
    recipe.bits = 8;
    recipe.samples = 3;
    recipe.photometric = PHOTOMETRIC_CIELAB;
    write_tiff<std::uint8_t>(path, recipe);
    CHECK_THAT(message_of_reading(path), contains_text("colour model that is not read"));
  }
  SECTION("unequal pages") {
    recipe.pages = 2;
    recipe.extra = [](TIFF* tiff, int page) {
      if (page == 1) TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 16);
    };
    write_tiff<std::uint16_t>(path, recipe);
    CHECK_THAT(message_of_reading(path),
               contains_text("page 2 (23 x 16) differs from page 1 (23 x 17)"));
  }
}

TEST_CASE("TIFF: thumbnails and masks are no frames", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.pages = 4;
  SECTION("each image followed by one") {
    recipe.extra = [](TIFF* tiff, int page) {
      TIFFSetField(tiff, TIFFTAG_SUBFILETYPE,
                   page == 1   ? FILETYPE_REDUCEDIMAGE
                   : page == 3 ? FILETYPE_MASK
                               : 0);
    };
    write_tiff<std::uint8_t>(path, recipe);
    const ImageFile image = open_image(path);
    REQUIRE(image.frames->size() == 2);
    CHECK(is_recipe_page<std::uint8_t>(image.frames->read(1), recipe, 2, 1));
  }
  SECTION("nothing else") {
    recipe.extra = [](TIFF* tiff, int) {
      TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
    };
    write_tiff<std::uint8_t>(path, recipe);
    CHECK_THAT(message_of_reading(path), contains_text("holds only thumbnails"));
  }
}

TEST_CASE("TIFF: frames may be read from several threads at once", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.pages = 12;
  recipe.bits = 16;
  recipe.compression = COMPRESSION_LZW;
  write_tiff<std::uint16_t>(path, recipe);
  const ImageFile image = open_image(path);
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < right.size(); ++thread)
    threads.emplace_back([&, thread] {
      for (int page = 0; page < recipe.pages; ++page)
        right[thread] += is_recipe_page<std::uint16_t>(
            image.frames->read(static_cast<std::size_t>(page)), recipe, page, 1);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(right == std::vector<int>(4, recipe.pages));
}

TEST_CASE("TIFF: hundreds of files can be open together, also with thousands of pages", "[tiff]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.tif";
  TiffRecipe recipe;
  recipe.width = recipe.height = 2;
  recipe.pages = 3000;
  write_tiff<std::uint8_t>(path, recipe);
  std::vector<ImageFile> files;
  for (int i = 0; i < 2; ++i) files.push_back(open_image(path));
  CHECK(files.back().frames->size() == 3000);
  CHECK(is_recipe_page<std::uint8_t>(files.back().frames->read(2999), recipe, 2999, 1));
  recipe.pages = 1;
  const auto single = folder.path() / "single.tif";
  write_tiff<std::uint8_t>(single, recipe);
  for (int i = 0; i < 1500; ++i) files.push_back(open_image(single, {.hash = false}));
  CHECK(is_recipe_page<std::uint8_t>(files.back().frames->read(0), recipe, 0, 1));
}
