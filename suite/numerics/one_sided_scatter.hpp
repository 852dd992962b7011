// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"

#include <vector>

namespace etalon::numerics {

/// A reading and the standard uncertainty of its own noise, in one unit.
struct NoisyReading {
  double value = 0;
  double noise = 0;
};

/// What an error can do to a reading, and nothing else: lower it (sharpness out of focus) or raise
/// it (the width of an edge).
enum class OneSided { lowers, raises };

/// The expectation over repeats, each with an error of its own.
struct OneSidedExpectation {
  double value = 0;
  double noise = 0;    ///< its standard uncertainty from the noise of the readings
  double scatter = 0;  ///< its standard uncertainty from the errors of the repeats
  double degrees_of_freedom = kInfiniteDegreesOfFreedom;  ///< of `scatter`
  Interval interval;                                      ///< 95 %, longer towards the errors
};

/// Expectation of readings M_i = m - theta z_i^2 + e_i (`raises`: + theta z_i^2) with z_i ~ N(0, 1)
/// and e_i ~ N(0, noise_i^2): best focus, where the value is m, is missed by a normal error of mean
/// zero, and the loss is quadratic in it. Wanted is m -+ theta.
///
/// value: the plain mean, which is unbiased whatever the distribution of the loss.
///
/// interval: quantiles of the posterior of m -+ theta, m flat and theta ~ 1/(theta + s/2), s the
/// rms noise. For theta >> s that is the right Haar prior of a location-scale family, whose
/// posterior intervals have exactly their coverage (Berger, Statistical Decision Theory and
/// Bayesian Analysis, 2nd ed., 6.6). 3.5 % are left out towards the errors, where the posterior is
/// long; on the other side 1.5 %, growing to 4 % where noise hides theta and the first side never
/// fails. These numbers and the knee s/2 were chosen so that coverage stays near 95 % for any
/// theta/s: see docs/methods/slanted_edge.md for what was reached. Where it does not hold the mean,
/// the interval is widened to it. Noise below a thousandth of the range of the readings is taken as
/// that.
///
/// scatter: sqrt(2/n) theta (var z^2 = 2), theta the posterior median. degrees_of_freedom: those
/// with which Student's t and the formula of Welch and Satterthwaite make an interval as long as
/// `interval`, though it is not symmetric.
///
/// At least two readings, finite. Deterministic; one to two milliseconds for five readings.
OneSidedExpectation one_sided_expectation(const std::vector<NoisyReading>& readings, OneSided side);

}  // namespace etalon::numerics
