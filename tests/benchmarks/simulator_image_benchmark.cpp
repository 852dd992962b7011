// SPDX-License-Identifier: Apache-2.0
// Forming images in the virtual microscope on two threads: optics and pixels, no camera noise.
#include "hardware/simulator/image/form_image.hpp"
#include "targets/target.hpp"

#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

namespace {

using namespace etalon;
using namespace etalon::hardware;

void pattern_frame(benchmark::State& state, const std::string& target) {
  const auto* found = targets::find_target(target);
  if (found == nullptr) {
    state.SkipWithError("there is no such target");
    return;
  }
  const auto scene = found->lay_out({}, 1).value();
  Field field;
  field.width = field.height = 2048;
  Lens lens;
  lens.na = 0.65;
  for (auto _ : state) benchmark::DoNotOptimize(form_image(scene, lens, field, 0, 2));
}
BENCHMARK_CAPTURE(pattern_frame, usaf_2048, std::string("usaf_1951"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(pattern_frame, edge_2048, std::string("slanted_edge"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// 60 x / 1.4 oil; planes 0.2 um apart.
void bead_stack(benchmark::State& state) {
  const auto size = static_cast<int>(state.range(0));
  const auto planes = static_cast<int>(state.range(1));
  Lens lens;
  lens.modality = Modality::widefield;
  lens.na = 1.4;
  lens.immersion_index = 1.515;
  Field field;
  field.width = field.height = size;
  field.pixel_um = 0.065;
  field.colours = {Colour{"green", {{0.525, 1}}}};
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> place(-0.48 * size * field.pixel_um,
                                               0.48 * size * field.pixel_um);
  std::uniform_real_distribution<double> height(-0.1, 0.1);
  targets::Scene scene;
  for (int k = 0; k < 200; ++k) {
    scene.beads.push_back({place(generator),
                           place(generator),
                           height(generator),
                           0.17,
                           targets::DyeDistribution::solid,
                           {1000}});
  }
  std::vector<double> defocus;
  for (int k = 0; k < planes; ++k) defocus.push_back(0.2 * (k - planes / 2));
  for (auto _ : state) {
    form_stack(scene, lens, field, defocus, 2,
               [](std::size_t, LightImage image) { benchmark::DoNotOptimize(image); });
  }
}
BENCHMARK(bead_stack)
    ->Args({256, 11})
    ->Args({1024, 61})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
