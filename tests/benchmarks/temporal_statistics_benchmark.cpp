// SPDX-License-Identifier: Apache-2.0
// Sums over frames that are in memory already, bytes of the frames per second; beside it what the
// memory itself delivers when the same bytes are only added up.
#include "suite/imaging/temporal_statistics.hpp"
#include "suite/metrics/metric.hpp"

#include <benchmark/benchmark.h>

#include <cstring>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

constexpr int kSide = 2048;
constexpr std::size_t kFrames = 8;

std::vector<Frame> frames() {
  std::mt19937_64 generator(1);
  Frame frame;
  frame.info.width = frame.info.height = kSide;
  std::vector<std::uint16_t> samples(static_cast<std::size_t>(kSide) * kSide);
  for (auto& v : samples) v = static_cast<std::uint16_t>(generator() & 0xfffU);
  frame.samples = std::move(samples);
  return std::vector<Frame>(kFrames, frame);
}

std::int64_t bytes(const benchmark::State& state) {
  return static_cast<std::int64_t>(state.iterations()) * kSide * kSide * 2 *
         static_cast<std::int64_t>(kFrames);
}

void temporal_statistics(benchmark::State& state) {
  const auto series = frames();
  const auto threads = static_cast<std::size_t>(state.range(0));
  imaging::TemporalSums sums;
  for (auto _ : state) sums.add(series, threads);
  benchmark::DoNotOptimize(sums.mean(5));
  state.SetBytesProcessed(bytes(state));
}
BENCHMARK(temporal_statistics)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

void temporal_statistics_memory(benchmark::State& state) {
  const auto series = frames();
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (const Frame& frame : series) {
      const auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
      const auto* words = samples.data();
      for (std::size_t i = 0; i + 4 <= samples.size(); i += 4) {
        std::uint64_t word = 0;
        std::memcpy(&word, words + i, sizeof word);
        sum += word;
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetBytesProcessed(bytes(state));
}
BENCHMARK(temporal_statistics_memory)->Unit(benchmark::kMillisecond)->UseRealTime();

void frame_glance(benchmark::State& state) {
  const auto series = frames();
  for (auto _ : state) {
    for (const Frame& frame : series) benchmark::DoNotOptimize(imaging::glance_at(frame));
  }
  state.SetBytesProcessed(bytes(state));
}
BENCHMARK(frame_glance)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The whole metric: eight frames of 2048 x 2048 pixels.
void dark_noise(benchmark::State& state) {
  auto series = frames();
  std::mt19937_64 generator(2);
  for (Frame& frame : series) {
    std::uint64_t bits = 0;
    for (auto& v : std::get<std::vector<std::uint16_t>>(frame.samples)) {
      if (bits < 64) bits = generator();
      v = static_cast<std::uint16_t>(100 + (bits & 15U));
      bits >>= 4U;
    }
  }
  Observation observation;
  observation.pictures = false;
  observation.frames = std::make_unique<MemoryFrames>(std::move(series));
  const auto* metric = metrics::find_metric("dark_noise");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the frames were not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK(dark_noise)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
