// SPDX-License-Identifier: Apache-2.0
// Sub-pixel registration of two frames that are in memory already.
#include "suite/imaging/registration.hpp"
#include "targets/exact/texture.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace etalon;

Plane texture(int size, double offset) {
  targets::Texture made;
  made.width = made.height = size;
  made.layers = {{0.1, px(2)}};
  made.offset_x = px(offset);
  const auto image = targets::render(made);
  Plane plane;
  plane.width = plane.height = size;
  for (const double e : image.electrons) plane.values.push_back(static_cast<float>(e));
  return plane;
}

void registration(benchmark::State& state) {
  const int size = static_cast<int>(state.range(0));
  const imaging::FrameRegistration reference(texture(size, 0));
  const Plane moved = texture(size, 3.4);
  for (auto _ : state) {
    const auto shift = reference.shift_of(moved);
    if (!shift) {
      state.SkipWithError("nothing was found");
      break;
    }
    benchmark::DoNotOptimize(shift);
  }
}
BENCHMARK(registration)->Arg(512)->Arg(1024)->Unit(benchmark::kMillisecond);

}  // namespace
