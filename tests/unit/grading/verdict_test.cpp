// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/verdict.hpp"

#include "tests/support/catch.hpp"

#include <initializer_list>

using namespace etalon;
using namespace etalon::grading;

namespace {

Judgement judgement(Verdict verdict, Tier tier = Tier::indicative, bool required = true) {
  Judgement made;
  made.verdict = verdict;
  made.tier = tier;
  made.limit.required = required;
  return made;
}

Verdict overall(std::initializer_list<Verdict> verdicts) {
  std::vector<Judgement> judgements;
  for (const Verdict verdict : verdicts) judgements.push_back(judgement(verdict));
  return overall_verdict(judgements);
}

}  // namespace

TEST_CASE("The weightiest required verdict decides over a profile") {
  using enum Verdict;
  CHECK(overall({pass, pass}) == pass);
  CHECK(overall({pass, conditional_pass}) == conditional_pass);
  CHECK(overall({pass, conditional_pass, not_decidable}) == not_decidable);
  CHECK(overall({not_decidable, conditional_fail}) == conditional_fail);
  CHECK(overall({not_decidable, not_measured, fail, conditional_fail}) == fail);
  CHECK(overall({fail, not_measured}) == fail);
}

TEST_CASE("A missing key number leaves the profile undecided, nothing at all unmeasured") {
  using enum Verdict;
  CHECK(overall({pass, not_measured}) == not_decidable);
  CHECK(overall({not_measured, not_decidable}) == not_decidable);
  CHECK(overall({not_measured, not_measured}) == not_measured);
  CHECK(overall({not_measured}) == not_measured);
  CHECK(overall({}) == not_measured);
}

TEST_CASE("Optional limits change neither the verdict nor the tier") {
  const std::vector<Judgement> judgements = {judgement(Verdict::pass, Tier::traceable),
                                             judgement(Verdict::pass, Tier::comparable),
                                             judgement(Verdict::fail, Tier::indicative, false)};
  CHECK(overall_verdict(judgements) == Verdict::pass);
  CHECK(overall_tier(judgements) == Tier::comparable);
  CHECK(overall_verdict({judgement(Verdict::pass, Tier::traceable, false)}) ==
        Verdict::not_measured);
  CHECK(overall_tier({judgement(Verdict::pass, Tier::traceable, false)}) == Tier::indicative);
}

TEST_CASE("Each verdict has its exit code") {
  CHECK(exit_code(Verdict::pass) == 0);
  CHECK(exit_code(Verdict::conditional_pass) == 0);
  CHECK(exit_code(Verdict::conditional_fail) == 1);
  CHECK(exit_code(Verdict::fail) == 1);
  CHECK(exit_code(Verdict::not_measured) == 2);
  CHECK(exit_code(Verdict::not_decidable) == 3);
}
