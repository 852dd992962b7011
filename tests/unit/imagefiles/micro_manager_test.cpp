// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/micro_manager.hpp"

#include "suite/imagefiles/series.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <fmt/format.h>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinRel;
using imagefiles::ImageFile;
using imagefiles::open_image;
using imagefiles::open_series;

namespace fs = std::filesystem;

namespace {

std::string note(int z, int c, int t, const std::string& more = {}) {
  return fmt::format(
      R"({{"SliceIndex": {}, "ChannelIndex": {}, "FrameIndex": {}, "Exposure-ms": {},)"
      R"( "ElapsedTime-ms": {}, "ZPositionUm": {}, "XPositionUm": "-12.5", "PixelSizeUm": 0.325,)"
      R"( "BitDepth": 12, "Binning": "2x2", "Core-Camera": "Andor", "Channel": "GFP"{}}})",
      z, c, t, 20 + c, 503 + 100 * t + 10 * z, 1.5 * z - 3, more);
}

void put_note(TIFF* tiff, const std::string& text) {
  static const TIFFFieldInfo kField = {51123,        -1, -1, TIFF_ASCII,
                                       FIELD_CUSTOM, 1,  0,  const_cast<char*>("MicroManager")};
  TIFFMergeFieldInfo(tiff, &kField, 1);
  TIFFSetField(tiff, 51123, text.c_str());
}

TiffRecipe noted_recipe(int pages) {
  TiffRecipe recipe;
  recipe.bits = 16;
  recipe.pages = pages;
  recipe.extra = [](TIFF* tiff, int page) { put_note(tiff, note(page, 0, 0)); };
  return recipe;
}

/// A folder as "separate image files" makes it: 2 planes x 1 channel x 2 times.
void write_set(const fs::path& folder, bool version_2) {
  std::string frames;
  for (int t = 0; t < 2; ++t) {
    for (int z = 0; z < 2; ++z) {
      const std::string name =
          version_2 ? fmt::format("img_channel000_position000_time{:09}_z{:03}.tif", t, z)
                    : fmt::format("img_{:09}_GFP_{:03}.tif", t, z);
      TiffRecipe recipe;
      recipe.bits = 16;
      recipe.pages = 1;
      recipe.width = 23;
      recipe.extra = [&](TIFF* tiff, int) { TIFFSetField(tiff, TIFFTAG_PAGENUMBER, t, z); };
      write_tiff<std::uint16_t>(folder / name, recipe);
      frames += ",\n" + (version_2 ? "\"Metadata-Default/" + name + "\": " + note(z, 0, t)
                                   : fmt::format("\"FrameKey-{}-0-{}\": ", t, z) +
                                         note(z, 0, t, ", \"FileName\": \"" + name + "\""));
    }
  }
  write_bytes(folder / "metadata.txt",
              "{\n\"Summary\": {\"Slices\": 2, \"z-step_um\": -1.5}" + frames + "\n}\n");
}

}  // namespace

TEST_CASE("Micro-Manager: each page of a stack says how it was taken", "[micro_manager]") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "stack.tif";
  write_tiff<std::uint16_t>(path, noted_recipe(2));
  const ImageFile image = open_image(path);
  CHECK(image.metadata.format == "TIFF, Micro-Manager");
  REQUIRE(image.metadata.settings.size() == 2);
  const FrameSetting& second = image.metadata.settings[1];
  CHECK_THAT(second.exposure->in(ms), WithinRel(20.0, 1e-12));
  CHECK_THAT(second.time->in(ms), WithinRel(10.0, 1e-9));  // from the begin of the first frame
  CHECK_THAT(second.x->in(um), WithinRel(-12.5, 1e-12));
  CHECK_THAT(second.z->in(um), WithinRel(-1.5, 1e-12));
  CHECK_FALSE(second.y);
  CHECK_THAT(image.metadata.pixel_size_x->per_px.in(um), WithinRel(0.325, 1e-12));
  CHECK(image.metadata.instrument.detector.model == "Andor");
  CHECK(image.frames->read(0).info.significant_bits == 12);
}

TEST_CASE("Micro-Manager: notes rank before the OME metadata beside them", "[micro_manager]") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "stack.ome.tif";
  TiffRecipe recipe = noted_recipe(2);
  recipe.description =
      "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image><Pixels "
      "DimensionOrder=\"XYZCT\" SizeX=\"23\" SizeY=\"17\" SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\" "
      "PhysicalSizeX=\"0.65\"><Plane TheZ=\"0\" TheC=\"0\" TheT=\"0\" ExposureTime=\"20\" "
      "PositionY=\"7\" PositionYUnit=\"um\"/><Plane TheZ=\"1\" TheC=\"0\" TheT=\"0\" "
      "ExposureTime=\"20\"/></Pixels></Image></OME>";
  write_tiff<std::uint16_t>(path, recipe);
  const ImageFile image = open_image(path);
  CHECK(image.metadata.format == "OME-TIFF, Micro-Manager");
  CHECK_THAT(image.metadata.settings[0].exposure->in(ms), WithinRel(20.0, 1e-12));
  CHECK_THAT(image.metadata.settings[0].y->in(um), WithinRel(7.0, 1e-12));
  CHECK_THAT(image.metadata.pixel_size_x->per_px.in(um), WithinRel(0.65, 1e-12));
}

TEST_CASE("Micro-Manager: what is no number, or no note at all, says nothing", "[micro_manager]") {
  using imagefiles::parse_micro_manager;
  CHECK_FALSE(parse_micro_manager("no JSON"));
  CHECK_FALSE(parse_micro_manager("[1, 2]"));
  const auto empty = parse_micro_manager(
      R"({"Exposure-ms": 0, "PixelSizeUm": 0, "BitDepth": "many", "Binning": "", "Slice": -1})");
  REQUIRE(empty);
  CHECK(empty->setting == FrameSetting{});
  CHECK_FALSE(empty->pixel_size);
  CHECK_FALSE(empty->bits);
  CHECK_FALSE(empty->binning);
  CHECK(empty->place == FramePlace{});
  CHECK(parse_micro_manager(R"({"Binning": "4x4"})")->binning == 4);
  CHECK(parse_micro_manager(R"({"Binning": 2})")->binning == 2);
  const TemporaryFolder folder;
  TiffRecipe recipe;
  recipe.extra = [](TIFF* tiff, int) { put_note(tiff, "{\"Exposure-ms\": 20"); };
  write_tiff<std::uint8_t>(folder.path() / "a.tif", recipe);
  CHECK(open_image(folder.path() / "a.tif").metadata.settings.empty());
}

TEST_CASE("Micro-Manager: metadata.txt makes one stack of single images", "[micro_manager]") {
  const bool version_2 = GENERATE(false, true);
  const TemporaryFolder folder;
  write_set(folder.path(), version_2);
  const auto name = GENERATE("", "metadata.txt");
  const auto series = open_series(folder.path() / name);
  REQUIRE(series.files.size() == 1);
  const auto& metadata = series.files[0].metadata;
  CHECK(series.files[0].frames->size() == 4);
  CHECK(metadata.planes ==
        std::vector<FramePlace>{
            {.z = 0, .t = 0}, {.z = 1, .t = 0}, {.z = 0, .t = 1}, {.z = 1, .t = 1}});
  CHECK(metadata.size_z == 2);
  CHECK(metadata.size_t == 2);
  CHECK_THAT(metadata.axial_step->per_plane.in(um), WithinRel(1.5, 1e-12));
  CHECK_THAT(metadata.settings[3].time->in(ms), WithinRel(110.0, 1e-9));
  CHECK(metadata.instrument.channels.at(0).name == "GFP");
  const auto frame = series.files[0].frames->read(2);
  CHECK(frame.info.significant_bits == 12);
  REQUIRE(series.tables.size() == 1);
  CHECK(series.tables[0].sha256 == trust::sha256_of(bytes_of(folder.path() / "metadata.txt")));
  CHECK(series.files[0].frames->inputs().size() == 4);
}

TEST_CASE("Micro-Manager: a metadata.txt that does not fit is an error", "[micro_manager]") {
  const TemporaryFolder folder;
  const fs::path notes = folder.path() / "metadata.txt";
  write_set(folder.path(), false);
  const std::string whole = bytes_of(notes);
  const auto opening = [&] { open_series(folder.path()); };
  SECTION("an image is missing") {
    fs::remove(folder.path() / "img_000000001_GFP_001.tif");
    CHECK_THROWS_WITH(opening(), contains_text("img_000000001_GFP_001.tif of the set is missing"));
  }
  SECTION("an image that it does not name") {
    write_tiff<std::uint8_t>(folder.path() / "other.tif", {});
    CHECK_THROWS_WITH(opening(), contains_text("other.tif: lies in a folder of Micro-Manager"));
  }
  SECTION("cut off") {
    write_bytes(notes, whole.substr(0, whole.size() - 3));
    CHECK_THROWS_WITH(opening(), contains_text("is no complete JSON"));
  }
  SECTION("a plane is not named") {
    write_bytes(notes, whole.substr(0, whole.rfind(",\n\"FrameKey")) + "}");
    fs::remove(folder.path() / "img_000000001_GFP_001.tif");
    CHECK_THROWS_WITH(opening(), contains_text("does not name every plane"));
  }
  SECTION("an image has more pages than one") {
    TiffRecipe two;
    two.pages = 2;
    write_tiff<std::uint8_t>(folder.path() / "img_000000001_GFP_001.tif", two);
    CHECK_THROWS_WITH(opening(), contains_text("as one plane, but it has 2"));
  }
  SECTION("notes of a stack say nothing that it does not say itself") {
    write_bytes(
        notes,
        "{\"Summary\": {}, \"FrameKey-0-0-0\": " + note(0, 0, 0, ", \"FileName\": \"s.tif\"") +
            ", \"FrameKey-1-0-0\": " + note(0, 0, 1, ", \"FileName\": \"s.tif\"") + "}");
    CHECK_THROWS_WITH(open_series(notes), contains_text("names no images of one plane each"));
    CHECK(open_series(folder.path()).files.size() == 4);
  }
}
