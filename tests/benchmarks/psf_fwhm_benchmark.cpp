// SPDX-License-Identifier: Apache-2.0
// The whole metric on 200 beads in a stack of 61 planes of 1024 x 1024 pixels that is in memory
// already; and what its parts beside the engine cost.
#include "suite/metrics/metric.hpp"
#include "suite/numerics/gaussian_blur.hpp"
#include "suite/numerics/point_spread.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace etalon;

constexpr int kSize = 1024;
constexpr int kPlanes = 61;
constexpr double kSigma = 1.3;
constexpr double kSigmaPlanes = 3;

struct Bead {
  double x, y, z;
};

std::vector<Bead> beads() {
  std::vector<Bead> all;
  std::mt19937_64 generator(3);
  std::uniform_real_distribution<double> off(-5, 5);
  for (int i = 0; i < 200; ++i) {
    all.push_back({62.0 + i % 15 * 64 + off(generator), 62.0 + i / 15 * 64 + off(generator),
                   30 + 0.3 * off(generator)});
  }
  return all;
}

/// Noise of the right size, not of the right distribution: it costs the fit the same.
Frame plane(int z) {
  static const std::vector<Bead> all = beads();
  std::vector<double> light(static_cast<std::size_t>(kSize) * kSize, 20.0);
  for (const Bead& bead : all) {
    const double peak = 1000 * std::exp(-std::pow((z - bead.z) / kSigmaPlanes, 2) / 2);
    for (int y = static_cast<int>(bead.y) - 9; y < static_cast<int>(bead.y) + 10; ++y) {
      for (int x = static_cast<int>(bead.x) - 9; x < static_cast<int>(bead.x) + 10; ++x) {
        const double r2 = std::pow(x - bead.x, 2) + std::pow(y - bead.y, 2);
        light[static_cast<std::size_t>(y) * kSize + static_cast<std::size_t>(x)] +=
            peak * std::exp(-r2 / (2 * kSigma * kSigma));
      }
    }
  }
  std::mt19937_64 generator(static_cast<std::uint64_t>(z) + 1);
  std::normal_distribution<double> noise(0, 1);
  std::vector<std::uint16_t> samples;
  samples.reserve(light.size());
  for (const double e : light)
    samples.push_back(static_cast<std::uint16_t>(100 + e + std::sqrt(e + 4) * noise(generator)));
  Frame frame;
  frame.info.width = frame.info.height = kSize;
  frame.info.transfer = Transfer::linear;
  frame.samples = std::move(samples);
  return frame;
}

Observation stack() {
  Observation observation;
  observation.pictures = false;
  std::vector<Frame> frames;
  for (int z = 0; z < kPlanes; ++z) {
    frames.push_back(plane(z));
    observation.places.push_back({z, 0, 0});
  }
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  observation.references.pixel_size = Uncertain<PixelSize>{.value = {um(0.065)}};
  observation.references.axial_step = Uncertain<AxialStep>{.value = {um(0.2)}};
  return observation;
}

void psf_fwhm(benchmark::State& state, const std::string& method, const std::string& average) {
  static const Observation observation = stack();
  const auto* metric = metrics::find_metric("psf_fwhm");
  for (auto _ : state) {
    const auto evaluation =
        metric->evaluate(observation, {{"method", method}, {"average", average}});
    if (!evaluation || evaluation->results.empty()) {
      state.SkipWithError("no bead was measured");
      break;
    }
    benchmark::DoNotOptimize(evaluation);
  }
}
BENCHMARK_CAPTURE(psf_fwhm, gaussian3d, std::string("psf_fwhm/gaussian3d"), std::string("no"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(psf_fwhm, gaussian3d_tilted, std::string("psf_fwhm/gaussian3d_tilted"),
                  std::string("no"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(psf_fwhm, gaussian2d, std::string("psf_fwhm/gaussian2d"), std::string("no"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(psf_fwhm, with_average, std::string("psf_fwhm/gaussian3d"), std::string("yes"))
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void psf_theory(benchmark::State& state, bool confocal) {
  numerics::PointOptics optics;
  optics.na = 1.4;
  optics.index = 1.515;
  optics.emission = 0.525;
  optics.excitation = 0.488;
  optics.pinhole = 0.2;
  if (confocal) optics.imaging = numerics::PointImaging::pinhole;
  for (auto _ : state) {
    const numerics::PointSpread spread(optics);
    benchmark::DoNotOptimize(numerics::point_fwhm(spread));
    benchmark::DoNotOptimize(numerics::gaussian_over_true(spread, true));
  }
}
BENCHMARK_CAPTURE(psf_theory, widefield, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(psf_theory, confocal, true)->Unit(benchmark::kMillisecond);

void psf_correction(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(numerics::without_blur({2.0, 2.2, 9.0}, {2, numerics::Dye::solid, 1}));
  }
}
BENCHMARK(psf_correction)->Unit(benchmark::kMicrosecond);

}  // namespace
