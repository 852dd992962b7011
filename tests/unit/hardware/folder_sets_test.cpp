// SPDX-License-Identifier: Apache-2.0
// OME-TIFF sets of several files in the folder that plays the camera.
#include "hardware/drivers/folder/folder_camera.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/ome_set.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdint>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;

namespace {

namespace fs = std::filesystem;

struct Bench {
  test::TemporaryFolder folder;
  test::OmeSet set{folder.path()};
  FolderCamera camera{folder.path(), "{step}*"};
};

std::vector<int> values(const AcquiredFrames& acquired) {
  std::vector<int> all;
  for (std::size_t i = 0; i < acquired.frames->size(); ++i) {
    all.push_back(std::get<std::vector<std::uint8_t>>(acquired.frames->read(i).samples).front());
  }
  return all;
}

}  // namespace

TEST_CASE("A set of files gives its frames once, in their order, each with its own file") {
  Bench bench;
  const auto acquired = bench.camera.acquire({.step = "edge"}, {.frames = 0});
  CHECK(values(acquired) == std::vector<int>{8, 1, 1});
  REQUIRE(acquired.origins.size() == 3);
  CHECK(acquired.origins[0].file.path == bench.set.b.string());
  CHECK(acquired.origins[1].file.path == bench.set.b.string());
  CHECK(acquired.origins[2].file.path == bench.set.a.string());
  CHECK(acquired.origins[2].page == 2);
  CHECK(acquired.origins[2].file.sha256 != acquired.origins[0].file.sha256);
  CHECK(acquired.frames->inputs().size() == 2);
}

TEST_CASE("Repeats take the next frames of a set, and of what comes after it") {
  Bench bench;
  test::TiffRecipe plain;
  plain.pages = 2;
  plain.rows_per_strip = 4;
  test::write_tiff<std::uint8_t>(bench.folder.path() / "edge-c.tif", plain);
  const auto first = bench.camera.acquire({.step = "edge"}, {.frames = 2});
  CHECK(values(first) == std::vector<int>{8, 1});
  REQUIRE(first.frames->inputs().size() == 1);
  CHECK(first.frames->inputs()[0].path == bench.set.b.string());
  const auto second = bench.camera.acquire({.step = "edge", .repeat = 1}, {.frames = 2});
  CHECK(values(second) == std::vector<int>{1, 1});
  CHECK(second.origins[0].file.path == bench.set.a.string());
  CHECK(fs::path(second.origins[1].file.path).filename() == "edge-c.tif");
  CHECK_THAT(
      test::refusal_of([&] { bench.camera.acquire({.step = "edge", .repeat = 2}, {.frames = 2}); }),
      contains_text("needs 2 frames and finds 1"));
}

TEST_CASE("A set of which the pattern fits a part only is refused") {
  Bench bench;
  FolderCamera camera(bench.folder.path(), "{step}-a*");
  CHECK_THAT(test::refusal_of([&] { camera.acquire({.step = "edge"}, {.frames = 1}); }),
             contains_text("edge-a.ome.tif") &&
                 contains_text("one file of a set, to which edge-b.ome.tif belongs too"));
}
