// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

#include <vector>

namespace etalon::grading {

/// How much a verdict weighs beside others: fail > conditional fail > not measured > not decidable
/// > conditional pass > pass. A failure that is certain stays one whatever else is unknown; what is
/// unknown outweighs every pass.
int weight(Verdict verdict);

/// The verdict over a profile, from its required judgements; optional ones only add to the report.
/// The weightiest one decides, but an absent result counts as "not decidable" when another required
/// limit was judged, because then something is known of the instrument.
Verdict overall_verdict(const std::vector<Judgement>& judgements);

/// The lowest tier of the required judgements.
Tier overall_tier(const std::vector<Judgement>& judgements);

/// What scripts see: 0 pass or conditional pass, 1 fail or conditional fail, 2 not measured, 3 not
/// decidable.
int exit_code(Verdict verdict);

}  // namespace etalon::grading
