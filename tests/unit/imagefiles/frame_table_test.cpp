// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/frame_table.hpp"

#include "suite/core/error.hpp"
#include "suite/imagefiles/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using imagefiles::open_series;
using imagefiles::Series;

namespace {

Frame constant(std::uint16_t value) {
  Frame frame;
  frame.info.width = frame.info.height = 4;
  frame.samples = std::vector<std::uint16_t>(16, value);
  return frame;
}

/// A folder with a.tif (one frame of 1), b.tif (frames of 2 and 3) and the table.
class Table {
 public:
  Table() {
    imagefiles::ImageMetadata metadata;
    metadata.pixel_size_x = metadata.pixel_size_y = PixelSize{um(0.1)};
    metadata.settings = {{.exposure = ms(5), .time = s(7), .z = um(3)}};
    imagefiles::write_ome_tiff(folder_.path() / "a.tif", MemoryFrames({constant(1)}), metadata);
    imagefiles::write_ome_tiff(folder_.path() / "b.tif", MemoryFrames({constant(2), constant(3)}));
  }
  std::filesystem::path write(const std::string& text) const {
    write_bytes(folder_.path() / "series.csv", text);
    return folder_.path() / "series.csv";
  }
  std::string message(const std::string& text) const {
    try {
      open_series(write(text));
    } catch (const FileError& error) {
      return error.what();
    }
    return "no error";
  }
  std::string message_of_settings(const std::string& text) const {
    try {
      imagefiles::read_settings_table(write(text));
    } catch (const FileError& error) {
      return error.what();
    }
    return "no error";
  }

 private:
  TemporaryFolder folder_;
};

std::uint16_t first_value(const FrameSequence& frames, std::size_t index) {
  return samples_of<std::uint16_t>(frames.read(index)).front();
}

}  // namespace

TEST_CASE("Tables of frames: each row is a frame, with units of headings or cells", "[tables]") {
  const Table table;
  const Series series = open_series(table.write(
      "# made by hand\n"
      "File, Page, Exposure [ms], light (%), photons, time, x, y [mm], z [nm], comment\n"
      "b.tif, 2, 20, 50, 1200, 1 min, -3 um, 0.5, 100, \"first, and best\"\n"
      "\n"
      "a.tif, , , 0, , 90 s, , , ,\n"
      "b.tif, 1, 10.5, 100, 7, 2 min\n"));
  REQUIRE(series.files.size() == 1);
  const auto& file = series.files.front();
  REQUIRE(file.frames->size() == 3);
  CHECK(first_value(*file.frames, 0) == 3);
  CHECK(first_value(*file.frames, 1) == 1);
  CHECK(first_value(*file.frames, 2) == 2);
  CHECK(file.frames->inputs().size() == 2);
  REQUIRE(file.metadata.settings.size() == 3);
  const FrameSetting& first = file.metadata.settings[0];
  CHECK(first.exposure == ms(20));
  CHECK(first.light == percent(50));
  CHECK(first.photons == photons(1200));
  CHECK(first.time == s(0));
  CHECK(first.x == um(-3));
  CHECK(first.y == mm(0.5));
  CHECK(first.z == nm(100));
  // What the row leaves open the file may say; but not when, as its clock is another.
  const FrameSetting& second = file.metadata.settings[1];
  CHECK(second.exposure == ms(5));
  CHECK(second.z == um(3));
  CHECK(second.time == s(30));
  CHECK_FALSE(second.photons);
  CHECK_FALSE(second.x);
  CHECK(file.metadata.settings[2].time == s(60));
  CHECK(series.tables.front().sha256.size() == 64);
}

TEST_CASE("Tables of frames: dark rows, whole files, semicolons and decimal commas", "[tables]") {
  const Table table;
  const Series series = open_series(
      table.write("file;exposure [ms];dark;\r\nb.tif;10,5;no;\r\na.tif;10,5;yes;\r\n;;;\r\n"));
  REQUIRE(series.files.size() == 1);
  REQUIRE(series.dark.size() == 1);
  CHECK(series.files.front().frames->size() == 2);
  CHECK(series.files.front().metadata.settings[1].exposure == ms(10.5));
  CHECK(series.dark.front().frames->size() == 1);
  CHECK(series.dark.front().metadata.settings[0].exposure == ms(10.5));
}

TEST_CASE("Tables of frames: what is wrong is named with line and cell", "[tables]") {
  const Table table;
  const auto message = [&](const std::string& text) { return table.message(text); };
  CHECK_THAT(message("file,exposure [ms]\na.tif,20\nc.tif,20\n"),
             contains_text("series.csv:3:1: ") && contains_text("c.tif: does not exist"));
  CHECK_THAT(
      message("exposure,file\n20,a.tif\n"),
      contains_text("series.csv:2:1: exposure: expected a time such as 20 ms, found \"20\"") &&
          contains_text("exposure [s]"));
  CHECK_THAT(message("file,exposure [um]\na.tif,20\n"),
             contains_text("series.csv:2:2: exposure: "));
  CHECK_THAT(message("file,exposure [ms]\na.tif,bright\n"), contains_text("found \"bright\""));
  CHECK_THAT(message("file,exposure [ms]\na.tif,-1\n"),
             contains_text(":2:2: exposure: no exposure"));
  CHECK_THAT(message("file,light\na.tif,50\n"),
             contains_text(":2:2: light: ") && contains_text("light [%]"));
  CHECK_THAT(message("file,photons\na.tif,-5\n"), contains_text(":2:2: photons: "));
  CHECK_THAT(message("file,exposur [ms]\na.tif,20\n"),
             contains_text(":1:2: exposur: unknown column; did you mean exposure?"));
  CHECK_THAT(message("file,time [s],time [s]\na.tif,1,2\n"), contains_text(":1:3: time: a column"));
  CHECK_THAT(message("file,page\nb.tif,3\n"),
             contains_text(":2:2: page: expected a page from 1 to 2"));
  CHECK_THAT(message("file,page\nb.tif,0\n"), contains_text(":2:2: page: "));
  CHECK_THAT(message("file,time [s]\nb.tif,3\n"),
             contains_text(":2:2: time: the file has 2 frames"));
  CHECK_THAT(message("file,dark\na.tif,maybe\n"), contains_text(":2:2: dark: expected yes or no"));
  CHECK_THAT(message("file,x [um]\n,3\n"), contains_text(":2:1: file: expected the name"));
  CHECK_THAT(message("file,x [um]\na.tif,3,4\n"), contains_text(":2:3: 3 cells, but line 1 has 2"));
  CHECK_THAT(message("file,x [um]\n\"a.tif,3\n"), contains_text(":2:1: a quotation mark"));
  CHECK_THAT(message("file,x [um]\n"), contains_text(":1:1: no row follows"));
  CHECK_THAT(message("files,x [um]\na.tif,3\n"), contains_text("is a text, but neither"));
  CHECK_THAT(message("file;x [um]\na.tif;1,5\na.tif;1.5\n"), contains_text(":2:2: x: \"1,5\" may"));
  CHECK_THAT(message("file;x [um]\na.tif;1,250\na.tif;20,125\n"), contains_text(":2:2: x: "));
  CHECK_THAT(message("file;x [um]\na.tif;1,250,5\n"), contains_text("expected a number"));
  CHECK(message("file;x [um]\na.tif;1,250\na.tif;20,12\n") == "no error");
}

TEST_CASE("Tables of settings belong to images that are named elsewhere", "[tables]") {
  const Table table;
  const auto read =
      imagefiles::read_settings_table(table.write("time [s],x [um],z [um]\n10,1,2\n12.5,,3\n"));
  REQUIRE(read.settings.size() == 2);
  CHECK(read.settings[0] == FrameSetting{.time = s(0), .x = um(1), .z = um(2)});
  CHECK(read.settings[1] == FrameSetting{.time = s(2.5), .z = um(3)});
  CHECK(read.identity.sha256.size() == 64);
  CHECK_THAT(table.message_of_settings("a,b\n1,2\n"), contains_text("no line names columns"));
  CHECK_THAT(table.message_of_settings("file,x [um]\na.tif,2\n"),
             contains_text(":1:1: file: a table that names its frames"));
  CHECK_THAT(table.message_of_settings("x [um],y\n1,2\n"),
             contains_text(":2:2: y: expected a length"));
}

TEST_CASE("Tables of frames: any damage is an error or harmless, never a crash", "[tables]") {
  const Table table;
  const std::string whole =
      "file,page,exposure [ms],time [s],dark\nb.tif,2,20,1,no\n\"a.tif\",1,20,2,yes\n";
  for (unsigned seed = 0; seed < 500; ++seed) table.message(damaged(whole, seed));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(table.message(whole.substr(0, size)).empty());
}
