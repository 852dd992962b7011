// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"

namespace etalon::numerics {

/// Interval of a standard deviation of normal readings:
/// s sqrt(nu/chi2(1 - a/2, nu)) ... s sqrt(nu/chi2(a/2, nu)), a = 1 - probability. Longer upwards:
/// with four degrees of freedom 0.60 s ... 2.87 s. `degrees_of_freedom` above 0, also between whole
/// numbers; infinite gives s alone.
Interval standard_deviation_interval(double s, double degrees_of_freedom,
                                     double probability = 0.95);

/// An estimate with an interval that need not be symmetric about it.
struct Bounded {
  double value = 0;
  Interval interval;
};

/// a + b of independent estimates: the distances of their ends add in quadrature, each side by
/// itself (MOVER: Zou and Donner, Statistics in Medicine 27 (2008) 1693).
Bounded sum_of(const Bounded& a, const Bounded& b);

/// A standard deviation freed of a known share of its variance (that of the reading of the
/// instrument, with which it was seen).
struct Scatter {
  double value = 0;                ///< sqrt(s^2 - known^2); 0 when that is not positive
  double total = 0;                ///< s
  double known = 0;                ///< what was taken out, a standard deviation
  double degrees = 0;              ///< of s
  Interval interval;               ///< 95 %; begins at 0 where the known share explains all
  double uncertainty = 0;          ///< standard, to first order: s^2 / (value sqrt(2 nu))
  double reading_uncertainty = 0;  ///< the part of it from not knowing `known` better
  bool visible() const { return value > 0; }
};

/// The ends of the interval of s^2 less known^2. `known` itself is taken as uncertain by a tenth.
/// Where nothing is left the upper end is that of s.
Scatter scatter_without(double s, double degrees_of_freedom, double known);

}  // namespace etalon::numerics
