// SPDX-License-Identifier: Apache-2.0
// Photon transfer of pairs of 2048 x 2048 pixels that are in memory already, in bytes a second;
// beside it how fast the same bytes are read and nothing else.
#include "suite/imaging/pair_statistics.hpp"
#include "suite/imaging/pattern_sums.hpp"
#include "suite/metrics/metric.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

constexpr int kSize = 2048;
constexpr std::int64_t kFrameBytes = 2 * kSize * kSize;
const imaging::PlaneWindow kWhole{0, 0, kSize, kSize};

/// Even light of so many DN above 100, gain 0.5 DN/e; 12 bits.
Frame even_frame(double signal, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> unit(0, 1);
  const auto noise = static_cast<float>(std::sqrt(0.5 * signal + 1));
  Frame frame;
  frame.info.width = frame.info.height = kSize;
  frame.info.significant_bits = 12;
  std::vector<std::uint16_t> samples;
  samples.reserve(static_cast<std::size_t>(kSize) * kSize);
  for (int i = 0; i < kSize * kSize; ++i) {
    const float v = static_cast<float>(100 + signal) + noise * unit(generator) + 0.5F;
    samples.push_back(v < 4095 ? static_cast<std::uint16_t>(v) : std::uint16_t{4095});
  }
  frame.samples = std::move(samples);
  return frame;
}

void reading(benchmark::State& state) {
  const Frame a = even_frame(2000, 1);
  const auto& samples = std::get<std::vector<std::uint16_t>>(a.samples);
  for (auto _ : state)
    benchmark::DoNotOptimize(std::accumulate(samples.begin(), samples.end(), std::uint32_t{0}));
  state.SetBytesProcessed(state.iterations() * kFrameBytes);
}
BENCHMARK(reading)->Name("photon_transfer/reading")->Unit(benchmark::kMillisecond);

void pair(benchmark::State& state) {
  const Frame a = even_frame(2000, 1);
  const Frame b = even_frame(2000, 2);
  for (auto _ : state) benchmark::DoNotOptimize(imaging::pair_statistics(a, b, 0, kWhole));
  state.SetBytesProcessed(state.iterations() * 2 * kFrameBytes);
}
BENCHMARK(pair)->Name("photon_transfer/pair")->Unit(benchmark::kMillisecond);

void pattern(benchmark::State& state) {
  const Frame a = even_frame(2000, 1);
  imaging::PatternSums sums(a.info, 0, kWhole);
  for (auto _ : state) sums.add(a);
  state.SetBytesProcessed(state.iterations() * kFrameBytes);
}
BENCHMARK(pattern)->Name("photon_transfer/pattern_frame")->Unit(benchmark::kMillisecond);

/// Six levels and their darks: all of the metric, with a copy of each frame as a reader makes it.
void series(benchmark::State& state) {
  std::vector<Frame> bright;
  std::vector<Frame> dark;
  for (unsigned k = 0; k < 12; ++k) {
    bright.push_back(even_frame(300 + 700 * (k / 2), k));
    dark.push_back(even_frame(0, 100 + k));
  }
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(std::move(bright));
  observation.dark = std::make_unique<MemoryFrames>(std::move(dark));
  const auto* metric = metrics::find_metric("camera_noise");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the series was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
  state.SetBytesProcessed(state.iterations() * 24 * kFrameBytes);
}
BENCHMARK(series)->Name("photon_transfer/series")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
