// SPDX-License-Identifier: Apache-2.0
// Forming images in the virtual microscope: optics and pixels, no camera noise.
#include "hardware/simulator/image/form_image.hpp"
#include "targets/target.hpp"

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace etalon;
using namespace etalon::hardware;

void pattern_frame(benchmark::State& state, const std::string& target) {
  const auto scene = targets::find_target(target)->lay_out({}, 1).value();
  Field field;
  field.width = field.height = 2048;
  Lens lens;
  lens.na = 0.65;
  for (auto _ : state) benchmark::DoNotOptimize(form_image(scene, lens, field, 0, 2));
}
BENCHMARK_CAPTURE(pattern_frame, edge_2048, std::string("slanted_edge"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
