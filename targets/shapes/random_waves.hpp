// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace etalon::targets {

/// A random, band-limited field of mean 0 and variance 1 over the plane: 96 plane waves, four on
/// each of 24 rings of frequencies that are evenly spaced in the logarithm from 1/coarsest to
/// 1/finest, directions and phases random. The power of a ring follows a density f^-exponent over
/// the plane of frequencies. A sum of cosines is what a Gaussian average leaves exact: each wave is
/// damped by exp(-2 pi^2 sigma^2 f^2).
class RandomWaves {
 public:
  struct Wave {
    double x = 0;  ///< cycles per um
    double y = 0;
    double phase = 0;  ///< cycles
  };

  RandomWaves(double finest_um, double coarsest_um, double exponent, std::uint64_t seed);

  /// The field at each place after its average; right to 1e-6. About 0.2 us a place.
  void value_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> value) const;

 private:
  struct Ring {
    double frequency = 0;  ///< cycles per um
    double amplitude = 0;  ///< of each of its waves
    std::vector<Wave> waves;
  };

  std::vector<Ring> rings_;
};

}  // namespace etalon::targets
