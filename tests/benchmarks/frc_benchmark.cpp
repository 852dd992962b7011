// SPDX-License-Identifier: Apache-2.0
// Ring correlation of two frames of 2048 x 2048 pixels that are in memory already.
#include "hardware/simulator/camera/expose.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/texture.hpp"

#include <benchmark/benchmark.h>

#include <memory>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

void frc(benchmark::State& state) {
  targets::Texture texture;
  texture.width = texture.height = 2048;
  const auto image = targets::render(texture);
  std::vector<Frame> frames;
  for (std::uint64_t i = 0; i < 2; ++i) frames.push_back(hardware::expose(image, {}, 1, 0, i));
  Observation observation;
  observation.pictures = false;
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  const auto* metric = metrics::find_metric("frc");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the pair was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK(frc)->Unit(benchmark::kMillisecond);

}  // namespace
