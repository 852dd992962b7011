// SPDX-License-Identifier: Apache-2.0
// Whole frames of the virtual microscope on two threads: slide, optics, light, camera with noise.
#include "hardware/simulator/simulate.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

namespace {

using namespace etalon;
using namespace etalon::hardware;

void whole_frame(benchmark::State& state, const std::string& target) {
  const auto settings = simulator_settings({{"width", "2048"}, {"height", "2048"}});
  Recording recording;
  recording.target = target;
  for (auto _ : state) {
    simulate(settings, recording, 2,
             [](Frame frame, int) { benchmark::DoNotOptimize(std::move(frame)); });
  }
}
BENCHMARK_CAPTURE(whole_frame, blank_2048, std::string("blank_field"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(whole_frame, edge_2048, std::string("slanted_edge"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(whole_frame, usaf_2048, std::string("usaf_1951"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
