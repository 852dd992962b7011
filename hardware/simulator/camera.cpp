// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace etalon::hardware {

Frame expose(const targets::ExpectedImage& expected, const CameraModel& model, std::uint64_t seed,
             std::uint64_t step, std::uint64_t frame) {
  ETALON_EXPECTS(model.bits >= 8 && model.bits <= 16);
  auto generator = generator_for(seed, step, frame);
  std::normal_distribution<double> read_noise(0, 1);
  const double full_well = model.full_well.in(electrons);
  const double largest = std::exp2(model.bits) - 1;
  std::vector<std::uint16_t> samples;
  samples.reserve(expected.electrons.size());
  for (const double mean : expected.electrons) {
    double collected = mean;
    if (model.noise && mean > 0)
      collected = static_cast<double>(std::poisson_distribution<long>(mean)(generator));
    collected = std::min(collected, full_well);
    if (model.noise) collected += model.read_noise.in(electrons)*read_noise(generator);
    const double recorded = model.gain.recorded(electrons(collected)).in(dn) + model.offset.in(dn);
    samples.push_back(static_cast<std::uint16_t>(std::clamp(std::round(recorded), 0.0, largest)));
  }
  FrameInfo info;
  info.width = expected.width;
  info.height = expected.height;
  info.transfer = Transfer::linear;
  info.processed = false;
  info.significant_bits = model.bits;
  info.black_level = model.offset.in(dn);
  return {info, std::move(samples)};
}

}  // namespace etalon::hardware
