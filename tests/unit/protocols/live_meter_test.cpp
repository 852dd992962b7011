// SPDX-License-Identifier: Apache-2.0
#include "protocols/live_meter.hpp"

#include "hardware/live_operator.hpp"
#include "protocols/brightness.hpp"
#include "protocols/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <deque>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

/// Stripes of 100 +- amplitude, of 8 bits, four samples wide; then `white` samples at full scale.
Frame stripes(int amplitude, std::size_t white) {
  Frame frame;
  frame.info.width = 40;
  frame.info.height = 50;
  frame.info.sample_type = SampleType::u8;
  frame.info.significant_bits = 8;
  std::vector<std::uint8_t> samples;
  for (int i = 0; i < 40 * 50; ++i) {
    samples.push_back(static_cast<std::uint8_t>(100 + (i / 2 % 2 == 0 ? amplitude : -amplitude)));
  }
  std::fill_n(samples.begin(), white, std::uint8_t{255});
  frame.samples = std::move(samples);
  return frame;
}

class Camera : public hardware::Camera {
 public:
  std::deque<Frame> frames;
  std::vector<std::optional<Time>> asked;
  std::string name() const override { return "camera"; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest& request) override {
    asked.push_back(request.exposure);
    std::vector<Frame> one{frames.front()};
    if (frames.size() > 1) frames.pop_front();
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(one));
    return acquired;
  }
};

/// Looks three times before they answer.
class Watcher : public hardware::LiveOperator {
 public:
  std::vector<std::string> seen;
  int asked = 0;
  std::string name() const override { return "watcher"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string&) override {
    ++asked;
    return hardware::Answer::done;
  }
  hardware::Answer ask_watching(const hardware::StepContext&, const std::string&,
                                const Look& look) override {
    for (int i = 0; i < 3; ++i) seen.push_back(look());
    return hardware::Answer::done;
  }
};

}  // namespace

TEST_CASE("The meter tells sharpness beside the best so far, and what is white") {
  Camera camera;
  // Sharpness goes as the square of the amplitude: a quarter of the best, then all of it.
  camera.frames = {stripes(50, 0), stripes(25, 0), stripes(100, 100)};
  LiveMeter meter(camera, {.step = "edge"}, ms(7));
  CHECK_THAT(meter.line(), contains_text("100 % of best · brightest  59 % · white 0.00 %"));
  const std::string half = meter.line();
  CHECK_THAT(half, contains_text("█████░░░░░░░░░░░░░░░  25 % of best · brightest  49 %"));
  CHECK_THAT(meter.line(), contains_text("100 % of best · brightest 100 % · white 5.00 %"));
  CHECK(camera.asked == std::vector<std::optional<Time>>(3, ms(7)));
}

TEST_CASE("The share of white samples needs a full scale") {
  CHECK(saturated_share(stripes(10, 20)) == one(0.01));
  Frame floating = stripes(10, 0);
  floating.info.sample_type = SampleType::f32;
  floating.samples = std::vector<float>(2000, 1.0F);
  CHECK_FALSE(saturated_share(floating));
}

TEST_CASE("A person without a motor for the focus watches the camera while they turn it") {
  const test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  const auto camera = std::make_shared<Camera>();
  camera->frames = {stripes(50, 0)};
  const auto watcher = std::make_shared<Watcher>();
  hardware::Microscope microscope;
  microscope.camera = camera;
  microscope.person = watcher;
  const auto procedure = read_procedure_text(
      "protocol: p\nversion: \"1\"\ntitle: P\nsteps:\n"
      "  - dark: {instruct: Cover it., acquire: {frames: 1}}\n"
      "  - edge: {instruct: Focus., focus: once, acquire: {frames: 1}}\n"
      "  - blank: {instruct: Lamp., expose: {level: 60 %}, acquire: {frames: 1}}\n",
      "p.yaml");
  run_procedure(procedure, microscope, store, {});
  CHECK(watcher->asked == 1);
  REQUIRE(watcher->seen.size() == 6);
  CHECK_THAT(watcher->seen.front(), contains_text("focus ████████████████████ 100 % of best"));
}
