// SPDX-License-Identifier: Apache-2.0
// A recording that ends or is damaged in the middle of a run.
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::Trouble;

namespace {

namespace fs = std::filesystem;

/// All that the virtual microscope shows in such a run, as PNG files, and which file each repeat of
/// a step begins with.
class Recording : public Camera {
 public:
  Recording() {
    Microscope microscope = test::bench_microscope();
    camera_ = std::exchange(microscope.camera, std::shared_ptr<Camera>(this, [](Camera*) {}));
    test::run_bench_procedure(microscope);
  }
  std::string name() const override { return camera_->name(); }
  bool keeps_time() const override { return true; }
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
    auto acquired = camera_->acquire(step, request);
    begins_.emplace(std::pair(step.step, step.repeat), written_);
    std::vector<Frame> frames;
    for (std::size_t i = 0; i < acquired.frames->size(); ++i) {
      Frame frame = acquired.frames->read(i);
      // A real camera has no two frames alike; this one has where it comes back to a place.
      auto& first = std::get<std::vector<std::uint16_t>>(frame.samples).front();
      first = static_cast<std::uint16_t>((first & 0xfffeU) | static_cast<unsigned>(written_ % 2));
      imagefiles::write_png(folder() / (std::to_string(written_++) + ".png"), frame);
      frames.push_back(std::move(frame));
    }
    acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
    return acquired;
  }
  fs::path folder() const { return folder_.path(); }
  int begin_of(const StepContext& step) const { return begins_.at({step.step, step.repeat}); }

 private:
  std::shared_ptr<Camera> camera_;
  test::TemporaryFolder folder_;
  std::map<std::pair<std::string, int>, int> begins_;
  int written_ = 0;
};

/// A pipeline over a copy of the recording, begun with the first step that is asked for.
class FarRecording : public test::FarEnd {
 public:
  FarRecording(const Recording& recording, Microscope& microscope, const Trouble* trouble,
               std::size_t when)
      : FarEnd(microscope, trouble, when), recording_(recording) {
    fs::copy(recording.folder(), folder_.path());
    const fs::path spoilt = folder_.path() / (std::to_string(when) + ".png");
    if (trouble != nullptr && trouble->name == "it ends") fs::remove(spoilt);
    if (trouble != nullptr && trouble->name == "a frame is cut") fs::resize_file(spoilt, 300);
    microscope.camera = std::make_shared<Begun>(*this);
  }

  void check_stopped() const override { CHECK(closed_); }

 private:
  class Begun : public Camera {
   public:
    explicit Begun(FarRecording& far) : far_(far) {}
    std::string name() const override { return "gstreamer"; }
    void close() override {
      if (camera_) camera_->close();
      far_.closed_ = true;
    }
    bool keeps_time() const override { return true; }
    AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
      if (!camera_) begin(far_.recording_.begin_of(step));
      for (int i = 0; i < request.frames; ++i) far_.befallen("frame");
      return camera_->acquire(step, request);
    }

   private:
    void begin(int first) {
      camera_ = std::dynamic_pointer_cast<Camera>(make_device(
          "gstreamer",
          {{"pipeline", "multifilesrc location=" + (far_.folder_.path() / "%d.png").string() +
                            " start-index=" + std::to_string(first) +
                            " caps=image/png,framerate=25/1 ! pngdec"},
           {"bits", "10"},
           {"mosaic", "bggr"}}));
      camera_->open();
    }
    FarRecording& far_;
    std::shared_ptr<Camera> camera_;
  };

  const Recording& recording_;
  test::TemporaryFolder folder_;
  bool closed_ = false;
};

}  // namespace

TEST_CASE("A run whose pipeline fails keeps what it has, and goes on with a good one") {
  const Recording recording;
  test::check_broken_runs(
      {"gstreamer",
       {{.name = "it ends", .says = "no more frames", .question = "frame"},
        {.name = "a frame is cut", .says = "missing or damaged", .question = "frame"}},
       [&](Microscope& microscope, const Trouble* trouble, std::size_t when) {
         return std::make_unique<FarRecording>(recording, microscope, trouble, when);
       }});
}
