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
  double velocity = 0;            ///< of position per time
  double seen = 0;                ///< standard uncertainty by the likeliest wander
  double degrees_of_freedom = 0;  ///< of that
  double hidden = 0;              ///< ... by how much another wander could be meant
  double start = 0;               ///< of the straight line, at the first time
  double wander_seen = 0;         ///< twice the logarithm of its likelihood over that of none
  std::optional<Settling> settling;
  bool settled = true;  ///< false: `settling` surely lasts longer than a third of the series
};

inline constexpr std::size_t kFewestForDriftFit = 20;

/// x(t) = a + v t + [A exp(-t/tau)] + wander + noise. Noise is white, of variance s^2; a wander is
/// a random walk whose variance grows by q in a unit of time. Differences of neighbours have the
/// covariance q diag(dt) + s^2 M, M = 2 on the diagonal and -1 beside it. For a ratio r = q dt/s^2
/// (dt: the median) generalised least squares give v with a t distribution of N - 2 degrees of
/// freedom.
///
/// Nobody knows r, and the series hardly says it just where it matters: a wander that moves the
/// slope as much as noise does shows in two or three slow swings only. So v is averaged over 32
/// ratios, evenly in their logarithm from 0.03/N^2 to 10^4, each with its restricted likelihood
/// (Harville 1977) times what is likely before: all standard deviations of the wander alike (Gelman
/// 2006) up to r N^2/12 = 30, where it adds thirty times the noise's variance to the slope; beyond,
/// where it shows, all orders of magnitude alike.
///
/// velocity +- k hypot(seen, hidden), k by Welch and Satterthwaite, is the interval that holds 95 %
/// of the mixture: `seen` (type A) is the standard uncertainty at the likeliest ratio, `hidden`
/// (type B, as it rests on what was likely before) what has to be added. Of noise only it is about
/// three times `seen`; of a wander that shows it is small.
///
/// Settling is fitted where it raises twice the logarithm of the likelihood by more than 8: two
/// parameters, one of them searched for. Its time constant is one more unknown of the line. One
/// that lasts longer than a third of the series is what a wander looks like by chance: it takes
/// part in the average, and only where it is sure (by 16) no velocity can be told.
///
/// At least kFewestForDriftFit positions, times that increase. Cost: some 400 passes over the
/// series.
DriftFit fit_drift(const std::vector<double>& times, const std::vector<double>& positions);

}  // namespace etalon::numerics
