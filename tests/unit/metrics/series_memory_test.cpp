// SPDX-License-Identifier: Apache-2.0
// Metrics of long series stream: their memory is that of a few frames, however many there are.
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr int kSide = 1024;
constexpr double kMegabytesOfFrame = 2;

/// Normal numbers, drawn once; each frame begins at another one.
const std::vector<float>& dice() {
  static const std::vector<float> all = [] {
    std::vector<float> drawn(std::size_t{kSide} * kSide);
    std::mt19937 generator(1);
    std::normal_distribution<float> normal;
    for (float& one : drawn) one = normal(generator);
    return drawn;
  }();
  return all;
}

/// Frames that are made when they are read: pairs of rising light, or of none.
class MadeFrames final : public FrameSequence {
 public:
  MadeFrames(std::size_t frames, bool light) : frames_(frames), light_(light) {}
  std::size_t size() const override { return frames_; }
  Frame read(std::size_t index) const override {
    Frame frame;
    frame.info.width = frame.info.height = kSide;
    const double electrons = light_ ? 250.0 * static_cast<double>(index / 2 + 1) : 0;
    const auto mean = static_cast<float>(100 + electrons);
    const auto deviation = static_cast<float>(std::sqrt(electrons + 25));
    const auto& noise = dice();
    std::size_t at = (2 * index + (light_ ? 1 : 0)) * 7919;
    std::vector<std::uint16_t> samples;
    for (std::size_t i = 0; i < noise.size(); ++i)
      samples.push_back(static_cast<std::uint16_t>(mean + deviation * noise[at++ % noise.size()]));
    frame.samples = std::move(samples);
    return frame;
  }
  std::vector<InputFile> inputs() const override { return {}; }

 private:
  std::size_t frames_;
  bool light_;
};

/// Of the process since the last call, MB.
double peak_memory() {
  double kilobytes = 0;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") status >> kilobytes;
  std::ofstream("/proc/self/clear_refs") << 5;
  return kilobytes / 1000;
}

double peak_of(const std::string& metric, std::size_t frames) {
  Observation observation;
  observation.frames = std::make_unique<MadeFrames>(frames, metric == "camera_noise");
  if (metric == "camera_noise") observation.dark = std::make_unique<MadeFrames>(frames, false);
  peak_memory();
  const Evaluation e = measured(observation, {}, metric);
  INFO(described(e));
  CHECK_FALSE(e.results.empty());
  return peak_memory();
}

}  // namespace

TEST_CASE("memory does not grow with the number of frames", "[metrics][long]") {
  for (const std::string metric : {"camera_noise", "dark_noise"}) {
    INFO(metric);
    peak_of(metric, 16);  // what is made once
    const double few = peak_of(metric, 16);
    const double many = peak_of(metric, 64);
    CHECK(many - few < 4 * kMegabytesOfFrame);
  }
}
