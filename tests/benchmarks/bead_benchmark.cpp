// SPDX-License-Identifier: Apache-2.0
// Sub-resolution beads: 61 planes of 512 x 512 pixels with 121 beads, in memory.
#include "suite/metrics/bead_search.hpp"
#include "suite/metrics/bead_survey.hpp"
#include "suite/numerics/bead_fit.hpp"
#include "tests/support/bead_images.hpp"

#include <benchmark/benchmark.h>

#include <numeric>

namespace {

using namespace etalon;

const std::vector<Frame>& stack() {
  static const auto frames = test::recorded(
      test::bead_scene(test::field_of_beads(11, 11, 30, 600, 1400, 1), 512, 512, 61), 1);
  return frames;
}

std::vector<std::size_t> order_of(const FrameSequence& frames) {
  std::vector<std::size_t> order(frames.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

void bead_detect(benchmark::State& state) {
  const MemoryFrames frames(stack());
  const auto order = order_of(frames);
  for (auto _ : state) {
    metrics::BeadStack beads(frames, order, 0, 1);
    const auto search = metrics::search_beads(beads, {}, {}, 1);
    if (!search || search->found.size() != 121) {
      state.SkipWithError("not every bead was found");
      break;
    }
  }
}
BENCHMARK(bead_detect)->Unit(benchmark::kMillisecond);

void bead_survey(benchmark::State& state) {
  const MemoryFrames frames(stack());
  const auto order = order_of(frames);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        metrics::survey_beads(frames, order, 0, {}, metrics::BeadShape::gaussian3d, 1));
}
BENCHMARK(bead_survey)->Unit(benchmark::kMillisecond);

/// One fit of 23 x 23 x 61 samples, or of its brightest plane, from a rough start.
void fit(benchmark::State& state, numerics::BeadShape shape, bool planar) {
  const auto frames = test::recorded(
      test::bead_scene({{.x = 11.3, .y = 10.8, .z = 30.2}}, 23, 23, planar ? 1 : 61), 1);
  auto patch = numerics::empty_patch(23, 23, static_cast<int>(frames.size()));
  for (int k = 0; k < patch.nz; ++k) {
    const Plane plane = extract_plane(frames[static_cast<std::size_t>(k)], 0);
    for (int j = 0; j < 23; ++j) std::copy_n(plane.row(j), 23, patch.row(j, k));
  }
  numerics::GaussianBead start;
  start.centre = {11, 11, planar ? 0.0 : 31.0};
  start.amplitude = 800;
  start.background = 118;
  start.spread = Eigen::Vector3d(1.4, 1.4, 7).asDiagonal();
  for (auto _ : state) benchmark::DoNotOptimize(numerics::fit_bead(patch, {24, 1}, shape, start));
}
void psf_fit_3d(benchmark::State& state) { fit(state, numerics::BeadShape::gaussian3d, false); }
void psf_fit_3d_tilted(benchmark::State& state) {
  fit(state, numerics::BeadShape::gaussian3d_tilted, false);
}
void psf_fit_2d(benchmark::State& state) { fit(state, numerics::BeadShape::gaussian2d, true); }
BENCHMARK(psf_fit_3d)->Unit(benchmark::kMicrosecond);
BENCHMARK(psf_fit_3d_tilted)->Unit(benchmark::kMicrosecond);
BENCHMARK(psf_fit_2d)->Unit(benchmark::kMicrosecond);

}  // namespace
