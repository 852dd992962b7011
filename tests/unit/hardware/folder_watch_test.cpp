// SPDX-License-Identifier: Apache-2.0
// A folder while another program writes into it.
#include "hardware/microscope.hpp"
#include "hardware/safety/stop_request.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// The bytes of an image file, so that they can be written slowly.
std::string image_bytes(int value, bool even = false) {
  const test::TemporaryFolder folder;
  Frame frame;
  frame.info.width = 64;
  frame.info.height = 64;
  std::vector<std::uint16_t> samples(64 * 64, static_cast<std::uint16_t>(value));
  if (!even) samples[1] = 7;
  frame.samples = std::move(samples);
  std::vector<Frame> frames;
  frames.push_back(std::move(frame));
  imagefiles::write_ome_tiff(folder.path() / "a.tif", MemoryFrames(std::move(frames)), {});
  std::ifstream file(folder.path() / "a.tif", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void append(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::app) << bytes;
}

std::shared_ptr<Camera> camera_of(const fs::path& folder, const std::string& wait) {
  withdraw_stop_request();
  auto camera = std::dynamic_pointer_cast<Camera>(
      make_device("folder", {{"path", folder.string()}, {"wait", wait}}));
  camera->open();
  return camera;
}

int first_sample(const AcquiredFrames& acquired, std::size_t index) {
  const Frame frame = acquired.frames->read(index);
  return std::get<std::vector<std::uint16_t>>(frame.samples).front();
}

}  // namespace

TEST_CASE("Images that come late and grow slowly are taken when they are whole") {
  const test::TemporaryFolder folder;
  const auto camera = camera_of(folder.path(), "5 s");
  std::thread writer([&] {
    const std::string first = image_bytes(1);
    const std::string second = image_bytes(2);
    std::this_thread::sleep_for(milliseconds(300));
    append(folder.path() / "edge-1.tif", first);
    append(folder.path() / "edge-2.tif", second.substr(0, second.size() / 2));
    // Longer than the folder has to be quiet: half a file is no file.
    std::this_thread::sleep_for(milliseconds(1500));
    append(folder.path() / "edge-2.tif", second.substr(second.size() / 2));
  });
  const auto acquired = camera->acquire({.step = "edge"}, {.frames = 2});
  writer.join();
  CHECK(first_sample(acquired, 0) == 1);
  CHECK(first_sample(acquired, 1) == 2);
}

TEST_CASE("A wait ends after the longest pause, with what is missing") {
  const test::TemporaryFolder folder;
  append(folder.path() / "edge-1.tif", image_bytes(1));
  append(folder.path() / "edge-2.czi", "of a vendor");
  const auto camera = camera_of(folder.path(), "200 ms");
  CHECK_THROWS_WITH(camera->acquire({.step = "edge"}, {.frames = 2}),
                    contains_text("needs 2 frames and finds 1 (in edge-1.tif)") &&
                        contains_text("Not read, as they are not named like an image that can be "
                                      "read (see `etalon list formats`): edge-2.czi."));
}

TEST_CASE("Ctrl-C ends the wait for images") {
  const test::TemporaryFolder folder;
  const auto camera = camera_of(folder.path(), "1 min");
  request_stop();
  CHECK_THROWS_AS(camera->acquire({.step = "edge"}, {.frames = 1}), Stopped);
  withdraw_stop_request();
}

TEST_CASE("A copy of an image is refused, also in a later repeat; an even image may come twice") {
  const test::TemporaryFolder folder;
  append(folder.path() / "edge-1.tif", image_bytes(1));
  append(folder.path() / "edge-2.tif", image_bytes(1));
  append(folder.path() / "dark-1.tif", image_bytes(0, true));
  append(folder.path() / "dark-2.tif", image_bytes(0, true));
  const auto camera = camera_of(folder.path(), "0 s");
  CHECK(camera->acquire({.step = "edge"}, {.frames = 1}).frames->size() == 1);
  CHECK_THROWS_WITH(camera->acquire({.step = "edge", .repeat = 1}, {.frames = 1}),
                    contains_text("edge-2.tif: holds the same as edge-1.tif, byte by byte"));
  CHECK(camera->acquire({.step = "dark"}, {.frames = 2}).frames->size() == 2);
}

TEST_CASE("A wait that is no time is refused") {
  for (const char* wait : {"10", "-1 s", "a while", "2000 min"}) {
    CHECK_THROWS_WITH(make_device("folder", {{"path", "."}, {"wait", wait}}),
                      contains_text("wait: expected"));
  }
}
