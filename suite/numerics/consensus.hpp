// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace etalon::numerics {

/// One value with its variance, of things that need not be alike.
struct Reading {
  double value = 0;
  double variance = 0;
};

/// Random-effects mean of readings y_i with variances v_i about things that scatter by tau: weights
/// 1/(v_i + tau^2), tau by Paule and Mandel (J. Res. NBS 87, 1982, 377), residuals beyond 2
/// standard deviations held there (Huber's psi), so that a few strange things count little. The
/// variance is that of the weighted scatter itself (Hartung and Knapp, Stat. Med. 20, 2001, 3875,
/// over the square of the share of psi that is not held): with n - 1 degrees of freedom its interval holds for any tau,
/// also for one that looks like 0. Never less than what noise falls below once in 200 times.
struct Consensus {
  double value = 0;
  double variance = 0;            ///< of the value
  double within = 0;              ///< part of it that the v_i explain, at most all of it
  double tau = 0;                 ///< scatter of the things themselves
  double degrees_of_freedom = 0;  ///< n - 1; infinite for one reading, whose variance is v
  std::size_t n = 0;
};

/// Of at least one reading, all variances above 0.
Consensus consensus(const std::vector<Reading>& readings);

}  // namespace etalon::numerics
