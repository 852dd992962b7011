// SPDX-License-Identifier: Apache-2.0
// Measuring one camera image of 1000 x 1000 pixels that is in memory already, and its inner fits; a
// chart of 100 edges; a stack of 15 planes of 300 x 300 pixels.
#include "suite/metrics/metric.hpp"
#include "suite/numerics/edge_spread.hpp"
#include "suite/numerics/smooth_field.hpp"
#include "targets/exact/edge_chart.hpp"
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

Frame noisy_edge(int side, double sigma) {
  targets::SlantedEdge edge;
  edge.width = edge.height = side;
  return noisy(targets::render_spread(edge, targets::gaussian_edge_spread(sigma, edge.angle)));
}

void evaluate(benchmark::State& state, const Observation& observation, const std::string& method) {
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

void slanted_edge(benchmark::State& state, const std::string& method) {
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{noisy_edge(1000, kSigma)});
  evaluate(state, observation, method);
}
BENCHMARK_CAPTURE(slanted_edge, spline, std::string("slanted_edge/spline"))
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(slanted_edge, iso12233_2023, std::string("slanted_edge/iso12233_2023"))
    ->Unit(benchmark::kMillisecond);

void slanted_edge_chart(benchmark::State& state) {
  targets::EdgeChart chart;
  chart.width = chart.height = 1000;
  chart.side = px(110);
  chart.pitch = px(176);
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(
      std::vector<Frame>{noisy(render(chart, [](double, double) { return kSigma; }))});
  evaluate(state, observation, "slanted_edge/spline");
}
BENCHMARK(slanted_edge_chart)->Unit(benchmark::kMillisecond);

void slanted_edge_stack(benchmark::State& state) {
  constexpr int kPlanes = 15;
  std::vector<Frame> frames;
  Observation observation;
  for (int z = 0; z < kPlanes; ++z) {
    frames.push_back(noisy_edge(300, std::hypot(kSigma, 0.3 * (z - 7))));
    observation.places.push_back({z, 0, 0});
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  evaluate(state, observation, "slanted_edge/spline");
}
BENCHMARK(slanted_edge_stack)->Unit(benchmark::kMillisecond);

void fit_smooth_field(benchmark::State& state) {
  std::vector<numerics::PlacedReading> readings;
  for (int i = 0; i < 50; ++i) {
    const double u = std::sin(1.0 + i);
    const double v = std::sin(0.7 * i);
    readings.push_back({u, v, 1 - 0.1 * (u * u + v * v), 0.003});
  }
  for (auto _ : state) benchmark::DoNotOptimize(numerics::fit_smooth_field(readings));
}
BENCHMARK(fit_smooth_field)->Unit(benchmark::kMillisecond);

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
