// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace etalon::reports {

/// A verdict in everyday words ("pass", "close, inside") and as a shape that needs no colour.
std::string word_of(Verdict verdict);
std::string shape_of(Verdict verdict);

/// "indicative", "comparable", "traceable"
std::string word_of(Tier tier);
/// The same with what it is good for: "indicative, for orientation".
std::string meaning_of(Tier tier);
/// Why a tier is no better, each reason once. Only required limits count, as in the tier itself.
std::vector<std::string> reasons_for_tier(const Grade& grade);

/// The grade whose limits say most: the one with the most of them, of equals the first. Needs one.
const Grade& leading_grade(const std::vector<Grade>& grades);

/// What holds a tier down, in words: "pixel size without certificate". Unlisted codes are shown
/// with spaces.
std::string cap_text(std::string_view code);

/// The value of a judgement as a lay reader understands it: "0.883 of the best this lens can do".
/// Empty without a result.
std::string lay_value(const Judgement& judgement);

/// How well it is known: its bounds in this form, or "± 0.3 %" where that is what the limit is set
/// to.
std::string lay_interval(const Judgement& judgement, const char* form = "[{}, {}]");

/// "at least 50 %"; "at most ± 1 %" of a limit for how well something is known.
std::string limit_text(const Limit& limit);

/// A source up to its first comma, "Faklaris et al. 2022", or "proposed".
std::string origin_text(const Limit& limit);

/// "99.2 %", and never 0 % or 100 %: those would be certainty.
std::string chance_text(double probability);

/// How many limits of a grade somebody published, and how many its authors propose.
struct LimitCounts {
  std::size_t published = 0;
  std::size_t proposed = 0;
};
LimitCounts count_limits(const Grade& grade);

/// "screening: pass (indicative: pixel size without certificate)"
std::string grade_line(const Grade& grade);

}  // namespace etalon::reports
