// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace etalon {

/// Propagation of distributions (JCGM 101:2008). For models that are not linear over their inputs'
/// uncertainties: ratios, square roots of differences, crossings of a curve.

struct MonteCarloInput {
  double value = 0;
  double standard_uncertainty = 0;
  Distribution distribution = Distribution::normal;
  /// Finite, of a normal input: drawn from value + u t_nu (JCGM 101, 6.4.9), whose standard
  /// deviation is u sqrt(nu / (nu - 2)) and does not exist for nu <= 2.
  double degrees_of_freedom = kInfiniteDegreesOfFreedom;
};

struct MonteCarloOptions {
  std::uint64_t seed = 1;
  std::size_t draws =
      200'000;  ///< at most; blocks of 10 000 until two digits of u are stable (7.9)
  double probability = 0.95;
};

struct PropagatedDistribution {
  double mean = 0;
  double standard_uncertainty = 0;
  Interval interval;      ///< probabilistically symmetric; may be asymmetric about the mean
  std::size_t draws = 0;  ///< finite ones
  bool converged = false;
};

using MonteCarloModel = std::function<double(std::span<const double>)>;

/// Each block of draws is a function of (seed, block) alone, so any order gives the same result.
/// `correlation` is empty (independent) or the correlation matrix of the inputs, which are then
/// normal with equal degrees of freedom (parameters of one fit). It may be singular (fully
/// correlated inputs); one that is no correlation matrix is a programmer's error. Draws for which
/// the model is not finite are left out of the statistics and prevent `converged`; with fewer than
/// two finite draws every number is NaN. Cost: the draws times the model.
PropagatedDistribution propagate(const MonteCarloModel& model,
                                 const std::vector<MonteCarloInput>& inputs,
                                 const MonteCarloOptions& options = {},
                                 const Eigen::MatrixXd& correlation = {});

}  // namespace etalon
