// SPDX-License-Identifier: Apache-2.0
#include "hardware/microscope.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;

namespace {

namespace fs = std::filesystem;

/// A folder of small images whose first sample tells which they are.
class Bench {
 public:
  const fs::path& path() const { return folder_.path(); }

  void add(const std::string& name, const std::vector<int>& values, int width = 4,
           const imagefiles::ImageMetadata& metadata = {}) const {
    std::vector<Frame> frames;
    for (const int value : values) {
      Frame frame;
      frame.info.width = width;
      frame.info.height = 3;
      frame.samples = std::vector<std::uint16_t>(static_cast<std::size_t>(width) * 3,
                                                 static_cast<std::uint16_t>(value));
      frames.push_back(std::move(frame));
    }
    fs::create_directories((path() / name).parent_path());
    imagefiles::write_ome_tiff(path() / name, MemoryFrames(std::move(frames)), metadata);
  }

  std::shared_ptr<Camera> camera(const std::string& pattern = "") const {
    DriverSettings settings{{"path", path().string()}};
    if (!pattern.empty()) settings["pattern"] = pattern;
    auto camera = std::dynamic_pointer_cast<Camera>(make_device("folder", settings));
    camera->open();
    return camera;
  }

 private:
  test::TemporaryFolder folder_;
};

std::vector<int> values(const AcquiredFrames& acquired) {
  std::vector<int> all;
  for (std::size_t i = 0; i < acquired.frames->size(); ++i) {
    const Frame frame = acquired.frames->read(i);
    all.push_back(std::get<std::vector<std::uint16_t>>(frame.samples).front());
  }
  return all;
}

std::vector<int> take(Camera& camera, const std::string& step, int frames, int repeat = 0) {
  return values(camera.acquire({.step = step, .repeat = repeat}, {.frames = frames}));
}

template <class Exception>
std::string refusal(Camera& camera, const StepContext& step, int frames) {
  try {
    camera.acquire(step, {.frames = frames});
  } catch (const Exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a folder gives the frames of a step in natural order", "[hardware]") {
  const Bench bench;
  bench.add("edge-10.tif", {10});
  bench.add("edge-2.tif", {2});
  bench.add("Edge-1.TIF", {1});
  bench.add("dark.tif", {99, 98});
  const auto camera = bench.camera();
  CHECK(take(*camera, "edge", 3) == std::vector<int>{1, 2, 10});
  CHECK(take(*camera, "edge", 0) == std::vector<int>{1, 2, 10});
  CHECK(take(*camera, "dark", 0) == std::vector<int>{99, 98});
}

TEST_CASE("each repeat takes the next frames, across files and pages", "[hardware]") {
  const Bench bench;
  bench.add("edge-1.tif", {1, 2, 3});
  bench.add("edge-2.tif", {4});
  bench.add("edge-3.tif", {5, 6, 7});
  const auto camera = bench.camera();
  CHECK(take(*camera, "edge", 2, 0) == std::vector<int>{1, 2});
  CHECK(take(*camera, "edge", 2, 1) == std::vector<int>{3, 4});
  CHECK(take(*camera, "edge", 2, 2) == std::vector<int>{5, 6});
  const auto acquired = camera->acquire({.step = "edge", .repeat = 1}, {.frames = 2});
  REQUIRE(acquired.origins.size() == 2);
  CHECK(fs::path(acquired.origins[0].file.path).filename() == "edge-1.tif");
  CHECK(acquired.origins[0].page == 2);
  CHECK(acquired.origins[0].file.sha256.size() == 64);
  CHECK(fs::path(acquired.origins[1].file.path).filename() == "edge-2.tif");
  CHECK(acquired.origins[1].page == 0);
  CHECK(acquired.frames->inputs().size() == 2);
  CHECK(refusal<DeviceError>(*camera, {.step = "edge", .repeat = 3}, 2) ==
        "folder " + bench.path().string() +
            ": repeat 4 of step edge needs 2 frames and finds 1 (in edge-1.tif, edge-2.tif, "
            "edge-3.tif). Add images, or ask for fewer in the protocol.");
}

TEST_CASE("with {repeat} in the pattern each repeat has files of its own", "[hardware]") {
  const Bench bench;
  bench.add("edge_r1_a.tif", {1});
  bench.add("edge_r1_b.tif", {2});
  bench.add("edge_r2_a.tif", {3});
  const auto camera = bench.camera("{step}_r{repeat}_?.tif");
  CHECK(take(*camera, "edge", 0, 0) == std::vector<int>{1, 2});
  CHECK(take(*camera, "edge", 1, 1) == std::vector<int>{3});
}

TEST_CASE("a pattern may lead into subfolders", "[hardware]") {
  const Bench bench;
  bench.add("edge/a.tif", {1});
  bench.add("dark/a.tif", {2});
  const auto camera = bench.camera("{step}/*.tif");
  CHECK(take(*camera, "edge", 1) == std::vector<int>{1});
  CHECK(take(*camera, "dark", 1) == std::vector<int>{2});
}

TEST_CASE("a series may lie in a folder of its own, beside files of other steps", "[hardware]") {
  const Bench bench;
  bench.add("dark-1.tif", {9});
  bench.add("short-1/2.tif", {2});
  bench.add("short-1/10.tif", {10});
  const auto camera = bench.camera();
  CHECK(take(*camera, "short", 2) == std::vector<int>{2, 10});
  CHECK(take(*camera, "dark", 1) == std::vector<int>{9});
  // Files that fit come first.
  bench.add("short.tif", {1});
  CHECK(take(*camera, "short", 1) == std::vector<int>{1});
}

TEST_CASE("a step without images is told what was expected and what is there", "[hardware]") {
  const Bench bench;
  const auto camera = bench.camera();
  const std::string name = "folder " + bench.path().string();
  CHECK(refusal<NoFrames>(*camera, {.step = "edge"}, 1) ==
        name + ": no image for step edge: expected image files like edge*; found: nothing.");
  for (const char* file : {"a.tif", "b.tif", "c.tif", "d.tif", "e.tif", "f.tif", "g.tif"}) {
    bench.add(file, {1});
  }
  CHECK(
      refusal<NoFrames>(*camera, {.step = "edge"}, 1) ==
      name +
          ": no image for step edge: expected image files like edge*; found: a.tif, b.tif, c.tif, "
          "d.tif, e.tif and 2 more.");
  CHECK_THAT(refusal<NoFrames>(*bench.camera("{step}/*.tif"), {.step = "edge"}, 1),
             contains_text("expected image files like edge/*.tif; found: nothing."));
}

TEST_CASE("notes and hidden files beside the images are passed over", "[hardware]") {
  const Bench bench;
  bench.add("edge-1.tif", {1});
  std::ofstream(bench.path() / "edge-notes.txt") << "focused by hand";
  std::ofstream(bench.path() / ".edge-2.tif") << "thumbnail";
  CHECK(take(*bench.camera("*"), "edge", 0) == std::vector<int>{1});
}

TEST_CASE("a broken image is an error, never left out", "[hardware]") {
  const Bench bench;
  bench.add("edge-1.tif", {1});
  std::ofstream(bench.path() / "edge-2.tif") << "no image at all";
  CHECK_THAT(refusal<FileError>(*bench.camera(), {.step = "edge"}, 0), contains_text("edge-2.tif"));
}

TEST_CASE("one file never serves two steps", "[hardware]") {
  const Bench bench;
  bench.add("edge-1.tif", {1});
  bench.add("edge-top-1.tif", {2});
  const auto camera = bench.camera();
  CHECK(take(*camera, "edge-top", 1) == std::vector<int>{2});
  CHECK_THAT(refusal<DeviceError>(*camera, {.step = "edge"}, 1),
             contains_text("edge-top-1.tif would serve both step edge-top and step edge. Write a "
                           "pattern that tells them apart"));
}

TEST_CASE("frames of one step must be alike", "[hardware]") {
  const Bench bench;
  bench.add("edge-1.tif", {1}, 4);
  bench.add("edge-2.tif", {2}, 5);
  const std::string message = refusal<FileError>(*bench.camera(), {.step = "edge"}, 0);
  CHECK_THAT(message, contains_text("edge-2.tif: its frames (5 x 3, 1 channels) differ"));
}

TEST_CASE("the files tell pixel size and instrument when they agree", "[hardware]") {
  const Bench bench;
  imagefiles::ImageMetadata metadata;
  metadata.pixel_size_x = PixelSize{um(0.25)};
  metadata.pixel_size_y = PixelSize{um(0.25)};
  metadata.instrument.objective.lens_na = Uncertain<double>{.value = 0.4};
  bench.add("edge-1.ome.tif", {1}, 4, metadata);
  const auto alone = bench.camera()->acquire({.step = "edge"}, {.frames = 1});
  REQUIRE(alone.pixel_size);
  CHECK(alone.pixel_size->per_px.in(um) == 0.25);
  REQUIRE(alone.instrument.objective.lens_na);
  CHECK(alone.instrument.objective.lens_na->value == 0.4);
  metadata.pixel_size_x = metadata.pixel_size_y = PixelSize{um(0.5)};
  bench.add("edge-2.ome.tif", {1}, 4, metadata);
  CHECK(!bench.camera()->acquire({.step = "edge"}, {.frames = 2}).pixel_size);
}

TEST_CASE("a folder has nothing new to offer at another attempt", "[hardware]") {
  const Bench bench;
  bench.add("edge-1.tif", {1});
  const auto camera = bench.camera();
  CHECK(refusal<NoFrames>(*camera, {.step = "edge", .attempt = 1}, 1) != "");
  CHECK_THAT(refusal<NoFrames>(*camera, {.step = "edge", .repeat = 1}, 0),
             contains_text("repeat 2 of step edge finds no frame: the first took them all."));
}

TEST_CASE("wrong settings and folders that are none are refused", "[hardware]") {
  const auto message = [](const DriverSettings& settings) -> std::string {
    try {
      make_device("folder", settings)->open();
    } catch (const DeviceError& error) {
      return error.what();
    }
    return "";
  };
  const Bench bench;
  bench.add("edge.tif", {1});
  CHECK_THAT(message({}), contains_text("folder: the setting path is missing"));
  CHECK_THAT(
      message({{"path", "x"}, {"pattern", "{stp}*"}}),
      contains_text("the pattern \"{stp}*\" has an unknown placeholder; known are {step} and "
                    "{repeat}."));
  CHECK_THAT(
      message({{"path", "x"}, {"patern", "*"}}),
      contains_text("there is no setting \"patern\"; the settings are path, pattern, wait."));
  CHECK_THAT(message({{"path", "no/such/folder"}}), contains_text("there is no such folder."));
  CHECK_THAT(message({{"path", (bench.path() / "edge.tif").string()}}),
             contains_text("this is no folder."));
}

TEST_CASE("a person is told what to save, under which names, and where", "[hardware]") {
  const Bench bench;
  const std::string folder = "the folder " + bench.path().string();
  const auto told = [&](const std::string& pattern, int frames, const StepContext& step) {
    return bench.camera(pattern)->how_to_take(step, {.frames = frames});
  };
  CHECK(told("", 4, {.step = "dark"}) ==
        "Save 4 images in " + folder + " as dark-1.tif to dark-4.tif.");
  CHECK(told("", 1, {.step = "edge", .repeat = 2}) ==
        "Save 1 image in " + folder + " as edge-3.tif.");
  CHECK(told("", 2, {.step = "edge", .repeat = 2}) ==
        "Save 2 images in " + folder + " as edge-5.tif to edge-6.tif.");
  CHECK(told("{step}/r{repeat}_*.png", 2, {.step = "edge", .repeat = 2}) ==
        "Save 2 images in " + folder + " as edge/r3_1.png to edge/r3_2.png.");
  CHECK(told("", 0, {.step = "dark"}) ==
        "Save the images in " + folder + " with names like dark*.");
  CHECK(told("{step}_?.tif", 3, {.step = "dark"}) ==
        "Images to save in " + folder + ": 3, with names like dark_?.tif.");
  CHECK(told("", 1, {.step = "edge", .attempt = 1}) ==
        "Save 1 image in " + folder +
            " as edge-1.tif. They must take the place of those saved before.");
}

TEST_CASE("what a person is told to save is what the next step takes", "[hardware]") {
  const Bench bench;
  for (const std::string pattern : {"", "{step}-*", "{step}_r{repeat}_*", "{step}/*.tif"}) {
    const auto camera = bench.camera(pattern);
    for (int repeat = 0; repeat < 12; ++repeat) {
      const StepContext step{.step = "edge" + std::to_string(pattern.size()), .repeat = repeat};
      const std::string text = camera->how_to_take(step, {.frames = 1});
      const auto begin = text.rfind(" as ") + 4;
      bench.add(text.substr(begin, text.size() - begin - 1), {100 + repeat});
      CHECK(values(camera->acquire(step, {.frames = 1})) == std::vector<int>{100 + repeat});
    }
  }
}

TEST_CASE("a second attempt needs a person who has saved other images", "[hardware]") {
  const Bench bench;
  bench.add("edge-1.tif", {1});
  const auto camera = bench.camera();
  CHECK(take(*camera, "edge", 1) == std::vector<int>{1});
  bench.add("edge-1.tif", {2});
  CHECK_THAT(refusal<NoFrames>(*camera, {.step = "edge", .attempt = 1}, 1),
             contains_text("a folder has the same images at every attempt."));
  const StepContext again{.step = "edge", .attempt = 1, .attended = true};
  CHECK(values(camera->acquire(again, {.frames = 1})) == std::vector<int>{2});
  CHECK_THAT(
      refusal<NoFrames>(*camera, {.step = "edge", .attempt = 2, .attended = true}, 1),
      contains_text("step edge finds the images of the attempt before (edge-1.tif). Save new "
                    "ones over them."));
}

TEST_CASE("a table beside the images tells exposure, time and place of each frame", "[hardware]") {
  const Bench bench;
  bench.add("light-1.tif", {1, 2});
  bench.add("light-2.tif", {3});
  bench.add("dark.tif", {9});
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(bench.path() / name) << text;
  };
  write("light.csv", "exposure [ms],time [s],x [um]\n10,100,0\n20,101,5\n40,103,0\n");
  const auto camera = bench.camera();
  const auto all = camera->acquire({.step = "light"}, {.frames = 0});
  REQUIRE(all.settings.size() == 3);
  CHECK(all.settings[1].exposure == ms(20));
  CHECK(all.settings[2].time == s(3));
  CHECK(all.settings[2].x == um(0));
  CHECK(camera->acquire({.step = "dark"}, {.frames = 0}).settings.empty());
  // Visit by visit.
  const auto third = camera->acquire({.step = "light", .visit = 2}, {.frames = 1, .before = 2});
  REQUIRE(third.settings.size() == 1);
  CHECK(third.settings[0].exposure == ms(40));

  write("light.csv", "exposure [ms]\n10\n20\n");
  CHECK_THAT(refusal<FileError>(*camera, {.step = "light"}, 0), contains_text("2 rows for 3"));
  write("light.csv", "exposure [ms]\n10\n20\n30\n40\n");
  CHECK_THAT(refusal<FileError>(*camera, {.step = "light"}, 0), contains_text("4 rows for 3"));
  write("light.csv", "exposur [ms],x [um]\n10,1\n20,1\n30,1\n");
  CHECK_THAT(refusal<Error>(*camera, {.step = "light"}, 0), contains_text("exposure"));
}

TEST_CASE("each repeat with images of its own has a table of its own", "[hardware]") {
  const Bench bench;
  bench.add("beads-1-a.tif", {1});
  bench.add("beads-2-a.tif", {2});
  std::ofstream(bench.path() / "beads-2.csv") << "z [um]\n7\n";
  const auto camera = bench.camera("{step}-{repeat}-*");
  CHECK(camera->acquire({.step = "beads"}, {.frames = 1}).settings.empty());
  const auto second = camera->acquire({.step = "beads", .repeat = 1}, {.frames = 1});
  REQUIRE(second.settings.size() == 1);
  CHECK(second.settings[0].z == um(7));
}

TEST_CASE("times of single files go on by their dates, or are not known", "[hardware]") {
  const Bench bench;
  for (int k = 0; k < 3; ++k) {
    imagefiles::ImageMetadata metadata;
    metadata.acquired = imagefiles::DateTime{.since_1970 = s(1.7e9 + 30.0 * k), .has_zone = true};
    metadata.settings = {{.exposure = ms(10), .time = s(0)}};
    bench.add("lamp-" + std::to_string(k) + ".ome.tif", {k}, 4, metadata);
    metadata.acquired.reset();
    bench.add("other-" + std::to_string(k) + ".ome.tif", {k}, 4, metadata);
  }
  const auto camera = bench.camera();
  const auto lamp = camera->acquire({.step = "lamp"}, {.frames = 0});
  REQUIRE(lamp.settings.size() == 3);
  CHECK(lamp.settings[2].time == s(60));
  CHECK(lamp.settings[2].exposure == ms(10));
  const auto other = camera->acquire({.step = "other"}, {.frames = 0});
  REQUIRE(other.settings.size() == 3);
  CHECK_FALSE(other.settings[2].time.has_value());
}
