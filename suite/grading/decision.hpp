// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

#include <string>

namespace etalon::grading {

/// The decision rule of every limit that is set to a value: ILAC-G8:09/2019, 4.2.3, non-binary
/// statement with a guard band w = U, U the expanded uncertainty of 95 % coverage.
inline constexpr const char* kGuardedRule = "guarded w=U, ILAC-G8:09/2019";
/// The rule of a limit that is set to an uncertainty: that number has none of its own.
inline constexpr const char* kSimpleRule = "simple comparison of the stated uncertainty";

const char* rule_of(const Limit& limit);

struct Decision {
  Verdict verdict = Verdict::not_decidable;
  double guard_band = 0;
  double conformance_probability = 0;
  std::string reason;  ///< where nothing could be decided
};

/// The number that a limit judges: the value, or 100 % * U / |value| with the wider side of the
/// interval as U (infinite for a value of 0).
double judged_number(const Limit& limit, const MeasurementResult& result);

/// The largest expanded uncertainty with which the limit may be judged: as the profile says, else a
/// third of the distance from the limit to the ideal.
double largest_expanded_uncertainty(const Limit& limit);

/// Judges a number by a limit; that both mean the same quantity has been checked (judge.hpp).
///
/// With the interval [l, h] of the value y, for "at most L": pass when h <= L, conditional pass
/// when y <= L < h, conditional fail when l <= L < y, fail when L < l; mirrored for "at least L".
/// For a symmetric interval this is y <= L - w ... y > L + w with w = U; an asymmetric one is used
/// as it is, w being the side towards the limit. Of instruments that lie exactly at the limit 2.5 %
/// pass.
///
/// Not decidable: w larger than largest_expanded_uncertainty(); a statistic or a result without a
/// stated uncertainty; an interval of less than 95 % coverage or one that does not hold its value;
/// numbers that are not finite. A limit set to an uncertainty is compared simply: pass or fail,
/// with the conformance probability 1 or 0.
Decision decide(const Limit& limit, const MeasurementResult& result);

}  // namespace etalon::grading
