// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/verdict.hpp"

#include <algorithm>
#include <optional>

namespace etalon::grading {

int weight(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return 0;
    case Verdict::conditional_pass:
      return 1;
    case Verdict::not_decidable:
      return 2;
    case Verdict::not_measured:
      return 3;
    case Verdict::conditional_fail:
      return 4;
    case Verdict::fail:
      return 5;
  }
  return 5;
}

Verdict overall_verdict(const std::vector<Judgement>& judgements) {
  std::optional<Verdict> worst;
  bool something_measured = false;
  for (const Judgement& judgement : judgements) {
    if (!judgement.limit.required) continue;
    if (judgement.verdict != Verdict::not_measured) something_measured = true;
    if (!worst || weight(judgement.verdict) > weight(*worst)) worst = judgement.verdict;
  }
  if (!worst) return Verdict::not_measured;
  const bool partly = *worst == Verdict::not_measured && something_measured;
  return partly ? Verdict::not_decidable : *worst;
}

Tier overall_tier(const std::vector<Judgement>& judgements) {
  std::optional<Tier> lowest;
  for (const Judgement& judgement : judgements) {
    if (!judgement.limit.required) continue;
    lowest = std::min(lowest.value_or(judgement.tier), judgement.tier);
  }
  return lowest.value_or(Tier::indicative);
}

int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::conditional_pass:
      return 0;
    case Verdict::conditional_fail:
    case Verdict::fail:
      return 1;
    case Verdict::not_measured:
      return 2;
    case Verdict::not_decidable:
      return 3;
  }
  return 3;
}

}  // namespace etalon::grading
