// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/observation.hpp"
#include "targets/exact/expected_image.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace etalon::cli {

/// A level of light of the coverage studies. At the highest, noise is below a tenth of what is
/// stated, so that no bias can hide behind it.
struct LightLevel {
  std::string name;
  double electrons = 0;  ///< on the bright side
};
const std::vector<LightLevel>& light_levels();

/// A frame of what is expected, as a 16-bit camera records it: Poisson and read noise (2 e), offset
/// 1 000 DN stated as the black level (100 DN would cut off noise where the gain is high), a gain
/// that uses half of its range.
Frame camera_frame(const targets::ExpectedImage& expected, double brightest_electrons,
                   std::uint64_t seed, std::uint64_t frame);

Observation observation_of(std::vector<Frame> frames);

/// Draws of run `seed` of a study; `study` sets studies apart: a number below 1 000 that no other
/// has.
std::mt19937_64 draws_of(std::uint64_t seed, std::uint64_t study);
double uniform(std::mt19937_64& generator, double lower, double upper);
double normal(std::mt19937_64& generator);

}  // namespace etalon::cli
