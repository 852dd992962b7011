// SPDX-License-Identifier: Apache-2.0
#include "protocols/stacking.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

/// Every frame holds the place of the focus (nm) in its one pixel.
class Rig final : public hardware::Camera, public hardware::Focus {
 public:
  Length z = um(3);
  std::vector<Length> visited;
  std::vector<FramePlace> stored;  ///< of a camera that has its frames already
  std::size_t stored_frames = 0;

  std::string name() const override { return "rig"; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest& request) override {
    const std::size_t count = stored_frames > 0 ? stored_frames : 1;
    if (stored_frames == 0) REQUIRE(request.frames == 1);
    std::vector<Frame> frames(count);
    for (Frame& frame : frames) {
      frame.info.width = frame.info.height = 1;
      frame.samples = std::vector<std::uint16_t>{static_cast<std::uint16_t>(z.in(nm))};
    }
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
    acquired.places = stored;
    return acquired;
  }
  hardware::Travel travel() const override { return {um(0), um(10)}; }
  void move_to(Length to) override { visited.push_back(z = to); }
  Length position() const override { return z; }
};

struct Bench {
  std::shared_ptr<Rig> rig = std::make_shared<Rig>();
  hardware::Microscope microscope;

  explicit Bench(bool motor) {
    microscope.camera = rig;
    if (motor) microscope.focus = rig;
  }
  hardware::AcquiredFrames take(int planes, Length step, std::optional<Length> middle = {}) {
    return acquire_frames(microscope, {}, {.stack = Stack{planes, step}}, std::nullopt, middle);
  }
};

}  // namespace

TEST_CASE("A stack is taken from below to above about the middle, and the focus goes back") {
  Bench bench(true);
  const auto acquired = bench.take(5, um(0.5), um(4));
  REQUIRE(acquired.frames->size() == 5);
  for (int i = 0; i < 5; ++i) {
    const Frame frame = acquired.frames->read(static_cast<std::size_t>(i));
    CHECK(std::get<std::vector<std::uint16_t>>(frame.samples)[0] == 3000 + 500 * i);
    CHECK(acquired.places[static_cast<std::size_t>(i)] == FramePlace{.z = i});
  }
  CHECK(acquired.axial_step->per_plane == um(0.5));
  CHECK(bench.rig->z == um(4));
  CHECK(std::is_sorted(bench.rig->visited.begin(), bench.rig->visited.end() - 1));
}

TEST_CASE("Without a place of best focus the stack is about where the focus stands") {
  Bench bench(true);
  bench.take(3, um(1));
  CHECK(bench.rig->visited.front() == um(2));
  CHECK(bench.rig->z == um(3));
}

TEST_CASE("A stack that would leave the travel moves nothing") {
  Bench bench(true);
  for (const Length middle : {um(0.9), um(9.1)}) {
    CHECK_THROWS_WITH(bench.take(5, um(0.5), middle),
                      contains_text("leave the travel of the focus"));
  }
  CHECK(bench.rig->visited.empty());
  CHECK_NOTHROW(bench.take(5, um(0.5), um(1)));
}

TEST_CASE("Without a motor the frames of the camera are the planes, in the order that they tell") {
  Bench bench(false);
  bench.rig->stored_frames = 3;
  auto acquired = bench.take(41, um(0.2));
  CHECK(acquired.places == std::vector<FramePlace>{{.z = 0}, {.z = 1}, {.z = 2}});
  CHECK(acquired.axial_step->per_plane == um(0.2));
  bench.rig->stored = {{.z = 2}, {.z = 1}, {.z = 0}};
  acquired = bench.take(41, um(0.2));
  CHECK(acquired.places == bench.rig->stored);
  CHECK(bench.rig->visited.empty());
}

TEST_CASE("One frame is no stack") {
  Bench bench(false);
  bench.rig->stored_frames = 1;
  CHECK_THROWS_WITH(bench.take(41, um(0.2)),
                    contains_text("wants a stack of 41 planes, and the camera gave one frame"));
}
