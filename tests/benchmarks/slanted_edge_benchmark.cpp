// SPDX-License-Identifier: Apache-2.0
// Measuring one camera image of 1000 x 1000 pixels that is in memory already, and its inner fit.
#include "suite/metrics/metric.hpp"
#include "suite/numerics/edge_spread.hpp"
#include "targets/exact/slanted_edge.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

constexpr double kSigma = 0.8;  // px

Frame noisy_edge() {
  targets::SlantedEdge edge;
  edge.width = edge.height = 1000;
  const auto image =
      targets::render_spread(edge, targets::gaussian_edge_spread(kSigma, edge.angle));
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

void slanted_edge(benchmark::State& state, const std::string& method) {
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{noisy_edge()});
  const auto* metric = metrics::find_metric("slanted_edge");
  for (auto _ : state) {
    const auto evaluation = metric->evaluate(observation, {{"method", method}});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("the edge was not measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK_CAPTURE(slanted_edge, spline, std::string("slanted_edge/spline"))
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(slanted_edge, iso12233_2023, std::string("slanted_edge/iso12233_2023"))
    ->Unit(benchmark::kMillisecond);

void fit_edge_spread(benchmark::State& state) {
  const auto spread = targets::gaussian_edge_spread(kSigma, deg(5));
  std::mt19937_64 generator(1);
  std::normal_distribution<double> noise(0, 10);
  numerics::EdgeSpreadSamples samples;
  for (double x = -150; x <= 150; x += std::abs(x) < 10 ? 1.0 / 16 : 1) {
    samples.x.push_back(x);
    samples.y.push_back(2000 + 18000 * spread(x) + noise(generator));
    samples.weight.push_back(1);
  }
  for (auto _ : state) benchmark::DoNotOptimize(numerics::fit_edge_spread(samples, kSigma));
}
BENCHMARK(fit_edge_spread)->Unit(benchmark::kMillisecond);

}  // namespace
