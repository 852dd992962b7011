// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/light_image.hpp"
#include "hardware/simulator/settings.hpp"
#include "suite/core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace etalon::hardware {

/// How a frame of the virtual microscope is exposed.
struct Shot {
  Time begin;  ///< since the microscope was switched on
  Time exposure = ms(20);
  Ratio lamp;  ///< 0: dark
};

/// The frame that the camera makes of an expected_image(): lamp and noise of the moment are
/// functions of the seed, `key` and `frame`.
Frame recorded(const SimulatorSettings& settings, const LightImage& image, const Shot& shot,
               std::uint64_t key, std::uint64_t frame, std::size_t threads = 1);

/// How far the slide has crept to the right, down and away, at this time.
struct Crept {
  Length x;
  Length y;
  Length z;
};
Crept crept_at(const MechanicsSettings& settings, Time time);

/// Where a frame of a series stands beside the others, to the right and down.
std::pair<Length, Length> jitter_of(const SimulatorSettings& settings, std::uint64_t key,
                                    std::uint64_t frame);

std::uint64_t seed_of(const SimulatorSettings& settings);

}  // namespace etalon::hardware
