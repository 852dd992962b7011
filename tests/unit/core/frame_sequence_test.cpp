// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame_sequence.hpp"

#include "tests/support/catch.hpp"

#include <stdexcept>

using namespace etalon;

namespace {

Frame frame_of_width(int width) {
  Frame frame;
  frame.info.width = width;
  return frame;
}

std::unique_ptr<FrameSequence> memory(const std::vector<int>& widths) {
  std::vector<Frame> frames;
  for (const int width : widths) frames.push_back(frame_of_width(width));
  return std::make_unique<MemoryFrames>(std::move(frames));
}

/// Frames that come from a file.
class Filed final : public FrameSequence {
 public:
  explicit Filed(std::string path) : path_(std::move(path)) {}
  std::size_t size() const override { return 1; }
  Frame read(std::size_t) const override { return frame_of_width(99); }
  std::vector<InputFile> inputs() const override { return {{path_, "ab"}}; }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("frames in memory are read by index and come from no file") {
  const auto frames = memory({1, 2, 3});
  CHECK(frames->size() == 3);
  CHECK(frames->read(2).info.width == 3);
  CHECK(frames->inputs().empty());
  CHECK_THROWS_AS(frames->read(3), std::out_of_range);
}

TEST_CASE("joined sequences follow one another, empty ones included") {
  std::vector<std::unique_ptr<FrameSequence>> parts;
  parts.push_back(memory({}));
  parts.push_back(memory({1, 2}));
  parts.push_back(memory({}));
  parts.push_back(std::make_unique<Filed>("a.tif"));
  parts.push_back(memory({3}));
  parts.push_back(std::make_unique<Filed>("b.tif"));
  const JoinedFrames joined(std::move(parts));
  REQUIRE(joined.size() == 5);
  const std::vector<int> widths{1, 2, 99, 3, 99};
  Frame again;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    CHECK(joined.read(i).info.width == widths[i]);
    joined.read_into(i, again);
    CHECK(again.info.width == widths[i]);
  }
  CHECK(joined.inputs() == std::vector<InputFile>{{"a.tif", "ab"}, {"b.tif", "ab"}});
  CHECK(JoinedFrames({}).size() == 0);
}
