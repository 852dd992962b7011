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

/// What holds a tier down, in words: "pixel size without certificate". Unlisted codes are shown
/// with spaces.
std::string cap_text(std::string_view code);

/// The value of a judgement as a lay reader understands it: "0.883 of the best this lens can do".
/// Empty without a result.
std::string lay_value(const Judgement& judgement);

/// How well it is known: "[0.851, 0.915]", or "± 0.3 %" where that is what the limit is set to.
std::string lay_interval(const Judgement& judgement);

/// "at least 50 %"
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
