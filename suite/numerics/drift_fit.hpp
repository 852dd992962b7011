// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::numerics {

/// What dies away: amplitude exp(-(t - first time)/time constant).
struct Settling {
  double amplitude = 0;
  double time_constant = 0;
};

/// A constant velocity under positions that scatter, wander and settle.
struct DriftFit {
  double velocity = 0;              ///< of position per time
  double standard_uncertainty = 0;  ///< such that k u is the half-width of the 95 % interval
  double degrees_of_freedom = 0;    ///< that k belongs to
  double start = 0;                 ///< of the straight line, at the first time
  double wander_probability = 0;    ///< that more than noise moves the positions to and fro
  std::optional<Settling> settling;
  bool settled = true;  ///< the time constant is below a third of the series
};

inline constexpr std::size_t kFewestForDriftFit = 20;

/// x(t) = a + v t + [A exp(-t/tau)] + wander + noise; v by generalised least squares, in one of two
/// ways whose results are joined by their likelihood:
///
/// 1. Noise only, of no memory beyond a fifth of the series: a straight line, whose scatter is that
///    of the means of fifths (with settling: sevenths) about it, three degrees of freedom. From all
///    positions it would have N - 2 and an interval shorter by a third, were nothing slow in them;
///    but what is slow moves the slope long before it shows between neighbours.
/// 2. Noise, white, of variance s^2, and a random walk whose variance grows by q in a unit of time.
///    Differences of neighbours have the covariance q diag(dt) + s^2 M, M = 2 on the diagonal and
///    -1 beside it. For a ratio q dt/s^2 (dt: the median) v has a t distribution of N - 2 degrees
///    of freedom. 40 ratios, evenly in their logarithm, up to 100 (nothing but walk).
///
/// Weights: restricted likelihood (Harville 1977) times what was likely before. Of positions that
/// scatter by no more than half again of their localisation: 0.9 for the first, ratios from 3/N^2
/// on (less moves v less than noise does). Of others: 0.1, ratios from 100/N^2 on, as something
/// moves them. The estimate is the mean, the interval about it holds 95 % of the mixture.
///
/// Settling is fitted where it raises twice the logarithm of the likelihood by more than 8: two
/// parameters, one of them searched for. Its time constant is one more unknown of the line.
///
/// `localisation`: standard uncertainty with which one position was located; 0 where it is unknown.
/// At least kFewestForDriftFit positions, times that increase. Cost: some 500 passes over the
/// series.
DriftFit fit_drift(const std::vector<double>& times, const std::vector<double>& positions,
                   double localisation = 0);

}  // namespace etalon::numerics
