// SPDX-License-Identifier: Apache-2.0
// Measuring a bar target of 2048 x 2048 pixels that is in memory already: seven groups, a little
// noise.
#include "suite/metrics/metric.hpp"
#include "targets/exact/bar_target.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <random>
#include <utility>

namespace {

using namespace etalon;

Frame target() {
  targets::BarTargetImage image;
  image.width = image.height = 2048;
  image.angle = deg(3);
  image.geometry = {{"first_group", "2"}, {"last_group", "8"}};
  image.blur = {{1, um(0.8)}};
  const auto expected = targets::render(image);
  std::mt19937_64 generator(1);
  std::normal_distribution<double> noise(0, 1);
  Frame frame;
  frame.info.width = frame.info.height = 2048;
  frame.info.transfer = Transfer::linear;
  std::vector<std::uint16_t> samples;
  samples.reserve(expected.electrons.size());
  for (const double e : expected.electrons)
    samples.push_back(static_cast<std::uint16_t>(100 + e + std::sqrt(e + 4) * noise(generator)));
  frame.samples = std::move(samples);
  return frame;
}

void usaf_find(benchmark::State& state) {
  Observation observation;
  observation.pictures = false;
  observation.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{target()});
  observation.offset = dn(100);
  observation.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.5)}};
  const auto* metric = metrics::find_metric("usaf_1951");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {});
    if (!evaluation || evaluation->items.size() < 50) {
      state.SkipWithError("the target was not found");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK(usaf_find)->Unit(benchmark::kMillisecond);

}  // namespace
