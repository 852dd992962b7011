// SPDX-License-Identifier: Apache-2.0
// Pixel size from images of 1000 x 1000 pixels that are in memory already.
#include "suite/metrics/metric.hpp"
#include "targets/exact/dot_array.hpp"
#include "targets/exact/line_grid.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

constexpr int kSize = 1000;

Frame noisy(const targets::ExpectedImage& image) {
  std::mt19937_64 generator(1);
  std::normal_distribution<double> noise(0, 1);
  Frame frame;
  frame.info.width = image.width;
  frame.info.height = image.height;
  frame.info.transfer = Transfer::linear;
  std::vector<std::uint16_t> samples;
  samples.reserve(image.electrons.size());
  for (const double e : image.electrons)
    samples.push_back(static_cast<std::uint16_t>(100 + e + std::sqrt(e) * noise(generator)));
  frame.samples = std::move(samples);
  return frame;
}

void measure(benchmark::State& state, const targets::ExpectedImage& image) {
  Observation observation;
  observation.pictures = false;
  observation.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{noisy(image)});
  const auto* metric = metrics::find_metric("pixel_size");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {{"pitch", "10 um"}});
    if (!evaluation || !find_result(*evaluation, "pixel_size_x")) {
      state.SkipWithError("the ruler was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}

void dot_grid_find(benchmark::State& state) {
  targets::DotArray array;
  array.width = array.height = kSize;
  measure(state, targets::render(array));
}
BENCHMARK(dot_grid_find)->Unit(benchmark::kMillisecond);

void line_grid_find(benchmark::State& state) {
  targets::LineGrid grid;
  grid.width = grid.height = kSize;
  grid.two_directions = state.range(0) == 2;
  measure(state, targets::render(grid, targets::gaussian_otf(1)));
}
BENCHMARK(line_grid_find)->ArgName("directions")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace
