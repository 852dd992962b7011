// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "suite/imagefiles/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"

#include <sys/resource.h>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinRel;
using imagefiles::open_series;
using imagefiles::Series;

namespace {

Frame constant(std::uint16_t value, int width = 6, int height = 4) {
  Frame frame;
  frame.info.width = width;
  frame.info.height = height;
  frame.samples = std::vector<std::uint16_t>(static_cast<std::size_t>(width * height), value);
  return frame;
}

void write_frames(const std::filesystem::path& path, std::vector<Frame> frames) {
  std::filesystem::create_directories(path.parent_path());
  imagefiles::write_ome_tiff(path, MemoryFrames(std::move(frames)));
}

std::uint16_t first_value(const FrameSequence& frames, std::size_t index) {
  return samples_of<std::uint16_t>(frames.read(index)).front();
}

/// Reads all frames of a descriptor with this text; the message of what goes wrong.
std::string message_of(const TemporaryFolder& folder, const std::string& text) {
  write_bytes(folder.path() / "camera.txt", text);
  try {
    const Series series = open_series(folder.path() / "camera.txt");
    for (const auto* files : {&series.files, &series.dark})
      for (const auto& file : *files)
        for (std::size_t i = 0; i < file.frames->size(); ++i) file.frames->read(i);
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

const std::string kHead = "v 4.0\nn 12 6 4\n";

}  // namespace

TEST_CASE("EMVA 1288: a descriptor gives light and dark frames with what was set", "[series]") {
  const TemporaryFolder folder;
  write_frames(folder.path() / "ptc/f 0.tif", {constant(100)});
  write_frames(folder.path() / "ptc/f_1.tif", {constant(200), constant(201)});
  write_frames(folder.path() / "ptc/d_0.tif", {constant(10)});
  write_bytes(folder.path() / "camera.txt",
              "# a comment\r\n\r\nv 3.0\r\nn 12 6 4\r\n"
              "b 40000.0 120.5\r\ni ptc\\f 0.tif\r\n  i  ptc/f_1.tif  \r\n# d 7\r\n"
              "d 40000.0\r\ni ptc\\d_0.tif\r\nb 2e6 0\r\ni ptc/f 0.tif");
  const Series series = open_series(folder.path() / "camera.txt");
  REQUIRE(series.files.size() == 1);
  REQUIRE(series.dark.size() == 1);
  const auto& light = series.files.front();
  REQUIRE(light.frames->size() == 4);
  const std::uint16_t values[] = {100, 200, 201, 100};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(first_value(*light.frames, i) == values[i]);
    CHECK(light.frames->read(i).info.significant_bits == 12);
    CHECK(light.metadata.settings[i].exposure == (i < 3 ? us(40) : ms(2)));
    CHECK(light.metadata.settings[i].photons == photons(i < 3 ? 120.5 : 0));
    CHECK(light.metadata.planes[i].t == static_cast<int>(i));
  }
  const auto& dark = series.dark.front();
  REQUIRE(dark.frames->size() == 1);
  CHECK(first_value(*dark.frames, 0) == 10);
  CHECK(dark.metadata.settings.front() == FrameSetting{.exposure = us(40)});
  CHECK(dark.frames->inputs().size() == 1);
  // Files that are named twice were read and hashed once.
  REQUIRE(light.frames->inputs().size() == 2);
  CHECK(light.frames->inputs().front().sha256.size() == 64);
  REQUIRE(series.tables.size() == 1);
  CHECK(series.tables.front().sha256.size() == 64);
}

TEST_CASE("EMVA 1288: what is wrong is named with line and column", "[series]") {
  const TemporaryFolder folder;
  write_frames(folder.path() / "ok.tif", {constant(100)});
  write_frames(folder.path() / "wide.tif", {constant(100, 7)});
  write_frames(folder.path() / "shifted.tif", {constant(1600), constant(65520)});
  write_bytes(folder.path() / "notes.png", "no image at all");
  Frame bytes = constant(0);
  bytes.info.sample_type = SampleType::u8;
  bytes.info.significant_bits = 8;
  bytes.samples = std::vector<std::uint8_t>(24, 9);
  write_frames(folder.path() / "eight.tif", {bytes});
  const auto message = [&](const std::string& text) { return message_of(folder, text); };
  const std::string path = (folder.path() / "camera.txt").string();

  CHECK(message(kHead + "b 1000 5\ni ok.tif\n") == "no error");
  CHECK_THAT(message(kHead + "b 1000 5\ni ok.tif\ni none.tif\n"),
             contains_text(path + ":5:3: ") && contains_text("none.tif: does not exist"));
  CHECK_THAT(message(kHead + "b 1000 5\ni notes.png\n"),
             contains_text(path + ":4:3: ") && contains_text("is not an image"));
  CHECK_THAT(message(kHead + "b 1000 5\ni ok.tif\ni wide.tif\n"),
             contains_text(path + ":5:") && contains_text("7 x 4 pixels, but line 2 says 6 x 4"));
  CHECK_THAT(message(kHead + "b 1000 5\ni shifted.tif\n"),
             contains_text(path + ":4:") && contains_text("values up to 65520") &&
                 contains_text("write 16 bits"));
  CHECK_THAT(message(kHead + "b 1000 5\ni eight.tif\n"),
             contains_text(path + ":4:") && contains_text("8 bits, but line 2 says 12"));
  CHECK_THAT(message(kHead + "b 1000 5\ni ok.tif\nx 5\n"),
             contains_text(path + ":5:1: unknown key \"x\"; known are v, n, b, d, i"));
  CHECK_THAT(message(kHead + "b 1000\ni ok.tif\n"),
             contains_text(path + ":3:") && contains_text("photons per pixel"));
  CHECK_THAT(message(kHead + "b 1000 many\ni ok.tif\n"),
             contains_text(path + ":3:8: expected a number of photons per pixel, found \"many\""));
  CHECK_THAT(message(kHead + "b -1 5\ni ok.tif\n"),
             contains_text(":3:3: expected an exposure time in ns, found \"-1\""));
  CHECK_THAT(message(kHead + "b nan 5\ni ok.tif\n"), contains_text(":3:3: "));
  CHECK_THAT(message(kHead + "d 10 5\ni ok.tif\n"), contains_text(":3:"));
  CHECK_THAT(message(kHead + "b 1 5\nb 2 5\ni ok.tif\n"), contains_text(":3:1: no image follows"));
  CHECK_THAT(message(kHead + "b 1 5\n"), contains_text(":3:1: no image follows"));
  CHECK_THAT(message(kHead + "b 1 5\ni\n"), contains_text(":4:1: expected the name of an image"));
  CHECK_THAT(message(kHead + "i ok.tif\n"), contains_text(":3:1: an image before"));
  CHECK_THAT(message("v 4.0\nb 1 5\ni ok.tif\n"), contains_text(":3:1: an image before n"));
  CHECK_THAT(message(kHead + "n 12 6 4\n"), contains_text(":3:1: n stands a second time"));
  CHECK_THAT(message("v 2.0\n"), contains_text(":1:3: descriptors of release 3 and 4"));
  CHECK_THAT(message("v 4.0\nn 24 6 4\n"), contains_text(":2:3: expected a number of bits"));
  CHECK_THAT(message("v 4.0\nn 12 6.5 4\n"), contains_text(":2:6: expected a width"));
  CHECK_THAT(message("v 4.0\nn 12 640\n"), contains_text(":2:"));
  CHECK_THAT(message(kHead), contains_text("names no image"));
  CHECK_THAT(message("hello\n"), contains_text("is a text, but neither"));
  CHECK_THAT(message(std::string("\xff\xfev\0 \0", 6)), contains_text("UTF-16"));
}

TEST_CASE("EMVA 1288: any damage is an error or harmless, never a crash", "[series]") {
  const TemporaryFolder folder;
  write_frames(folder.path() / "ok.tif", {constant(100)});
  const std::string whole = kHead + "b 1000 5\ni ok.tif\nd 1000\ni ok.tif\n";
  for (unsigned seed = 0; seed < 300; ++seed) message_of(folder, damaged(whole, seed));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(message_of(folder, whole.substr(0, size)).empty());
}

TEST_CASE("Series: many files do not need many open files", "[series]") {
  const TemporaryFolder folder;
  std::string text = kHead + "b 1000 5\n";
  for (int i = 0; i < 100; ++i) {
    write_frames(folder.path() / (std::to_string(i) + ".tif"), {constant(100)});
    text += "i " + std::to_string(i) + ".tif\n";
  }
  write_bytes(folder.path() / "camera.txt", text);
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit few = {32, limit.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  std::size_t in_descriptor = 0;
  std::size_t in_folder = 0;
  std::string problem;
  try {
    const Series series = open_series(folder.path() / "camera.txt");
    for (; in_descriptor < series.files.front().frames->size(); ++in_descriptor)
      series.files.front().frames->read(in_descriptor);
    in_folder = open_series(folder.path()).files.size();
  } catch (const FileError& error) {
    problem = error.what();
  }
  ::setrlimit(RLIMIT_NOFILE, &limit);
  CHECK(problem.empty());
  CHECK(in_descriptor == 100);
  CHECK(in_folder == 100);
}

TEST_CASE("Series: a folder is its images in natural order", "[series]") {
  const TemporaryFolder folder;
  write_frames(folder.path() / "f-10.tif", {constant(10)});
  write_frames(folder.path() / "f-9.tif", {constant(8), constant(9)});
  write_frames(folder.path() / "deeper/f-1.tif", {constant(1)});
  write_bytes(folder.path() / "notes.txt", "v");
  write_bytes(folder.path() / ".hidden.tif", "x");
  const Series series = open_series(folder.path());
  REQUIRE(series.files.size() == 2);
  CHECK(first_value(*series.files[0].frames, 1) == 9);
  CHECK(first_value(*series.files[1].frames, 0) == 10);
  CHECK(series.dark.empty());
  CHECK(series.tables.empty());
  const TemporaryFolder empty;
  CHECK_THROWS_WITH(open_series(empty.path()),
                    contains_text("no file that is named like an image"));
  CHECK_THROWS_WITH(open_series(folder.path() / "none"), contains_text("does not exist"));
  CHECK(open_series(folder.path() / "f-9.tif").files.front().frames->size() == 2);
}
