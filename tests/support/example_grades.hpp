// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/comparison.hpp"
#include "suite/core/grade.hpp"

namespace etalon::tests {

/// A judgement written by hand; nothing here calls a rule.
Judgement example_judgement(const std::string& label, Verdict verdict, double value,
                            double expanded);

/// "screening" with the limits Sharpness (this verdict, proposed), Evenness (pass, published) and
/// Scale (pass, how well it is known). The verdict of the grade is this one too.
Grade example_grade(Verdict verdict, Tier tier = Tier::comparable);

/// A row with both sides and a difference of -0.05 with u = 0.015.
grading::ComparisonRow compared_row(const std::string& metric, const std::string& measurand,
                                    const std::string& unit, bool told_apart);
/// The same without a difference.
grading::ComparisonRow refused_row(const std::string& metric, const std::string& measurand,
                                   const std::string& unit, const std::string& refusal);

/// "ofm-07" and "nikon-2" with one row told apart, one alike, one refused, a part of the field, an
/// angle, and one quantity both on the slide and in pixels; two rows share a certificate.
reports::ComparisonReport example_comparison();

}  // namespace etalon::tests
