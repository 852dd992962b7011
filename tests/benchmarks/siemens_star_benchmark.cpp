// SPDX-License-Identifier: Apache-2.0
// Measuring one camera image of a Siemens star of 1000 x 1000 pixels that is in memory already.
#include "suite/metrics/metric.hpp"
#include "targets/exact/siemens_star.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

Frame noisy_star() {
  targets::SiemensStar star;
  star.width = star.height = 1000;
  star.pairs = 72;
  star.centre_x = px(497.3);
  star.centre_y = px(503.1);
  const auto image = targets::render(star, targets::gaussian_otf(1));
  std::mt19937_64 generator(1);
  std::normal_distribution<double> noise(0, 1);
  Frame frame;
  frame.info.width = frame.info.height = 1000;
  frame.info.transfer = Transfer::linear;
  std::vector<std::uint16_t> samples;
  samples.reserve(image.electrons.size());
  for (const double e : image.electrons)
    samples.push_back(static_cast<std::uint16_t>(100 + e + std::sqrt(e) * noise(generator)));
  frame.samples = std::move(samples);
  return frame;
}

void siemens_star(benchmark::State& state) {
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{noisy_star()});
  const auto* metric = metrics::find_metric("siemens_star");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the star was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK(siemens_star)->Unit(benchmark::kMillisecond);

}  // namespace
