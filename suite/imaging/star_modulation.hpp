// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/star_fit.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace etalon::imaging {

inline constexpr double kRingWidth = 0.5;  // samples
inline constexpr int kOddHarmonics = 7;    // 3, 5 ... 15

/// Sums over the samples of one ring and sector; v = sample/light - 1.
struct ModulationCell {
  double n = 0;
  double level = 0;                         ///< sum of v
  double product = 0;                       ///< of v cos psi
  double cosine = 0;                        ///< of cos psi
  double weight = 0;                        ///< of cos^2 psi
  double frequency = 0;                     ///< of the local frequency, cycles/sample
  std::array<double, kOddHarmonics> odd{};  ///< of cos psi cos(3 psi), cos psi cos(5 psi) ...

  ModulationCell& operator+=(const ModulationCell& other);
};

struct StarModulation {
  int pairs = 0;
  int sectors = 0;
  int rings = 0;
  double inner = 0;                   ///< radius where ring 0 begins
  std::vector<ModulationCell> cells;  ///< ring by ring
  std::size_t samples = 0;
  std::size_t rejected = 0;    ///< dirt: far off what the same phase shows elsewhere on the ring
  std::size_t saturated = 0;   ///< at or above `full`
  std::size_t not_finite = 0;  ///< left out

  double radius(int ring) const { return inner + (ring + 0.5) * kRingWidth; }
  const ModulationCell& cell(int ring, int sector) const {
    return cells[static_cast<std::size_t>(ring) * static_cast<std::size_t>(sectors) +
                 static_cast<std::size_t>(sector)];
  }
};

/// All samples of the star at their own places in rings half a sample wide; nothing is resampled.
/// Sector s is centred on the angle 2 pi s/sectors (from x towards y). Spokes finer than Nyquist's
/// limit (2 samples a pair) are left out. Dirt: the samples of 8 neighbouring rings and 1/24 of the
/// range of cos psi have a median; who is off by more than 6 robust standard deviations and a tenth
/// of the amplitude is left out.
StarModulation star_modulation(const Plane& plane, const StarFit& fit, int sectors, double full);

}  // namespace etalon::imaging
