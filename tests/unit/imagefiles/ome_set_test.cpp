// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/series.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

using namespace etalon;
using namespace etalon::test;
using imagefiles::ImageFile;
using imagefiles::open_image;

namespace fs = std::filesystem;

namespace {

std::string ome(const std::string& content, const std::string& id) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME "
         "xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"" +
         (id.empty() ? "" : " UUID=\"urn:uuid:" + id + "\"") + ">" + content + "</OME>";
}

/// Two planes: the first in page 1 of a.ome.tif, the second in page 2 of b.ome.tif, whose page 1 is
/// a thumbnail.
std::string image_of_two(const std::string& first = "a.ome.tif",
                         const std::string& second = "b.ome.tif") {
  return "<Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" Type=\"uint8\" DimensionOrder=\"XYZCT\" "
         "SizeX=\"23\" SizeY=\"17\" SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\" PhysicalSizeX=\"0.5\">"
         "<TiffData IFD=\"1\" FirstZ=\"1\"><UUID FileName=\"" +
         second +
         "\">urn:uuid:2</UUID></TiffData><TiffData IFD=\"0\" FirstZ=\"0\"><UUID FileName=\"" +
         first + "\">urn:uuid:1</UUID></TiffData></Pixels></Image>";
}

void write_first(const fs::path& path, const std::string& xml) {
  TiffRecipe recipe;
  recipe.description = xml;
  write_tiff<std::uint8_t>(path, recipe);
}

void write_second(const fs::path& path, const std::string& xml) {
  TiffRecipe recipe;
  recipe.pages = 2;
  recipe.description = xml;
  recipe.extra = [](TIFF* tiff, int page) {
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, page == 0 ? FILETYPE_REDUCEDIMAGE : 0);
  };
  write_tiff<std::uint8_t>(path, recipe);
}

struct Set {
  TemporaryFolder folder;
  fs::path a = folder.path() / "a.ome.tif";
  fs::path b = folder.path() / "b.ome.tif";
  explicit Set(const std::string& image = image_of_two()) {
    write_first(a, ome(image, "1"));
    write_second(b, ome(image, "2"));
  }
};

void check_set(const ImageFile& image, const Set& set) {
  REQUIRE(image.frames->size() == 2);
  CHECK(image.metadata.planes[0] == FramePlace{.z = 0});
  CHECK(image.metadata.planes[1] == FramePlace{.z = 1});
  CHECK(samples_of<std::uint8_t>(image.frames->read(0))[0] ==
        recipe_value<std::uint8_t>(0, 0, 0, 0));
  CHECK(samples_of<std::uint8_t>(image.frames->read(1))[0] ==
        recipe_value<std::uint8_t>(1, 0, 0, 0));
  CHECK(image.metadata.pixel_size_x->per_px.in(um) == 0.5);
  REQUIRE(image.metadata.members.size() >= 2);
  std::map<std::string, std::string> hashes;
  for (const auto& input : image.frames->inputs()) hashes[input.path] = input.sha256;
  CHECK(hashes[set.a.string()] == trust::sha256_of(bytes_of(set.a)));
  CHECK(hashes[set.b.string()] == trust::sha256_of(bytes_of(set.b)));
}

}  // namespace

TEST_CASE("OME set: any of its files opens all planes, in the same order", "[ome]") {
  const Set set;
  check_set(open_image(set.a), set);
  check_set(open_image(set.b), set);
}

TEST_CASE("OME set: a file that was renamed is known by its UUID", "[ome]") {
  Set set;
  const fs::path renamed = set.folder.path() / "mine.tif";
  fs::rename(set.a, renamed);
  set.a = renamed;
  check_set(open_image(renamed), set);
  CHECK_THAT(message_of_reading(set.b), contains_text("a.ome.tif of the set is missing beside it"));
}

TEST_CASE("OME set: metadata in a companion file or in another file of the set", "[ome]") {
  Set set;
  const auto binary_only = [&](const std::string& file) {
    return ome("<BinaryOnly MetadataFile=\"" + file + "\" UUID=\"urn:uuid:9\"/>", "2");
  };
  SECTION("in the other TIFF file") {
    write_second(set.b, binary_only("a.ome.tif"));
    check_set(open_image(set.b), set);
    check_set(open_image(set.a), set);
  }
  SECTION("in a companion, which is an input as well") {
    const fs::path companion = set.folder.path() / "all.companion.ome";
    write_bytes(companion, ome(image_of_two(), "9"));
    write_second(set.b, binary_only("all.companion.ome"));
    for (const fs::path& opened : {set.b, companion}) {
      const ImageFile image = open_image(opened);
      check_set(image, set);
      CHECK(image.frames->inputs().back().sha256 == trust::sha256_of(bytes_of(companion)));
    }
    write_bytes(companion, "<?xml version=\"1.0\"?><note/>");
    CHECK_THAT(message_of_reading(companion), contains_text("is XML, but no OME metadata"));
    CHECK_THAT(message_of_reading(set.b),
               contains_text("should hold the OME metadata of b.ome.tif"));
    fs::remove(companion);
    CHECK_THAT(message_of_reading(set.b), contains_text("all.companion.ome of the set is missing"));
  }
}

TEST_CASE("OME set: of several positions, the one that lies in the opened file", "[ome]") {
  const auto position = [](const std::string& file, const std::string& id) {
    return "<Image ID=\"Image:" + id +
           "\"><Pixels ID=\"Pixels:0\" Type=\"uint8\" DimensionOrder=\"XYZCT\" SizeX=\"23\" "
           "SizeY=\"17\" SizeZ=\"1\" SizeC=\"1\" SizeT=\"1\"><TiffData IFD=\"0\"><UUID "
           "FileName=\"" +
           file + "\">urn:uuid:" + id + "</UUID></TiffData></Pixels></Image>";
  };
  Set set(position("a.ome.tif", "1") + position("c.ome.tif", "2"));
  const ImageFile image = open_image(set.a);
  REQUIRE(image.frames->size() == 1);
  REQUIRE(image.frames->inputs().size() == 1);
  CHECK(image.frames->inputs().front().path == set.a.string());
}

TEST_CASE("OME set: what does not fit together is an error with a name", "[ome]") {
  Set set;
  SECTION("a file is missing") {
    fs::remove(set.b);
    CHECK_THAT(
        message_of_reading(set.a),
        contains_text("a.ome.tif: is one file of a set, and b.ome.tif of the set is missing"));
  }
  SECTION("a file in another folder") {
    for (const std::string name : {"../b.ome.tif", "/tmp/b.ome.tif", "..\\b.ome.tif", ".."}) {
      write_first(set.a, ome(image_of_two("a.ome.tif", name), "1"));
      CHECK_THAT(message_of_reading(set.a), contains_text("in another folder"));
    }
  }
  SECTION("a file of another recording") {
    write_second(set.b, ome(image_of_two(), "7"));
    CHECK_THAT(message_of_reading(set.a), contains_text("b.ome.tif: belongs to another recording"));
    CHECK_THAT(message_of_reading(set.b), contains_text("is not in the set that its OME metadata"));
  }
  SECTION("a truncated file") {
    const std::string bytes = bytes_of(set.b);
    write_bytes(set.b, bytes.substr(0, bytes.size() / 2));
    CHECK_THAT(message_of_reading(set.a), contains_text("b.ome.tif: the file ends in page"));
  }
  SECTION("a file of another size") {
    TiffRecipe other;
    other.width = 24;
    write_tiff<std::uint8_t>(set.a, other);
    CHECK_THAT(message_of_reading(set.b), contains_text("a.ome.tif: differs in size or type"));
  }
  SECTION("a file with too few pages") {
    write_first(set.b, ome(image_of_two(), "2"));
    CHECK_THAT(message_of_reading(set.a), contains_text("but the file has 1 pages"));
  }
  SECTION("a thumbnail named as a plane") {
    TiffRecipe thumbnails;
    thumbnails.pages = 2;
    thumbnails.extra = [](TIFF* tiff, int page) {
      TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, page == 1 ? FILETYPE_REDUCEDIMAGE : 0);
    };
    write_tiff<std::uint8_t>(set.b, thumbnails);
    CHECK_THAT(message_of_reading(set.a), contains_text("describe 2 planes, but"));
  }
}

TEST_CASE("OME set: a folder has it once", "[ome]") {
  Set set;
  write_first(set.folder.path() / "z.tif", "");
  const auto series = imagefiles::open_series(set.folder.path());
  REQUIRE(series.files.size() == 2);
  CHECK(series.files[0].frames->size() == 2);
  CHECK(series.files[1].frames->size() == 1);
}
