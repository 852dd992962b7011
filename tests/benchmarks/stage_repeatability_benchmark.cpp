// SPDX-License-Identifier: Apache-2.0
// Twenty-one visits of one place, frames of 1024 x 1024 pixels that are in memory already.
#include "hardware/simulator/camera/expose.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/texture.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

void stage_repeatability(benchmark::State& state) {
  std::vector<Frame> frames;
  for (std::uint64_t i = 0; i < 21; ++i) {
    targets::Texture texture;
    texture.width = texture.height = 1024;
    texture.offset_x = px(2 * std::sin(static_cast<double>(i)));
    texture.offset_y = px(2 * std::cos(static_cast<double>(3 * i)));
    frames.push_back(hardware::expose(targets::render(texture), {}, 1, 0, i));
  }
  Observation observation;
  observation.pictures = false;
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  const auto* metric = metrics::find_metric("stage_repeatability");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the stage was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK(stage_repeatability)->Unit(benchmark::kMillisecond);

}  // namespace
