// SPDX-License-Identifier: Apache-2.0
// One frame of 2048 x 2048 pixels from the virtual camera, on two threads: a linear camera, a
// sensor with all its patterns, and all that the computer of a cheap colour camera does.
#include "hardware/simulator/camera/expose.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace {

using namespace etalon;
using hardware::CameraModel;

constexpr int kSide = 2048;

hardware::LightImage blank(double photons, std::size_t colours) {
  const std::vector<float> plane(static_cast<std::size_t>(kSide) * kSide,
                                 static_cast<float>(photons));
  return {kSide, kSide, std::vector(colours, plane)};
}

CameraModel linear() { return {.gain_dn_per_e = 0.5, .full_well_e = 60'000}; }

CameraModel patterned() {
  CameraModel model = linear();
  model.prnu = 0.005;
  model.dead_pixels = 1e-5;
  model.dsnu_e = 0.5;
  model.row_offset_e = 0.2;
  model.column_offset_e = 0.2;
  model.column_gain = 0.001;
  model.read_noise_spread = 0.3;
  model.dark_current_e_per_s = 0.5;
  model.dark_current_spread = 0.5;
  model.hot_pixels = 1e-4;
  model.hot_current_e_per_s = 500;
  model.nonlinearity = 0.01;
  return model;
}

CameraModel cheap() {
  CameraModel model{.gain_dn_per_e = 0.05, .offset_dn = 16, .bits = 10, .full_well_e = 20'000};
  model.mosaic = Mosaic::bggr;
  model.in_camera = {.corner_gain = {1.8, 1.6, 1.7},
                     .demosaic = true,
                     .denoise = true,
                     .sharpening = 1,
                     .gamma = 0.45,
                     .jpeg_quality = 85};
  return model;
}

void simulator_camera(benchmark::State& state, const CameraModel& model, double photons,
                      std::size_t colours = 1) {
  const auto light = blank(photons, colours);
  hardware::Exposure exposure{.time_s = 0.02, .threads = 2};
  for (auto _ : state) {
    ++exposure.frame;
    benchmark::DoNotOptimize(hardware::expose(light, model, exposure));
  }
}
BENCHMARK_CAPTURE(simulator_camera, linear_500e, linear(), 500)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(simulator_camera, linear_20000e, linear(), 20'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(simulator_camera, patterned_500e, patterned(), 500)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(simulator_camera, patterned_20000e, patterned(), 20'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(simulator_camera, cheap_colour_5000e, cheap(), 5'000, 3)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
