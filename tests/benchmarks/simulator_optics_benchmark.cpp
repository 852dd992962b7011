// SPDX-License-Identifier: Apache-2.0
// Transfer functions of the virtual microscope: making one, and reading it (once per frequency of
// an image: a million times).
#include "hardware/simulator/optics/transfer.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using namespace etalon::hardware;

const std::vector<Wavelength> kGreen{{0.55, 1}};

Lens lens_of(Modality modality, double coma_waves) {
  Lens lens;
  lens.modality = modality;
  lens.na = 0.65;
  lens.condenser_na = 0.4;
  lens.zernike_waves[8] = coma_waves;
  return lens;
}

void make_transfer(benchmark::State& state, Modality modality, double coma_waves,
                   double defocus_um) {
  const Lens lens = lens_of(modality, coma_waves);
  for (auto _ : state) benchmark::DoNotOptimize(transfer_of(lens, kGreen, defocus_um));
}
BENCHMARK_CAPTURE(make_transfer, widefield, Modality::widefield, 0, 1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_transfer, widefield_far_out, Modality::widefield, 0, 20)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_transfer, widefield_coma, Modality::widefield, 0.05, 1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_transfer, brightfield, Modality::brightfield, 0, 1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_transfer, confocal, Modality::confocal, 0, 1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_transfer, confocal_coma, Modality::confocal, 0.05, 1)
    ->Unit(benchmark::kMillisecond);

// 512 x 512 frequencies within the cutoff, row by row.
void read_transfer(benchmark::State& state, double coma_waves) {
  constexpr int kSide = 512;
  const Transfer transfer = transfer_of(lens_of(Modality::widefield, coma_waves), kGreen, 1);
  const double step = transfer.cutoff_per_um() / (kSide * 0.75);
  for (auto _ : state) {
    std::complex<double> sum = 0;
    for (int j = 0; j < kSide; ++j) {
      for (int i = 0; i < kSide; ++i) sum += transfer.at((i - kSide / 2) * step, j * step / 2);
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * kSide * kSide);
}
BENCHMARK_CAPTURE(read_transfer, symmetric, 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_transfer, coma, 0.05)->Unit(benchmark::kMillisecond);

}  // namespace
