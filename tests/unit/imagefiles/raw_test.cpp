// SPDX-License-Identifier: Apache-2.0
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinRel;
using imagefiles::ImageFile;
using imagefiles::open_image;

namespace fs = std::filesystem;

namespace {

/// What a DNG file says; written by libtiff, read by LibRaw.
struct Dng {
  std::vector<std::uint8_t> cell = {0, 1, 1, 2};  // red, green, green, blue
  std::vector<float> black = {64, 64, 64, 64};    // of each place of the cell
  std::uint32_t white = 4095;
  std::vector<std::uint32_t> active = {0, 0, 48, 64};  // top, left, bottom, right
  std::vector<std::uint16_t> curve = {};               // linearisation table
  double exposure = 0.02;
};

TiffRecipe dng_recipe(const Dng& dng) {
  TiffRecipe recipe;
  recipe.width = 64;
  recipe.height = 48;
  recipe.bits = 16;
  recipe.photometric = PHOTOMETRIC_CFA;
  recipe.extra = [dng](TIFF* tiff, int) {
    static const TIFFFieldInfo kExposure = {33434,        1, 1, TIFF_RATIONAL,
                                            FIELD_CUSTOM, 1, 0, const_cast<char*>("ExposureTime")};
    TIFFMergeFieldInfo(tiff, &kExposure, 1);
    const std::uint8_t version[] = {1, 4, 0, 0};
    const std::uint16_t two[] = {2, 2};
    TIFFSetField(tiff, TIFFTAG_DNGVERSION, version);
    TIFFSetField(tiff, TIFFTAG_MAKE, "Raspberry Pi");
    TIFFSetField(tiff, TIFFTAG_MODEL, "imx477");
    TIFFSetField(tiff, TIFFTAG_UNIQUECAMERAMODEL, "imx477");
    TIFFSetField(tiff, TIFFTAG_CFAREPEATPATTERNDIM, two);
    TIFFSetField(tiff, TIFFTAG_CFAPATTERN, 4, dng.cell.data());
    TIFFSetField(tiff, TIFFTAG_BLACKLEVELREPEATDIM, two);
    TIFFSetField(tiff, TIFFTAG_BLACKLEVEL, 4, dng.black.data());
    TIFFSetField(tiff, TIFFTAG_WHITELEVEL, 1, &dng.white);
    TIFFSetField(tiff, TIFFTAG_ACTIVEAREA, dng.active.data());
    if (!dng.curve.empty())
      TIFFSetField(tiff, TIFFTAG_LINEARIZATIONTABLE, static_cast<std::uint32_t>(dng.curve.size()),
                   dng.curve.data());
    TIFFSetField(tiff, 33434, dng.exposure);
  };
  return recipe;
}

struct Photograph {
  TemporaryFolder folder;
  fs::path path = folder.path() / "photograph.dng";
  explicit Photograph(const Dng& dng = {}) { write_tiff<std::uint16_t>(path, dng_recipe(dng)); }
};

std::uint16_t stored(int x, int y) { return recipe_value<std::uint16_t>(0, x, y, 0); }

}  // namespace

#if ETALON_HAS_LIBRAW

TEST_CASE("raw: the values of the sensor, with what the file says of them", "[raw]") {
  const Photograph photograph;
  const ImageFile image = open_image(photograph.path);
  REQUIRE(image.frames->size() == 1);
  const Frame frame = image.frames->read(0);
  const FrameInfo& info = frame.info;
  CHECK(info.width == 64);
  CHECK(info.height == 48);
  CHECK(info.channels == 1);
  CHECK(info.sample_type == SampleType::u16);
  CHECK(info.mosaic == Mosaic::rggb);
  CHECK(info.transfer == Transfer::linear);
  CHECK_FALSE(info.lossy);
  CHECK(info.significant_bits == 12);
  REQUIRE(info.black_level);
  CHECK(*info.black_level == 64);
  const auto& samples = samples_of<std::uint16_t>(frame);
  REQUIRE(samples.size() == 64 * 48);
  int wrong = 0;
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x)
      wrong += samples[static_cast<std::size_t>(y * 64 + x)] != stored(x, y);
  CHECK(wrong == 0);
  REQUIRE(image.metadata.settings.size() == 1);
  CHECK_THAT(image.metadata.settings[0].exposure->in(ms), WithinRel(20.0, 1e-6));
  CHECK(image.metadata.instrument.detector.model == "imx477");
  CHECK(image.frames->inputs().at(0).sha256 == trust::sha256_of(bytes_of(photograph.path)));
}

TEST_CASE("raw: each of the four mosaics, counted from the visible area", "[raw]") {
  struct Case {
    std::vector<std::uint8_t> cell;
    Mosaic mosaic;
  };
  const auto wanted = GENERATE(Case{{0, 1, 1, 2}, Mosaic::rggb}, Case{{2, 1, 1, 0}, Mosaic::bggr},
                               Case{{1, 0, 2, 1}, Mosaic::grbg}, Case{{1, 2, 0, 1}, Mosaic::gbrg});
  const Photograph photograph({.cell = wanted.cell, .active = {4, 2, 44, 60}});
  const Frame frame = open_image(photograph.path).frames->read(0);
  CHECK(frame.info.mosaic == wanted.mosaic);
  CHECK(frame.info.width == 58);
  CHECK(frame.info.height == 40);
  CHECK(samples_of<std::uint16_t>(frame).front() == stored(2, 4));
  CHECK(samples_of<std::uint16_t>(frame).back() == stored(59, 43));
}

TEST_CASE("raw: an odd margin moves the mosaic with the area", "[raw]") {
  // DNG counts the cell from the visible area; LibRaw lets that begin at an even column.
  const Photograph photograph({.active = {4, 3, 44, 61}});
  const Frame frame = open_image(photograph.path).frames->read(0);
  CHECK(frame.info.mosaic == Mosaic::grbg);
  CHECK(frame.info.width == 57);
  CHECK(samples_of<std::uint16_t>(frame).front() == stored(4, 4));
}

TEST_CASE("raw: what has all colours in each pixel is RGB, and processed", "[raw]") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "linear.dng";
  constexpr int kLinearRaw = 34892;
  TiffRecipe recipe = dng_recipe({});
  recipe.photometric = kLinearRaw;
  recipe.samples = 3;
  const auto plain = [](TIFF* tiff, int) {
    const std::uint8_t version[] = {1, 4, 0, 0};
    const float black[] = {0, 0, 0};
    const std::uint32_t white[] = {255, 255, 255};
    TIFFSetField(tiff, TIFFTAG_DNGVERSION, version);
    TIFFSetField(tiff, TIFFTAG_UNIQUECAMERAMODEL, "imx477");
    TIFFSetField(tiff, TIFFTAG_BLACKLEVEL, 3, black);
    TIFFSetField(tiff, TIFFTAG_WHITELEVEL, 3, white);
  };
  recipe.extra = plain;
  SECTION("without loss") {
    write_tiff<std::uint16_t>(path, recipe);
    const Frame frame = open_image(path).frames->read(0);
    REQUIRE(frame.info.channels == 3);
    CHECK(frame.info.mosaic == Mosaic::none);
    CHECK(frame.info.processed == true);
    CHECK_FALSE(frame.info.lossy);
    CHECK(samples_of<std::uint16_t>(frame)[3 * 64 + 3 + 2] ==
          recipe_value<std::uint16_t>(0, 1, 1, 2));
  }
  SECTION("compressed with loss") {
    recipe.bits = 8;
    recipe.rows_per_strip = 48;
    recipe.compression = COMPRESSION_JPEG;
    recipe.extra = [&](TIFF* tiff, int page) {
      plain(tiff, page);
      TIFFSetField(tiff, TIFFTAG_JPEGTABLESMODE, 0);
    };
    write_tiff<std::uint8_t>(path, recipe);
    // libtiff does not know the method by the number that DNG gives it.
    std::string bytes = bytes_of(path);
    const std::string jpeg("\x03\x01\x03\x00\x01\x00\x00\x00\x07\x00", 10);
    const std::size_t at = bytes.find(jpeg);
    REQUIRE(at != std::string::npos);
    bytes[at + 8] = '\x4c';
    bytes[at + 9] = '\x88';
    write_bytes(path, bytes);
    const Frame frame = open_image(path).frames->read(0);
    CHECK(frame.info.lossy);
    CHECK(frame.info.channels == 3);
  }
}

TEST_CASE("raw: black levels of the places are one when they are within a digital number",
          "[raw]") {
  const auto black = [](const std::vector<float>& levels) {
    const Photograph photograph({.black = levels});
    return open_image(photograph.path).frames->read(0).info.black_level;
  };
  CHECK(black({0, 0, 0, 0}) == 0.0);
  CHECK(black({255, 256, 256, 255}) == 255.5);
  CHECK_FALSE(black({200, 256, 256, 200}));
}

TEST_CASE("raw: significant bits are those of the white level, unless values exceed it", "[raw]") {
  const auto bits = [](std::uint32_t white) {
    const Photograph photograph({.white = white});
    return open_image(photograph.path).frames->read(0).info.significant_bits;
  };
  CHECK(bits(1023) == 10);
  CHECK(bits(16383) == 14);
  CHECK(bits(15000) == 14);
  CHECK(bits(65535) == 16);
  CHECK(bits(255) == 10);  // the recipe stores up to 707
}

TEST_CASE("raw: a linearisation table is applied before values are called linear", "[raw]") {
  std::vector<std::uint16_t> curve;
  for (int i = 0; i < 1024; ++i) curve.push_back(static_cast<std::uint16_t>(3 * i));
  const Photograph photograph({.curve = curve});
  const Frame frame = open_image(photograph.path).frames->read(0);
  CHECK(samples_of<std::uint16_t>(frame)[5] == 3 * stored(5, 0));
  CHECK(frame.info.transfer == Transfer::linear);
}

TEST_CASE("raw: whatever is cut off or damaged is a photograph or a FileError", "[raw]") {
  const Photograph photograph;
  const std::string bytes = bytes_of(photograph.path);
  for (unsigned seed = 0; seed < 100; ++seed) {
    write_bytes(photograph.path, damaged(bytes, seed));
    message_of_reading(photograph.path);
  }
  write_bytes(photograph.path, bytes.substr(0, bytes.size() / 2));
  CHECK(message_of_reading(photograph.path) != "no error");
}

#else

TEST_CASE("raw: without LibRaw a raw photograph is refused by name", "[raw]") {
  const Photograph photograph;
  CHECK_THAT(message_of_reading(photograph.path), contains_text("libraw-dev"));
}

#endif

TEST_CASE("raw: formats that do not begin like TIFF are recognised", "[raw]") {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& bytes) {
    write_bytes(folder.path() / "a.raw", bytes + std::string(80, '\0'));
    return message_of_reading(folder.path() / "a.raw");
  };
  for (const std::string& begin :
       {std::string("II*\0\x10\0\0\0CR\2\0", 12),
        std::string("\0\0\0\x18"
                    "ftypcrx ",
                    12),
        std::string("FUJIFILMCCD-RAW "), std::string("IIRO\x08\0\0\0", 8),
        std::string("IIU\0\x18\0\0\0", 8)})
    CHECK_THAT(message(begin), contains_text("raw photograph"));
}
