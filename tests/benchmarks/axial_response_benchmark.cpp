// SPDX-License-Identifier: Apache-2.0
// Axial response from 61 planes of 512 x 512 pixels that are in memory already.
#include "hardware/simulator/camera/expose.hpp"
#include "suite/metrics/metric.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

void axial_response(benchmark::State& state) {
  std::vector<Frame> frames;
  Observation observation;
  for (int z = 0; z < 61; ++z) {
    const double light = 5000 * std::exp(-std::pow((z - 30.2) / 5, 2));
    const targets::ExpectedImage even{512, 512, std::vector<double>(512 * 512, light)};
    frames.push_back(hardware::expose(even, {}, 1, 0, static_cast<std::uint64_t>(z)));
    observation.places.push_back({z, 0, 0});
  }
  observation.pictures = false;
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  const auto* metric = metrics::find_metric("axial_response");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the stack was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK(axial_response)->Unit(benchmark::kMillisecond);

}  // namespace
