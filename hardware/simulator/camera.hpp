// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"

#include <cstdint>

namespace etalon::hardware {

/// A linear camera in the sense of EMVA 1288, before quantum efficiency: electrons in, DN out.
struct CameraModel {
  ConversionGain gain{1};
  DigitalNumbers offset = dn(100);
  Electrons read_noise = electrons(2);
  int bits = 16;  ///< 8 to 16; samples above the largest number are clipped
  Electrons full_well = electrons(1e6);
  bool noise = true;  ///< false: what is expected, without photon and read noise
};

/// One exposure: Poisson electrons, cut at the full well, Gaussian read noise, gain, offset,
/// rounding. A function of (seed, step, frame) alone, pixel by pixel in the order of the rows.
Frame expose(const targets::ExpectedImage& expected, const CameraModel& model, std::uint64_t seed,
             std::uint64_t step, std::uint64_t frame);

}  // namespace etalon::hardware
