// SPDX-License-Identifier: Apache-2.0
// Measuring a blank field of 2048 x 2048 pixels and its dark frame that are in memory already.
#include "suite/metrics/metric.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

Frame field(double level) {
  constexpr int kSize = 2048;
  std::mt19937_64 generator(1);
  std::normal_distribution<double> noise(0, 1);
  Frame frame;
  frame.info.width = frame.info.height = kSize;
  frame.info.transfer = Transfer::linear;
  std::vector<std::uint16_t> samples;
  samples.reserve(static_cast<std::size_t>(kSize) * kSize);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      const double r = std::hypot(x - 1180, y - 930) / 1500;
      const double e = level * std::exp(-r * r / 2);
      samples.push_back(static_cast<std::uint16_t>(100 + e + std::sqrt(e + 4) * noise(generator)));
    }
  }
  frame.samples = std::move(samples);
  return frame;
}

void field_uniformity(benchmark::State& state, const std::string& peers) {
  Observation observation;
  observation.pictures = false;
  observation.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{field(8000)});
  observation.dark = std::make_unique<MemoryFrames>(std::vector<Frame>{field(0)});
  const auto* metric = metrics::find_metric("field_uniformity");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {{"peers", peers}});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the field was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK_CAPTURE(field_uniformity, alone, std::string("no"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(field_uniformity, with_peers, std::string("yes"))->Unit(benchmark::kMillisecond);

}  // namespace
