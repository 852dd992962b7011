// SPDX-License-Identifier: Apache-2.0
// Frames of a set of files of which only hashes are kept are found again where they are.
#include "hardware/drivers/folder/folder_camera.hpp"
#include "protocols/frame_keeper.hpp"
#include "protocols/recorded_frames.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/ome_set.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace etalon;
using namespace etalon::protocols;
using test::contains_text;

TEST_CASE("A run goes on with the frames of a set, and not with a file of it that was changed") {
  const test::TemporaryFolder folder;
  const test::OmeSet set(folder.path());
  hardware::FolderCamera camera(folder.path(), "{step}*");
  const hardware::StepContext step{.step = "edge"};
  const auto acquired = camera.acquire(step, {.frames = 0});
  const auto records =
      FrameKeeper(folder.path() / "kept", "run", KeepFrames::hashes).keep(step, acquired);
  const auto again = recorded_frames(records, folder.path() / "kept", true);
  REQUIRE(again);
  REQUIRE(again->frames->size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(again->frames->read(i).samples == acquired.frames->read(i).samples);
  }
  CHECK(again->frames->inputs() == acquired.frames->inputs());

  set.write("1", set.a, 1, COMPRESSION_LZW);
  CHECK_THAT(
      test::refusal_of([&] { recorded_frames(records, folder.path() / "kept", true); }),
      contains_text("edge-a.ome.tif") && contains_text("it is not the file that was recorded"));
}
