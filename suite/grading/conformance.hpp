// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

namespace etalon::grading {

/// Probability that the true value meets a one-sided limit (JCGM 106:2012, 7.3), without a prior:
///
///   at most L:  p_c = F((L - y) / u)        at least L:  p_c = F((y - L) / u)
///
/// F is the cumulative normal distribution, or Student's t for finite degrees of freedom. `u` is
/// taken from the side of the interval that reaches towards the limit, divided by the coverage
/// factor: the standard uncertainty itself where the interval is symmetric. 1/2 where that side is
/// infinite, because then nothing is known; 1 or 0 where it has no width.
double conformance_probability(const Limit& limit, const MeasurementResult& result);

/// Distance from the value to the bound of its interval on the side on which the limit lies; at the
/// limit itself, to the bound beyond it. The expanded uncertainty that a decision has to respect.
double expanded_towards(const Limit& limit, const MeasurementResult& result);

/// Does this number lie on the good side? The limit itself does.
bool meets(const Limit& limit, double number);

}  // namespace etalon::grading
