// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"

#include <vector>

namespace etalon::numerics {

/// One explanation of the scatter of readings about a line: white noise and noise with a memory.
struct SharedNoiseModel {
  double slope = 0;              ///< of a reading to the next
  double slope_uncertainty = 0;  ///< standard
  double variance = 0;           ///< of one reading about the line
  double degrees = 0;            ///< of freedom, of both
  double likelihood = 0;         ///< restricted, logarithm
  double weight = 0;             ///< among all models; they sum to 1
  bool slow = false;             ///< noise shared over a twentieth of the series and more
};

/// What all models together say.
struct SharedNoise {
  double slope = 0;
  double slope_half_width = 0;  ///< of its 95 % interval
  double variance = 0;          ///< of one reading about the line: median
  Interval variance_interval;   ///< 95 %
};

inline constexpr std::size_t kFewestForSharedNoise = 24;

/// y_k = a + b k + noise of variance s^2, of which a part phi is shared: correlation of readings j
/// apart phi exp(-j/m). For a memory m and a part phi generalised least squares give b (a t
/// distribution) and s^2 (an inverse chi-squared one) with N - 2 degrees of freedom. Nobody knows
/// them: 9 memories, evenly in their logarithm from one reading to a third of them, and 9 parts,
/// from none to all, are weighted by their restricted likelihood (Harville 1977); none has the
/// weight of three memories. Noise that is slower still (a random walk) has no variance of its own;
/// then this is that of noise with a memory of a third of the series.
///
/// At least kFewestForSharedNoise readings at equal intervals, not all on a line. Cost: 73 passes.
std::vector<SharedNoiseModel> shared_noise_models(const std::vector<double>& readings);

double slow_probability(const std::vector<SharedNoiseModel>& models);
SharedNoise joined(const std::vector<SharedNoiseModel>& models);

}  // namespace etalon::numerics
